import { el, replace, setText } from './dom.js';
import { keyElement, number, sentence, short, span, time } from './text.js';
import { session } from './session.js';

const bad = new Set([
  'TWIN', 'REWRITE', 'CLOCK', 'FUTURE', 'OUTDATED', 'DISK', 'DIVERGED', 'REFUSED', 'SPLIT',
]);
const at = (id) => document.getElementById(id);

// The top of the page, the banners and the foot: the state at a glance.
export class Head {
  #shown = '';
  notice = null; // a sentence about the sign-in

  constructor(state, onSignOut) {
    this.state = state;
    this.onSignOut = onSignOut;
  }

  show() {
    const { status } = this.state;
    this.#verdict();
    this.#session();
    if (status) this.#facts(status);
    const banners = this.#banners();
    const text = JSON.stringify(banners);
    if (text === this.#shown) return; // what is unchanged is not read out again
    this.#shown = text;
    replace(at('banners'), banners.map(banner));
  }

  #verdict() {
    const { isOffline, status, failure } = this.state;
    const word = isOffline ? 'OFFLINE' : status?.verdict ?? (failure ? 'LOCKED' : '…');
    const place = at('verdict');
    place.className = `verdict ${word === 'HEALTHY' ? 'good' : isOffline || bad.has(word) ? 'bad' : 'warn'}`;
    setText(place, word);
  }

  #session() {
    const signedIn = session.token !== null;
    const place = at('session');
    if (place.dataset.signedIn === String(signedIn)) return;
    place.dataset.signedIn = signedIn;
    replace(place, signedIn
      ? el('button', { class: 'quiet', onclick: this.onSignOut }, 'Sign out')
      : el('span', { class: 'chip' }, 'read-only'));
  }

  #facts({ node, chain, peers, peersInStep }) {
    const name = node.key.name ?? short(node.key.key);
    document.title = `${name} · P2PChain`;
    replace(at('node'), keyElement({ ...node.key, name: node.key.name }, null));
    replace(at('facts'),
      fact('height', number(chain.height)),
      fact('peers in step', `${peersInStep} of ${peers}`),
      fact('held', number(chain.held)),
      fact('waiting', number(chain.waiting)));
    replace(at('foot'),
      el('span', {}, `${node.version}, up ${span(node.uptimeSeconds)}, listens on ${node.listens}`),
      el('span', {}, node.mayRequest ? 'may request' : 'may not request', ', ', node.mines ? 'mines' : 'does not mine'),
      el('span', {}, `last block ${time(chain.tipTime)}`),
      el('a', { href: '/docs/' }, 'API'));
  }

  #banners() {
    const { state } = this;
    const banners = [];
    if (state.isOffline) {
      banners.push({
        kind: 'bad', word: 'OFFLINE',
        sentence: `The node has not answered since ${time(state.since.toISOString())}: see that it runs. `
          + 'This page tries again by itself, and the facts below are the last known ones.',
      });
    } else if (state.failure) {
      banners.push({ kind: 'warn', word: 'LOCKED', sentence: state.failure.message });
    } else {
      for (const { word, sentence: text } of state.status?.problems ?? [])
        banners.push({ kind: bad.has(word) ? 'bad' : 'warn', word, sentence: sentence(text) });
    }
    if (session.token === null) banners.push(this.#readOnly());
    return banners;
  }

  #readOnly() {
    return {
      kind: 'calm', word: 'READ-ONLY',
      sentence: this.notice ?? 'To request and release items, sign in: run p2pchain open on the node\'s machine, '
        + 'or type page in its console, and open the address that it prints.',
    };
  }
}

const fact = (label, value) => el('span', { class: 'fact' }, el('b', {}, value), ' ', label);

const banner = ({ kind, word, sentence: text }) =>
  el('div', { class: `banner ${kind}` }, el('strong', {}, word), el('p', {}, text));
