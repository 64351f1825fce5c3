import { post, Offline } from './api.js';
import { el, replace, setText } from './dom.js';
import { later } from './later.js';
import { picture } from './picture.js';
import { session } from './session.js';
import { bytes, count, keyElement, milliseconds, number, span } from './text.js';
import { toast } from './toast.js';

const every = 3_000;

// The connections: a picture, and the same facts as tables.
export class PeersView {
  title = 'Peers';
  #peers = null;
  refresh = later(60, () => this.#read());

  constructor(app, place) {
    this.app = app;
    this.frame = el('div', { class: 'picture' }, el('p', { class: 'loading' }, 'Loading…'));
    this.tables = el('div');
    this.form = this.#connectForm();
    replace(place, el('div', { class: 'head' }, el('h1', {}, 'Peers')), this.frame, this.form, this.tables);
    this.sizes = new ResizeObserver(() => this.#draw());
    this.sizes.observe(this.frame);
    this.timer = setInterval(this.refresh, every);
    this.refresh();
  }

  close() {
    clearInterval(this.timer);
    this.sizes.disconnect();
  }

  onEvent({ type }) {
    if (type !== 'own') this.refresh();
  }

  async #read() {
    const peers = document.hidden ? undefined : await this.app.read('/api/peers');
    if (!peers) return;
    this.#peers = peers;
    this.show();
  }

  show() {
    this.form.hidden = session.token === null;
    if (!this.#peers) return;
    this.#draw();
    const { connected, dialling, gone, refused } = this.#peers;
    const { me } = this.app.state;
    const tip = this.app.state.status?.chain.tip;
    replace(this.tables,
      section(`${count(connected.length, 'connection')}`, connected,
        ['Address', 'Site', 'Height', 'Round trip', 'Bytes', 'Software'],
        (peer) => [
          long(`${peer.address}, ${peer.isOutbound ? 'dialled' : 'accepted'}`),
          peer.key ? keyElement(peer.key, me) : 'original network',
          `${number(peer.height)}, ${peer.tip === tip ? 'in step' : 'not in step'}`, milliseconds(peer.roundTripMs),
          `${bytes(peer.receivedBytes)} in, ${bytes(peer.sentBytes)} out`, long(peer.agent),
        ]),
      dialling.length > 0 ? section('Dialled without a connection', dialling,
        ['Address', 'Reason', 'Next attempt'],
        (dial) => [
          long(dial.address), long(dial.isBanned ? 'banned' : dial.refusal ?? dial.failure ?? 'no answer yet'),
          dial.retrySeconds === null ? 'now' : `in ${span(dial.retrySeconds)}`,
        ]) : null,
      gone.length > 0 ? section('Ended connections', gone, ['Address', 'Reason', 'Ago'],
        (one) => [long(one.address), long(one.reason), span(one.agoSeconds)]) : null,
      refused.length > 0 ? section('Refused connections', refused, ['Reason', 'Number', 'Last address', 'Ago'],
        (one) => [long(one.reason), number(one.count), long(one.lastAddress), span(one.lastAgoSeconds)]) : null);
  }

  #draw() {
    if (this.#peers && this.app.state.status) picture(this.frame, this.#peers, this.app.state.status);
  }

  #connectForm() {
    const address = el('input', {
      id: 'address', placeholder: '10.0.2.5:6000', autocomplete: 'off', spellcheck: 'false', required: true,
    });
    const button = el('button', { type: 'submit' }, 'Connect');
    return el('form', { class: 'row', hidden: true, onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      setText(button, 'Connecting…');
      try {
        const { peer } = await post('/api/peers', { address: address.value.trim() });
        toast(`Connected to ${peer.address}.`);
        address.value = '';
      } catch (error) {
        toast(error instanceof Offline ? 'The node does not answer.' : error.message, 'bad');
      }
      button.disabled = false;
      setText(button, 'Connect');
      this.refresh();
    } },
    el('label', { for: 'address' }, 'Address of another node'), address, button);
  }
}

const long = (text) => el('span', { class: 'long' }, text);

function section(title, list, names, cells) {
  return el('section', {},
    el('h2', {}, title),
    list.length === 0
      ? el('div', { class: 'empty' }, el('p', {}, 'None. The banner above tells the next step.'))
      : el('table', { class: 'cards' },
        el('caption', { class: 'visually-hidden' }, title),
        el('thead', {}, el('tr', {}, names.map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, list.map((one) => el('tr', {},
          cells(one).map((cell, at) => at === 0
            ? el('th', { scope: 'row' }, cell)
            : el('td', { 'data-name': names[at] }, cell)))))));
}
