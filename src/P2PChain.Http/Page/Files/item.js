import { el, replace } from './dom.js';
import { later } from './later.js';
import { askRelease, askRequest } from './moves.js';
import { session } from './session.js';
import { blockLink, itemHref, keyElement, timeElement, transactionLink } from './text.js';

// One item: its state, and each move with its proof.
export class ItemView {
  #item = null;
  #history = null;
  refresh = later(40, () => this.#read());

  constructor(app, place, name) {
    this.app = app;
    this.title = name;
    this.name = name;
    this.state = el('div', { class: 'panel' }, el('p', { class: 'loading' }, 'Loading…'));
    this.moves = el('div');
    replace(place,
      el('p', { class: 'back' }, el('a', { href: '#/items' }, '← Items')),
      el('h1', {}, el('span', { class: 'item' }, name)),
      this.state,
      el('h2', {}, 'History'),
      this.moves);
    this.refresh();
  }

  onEvent({ items, type }) {
    if (items.length === 0 || items.includes(this.name) || type === 'reorganised') this.refresh();
  }

  async #read() {
    const path = `/api/items/${encodeURIComponent(this.name)}`;
    const [item, history] = await Promise.all([
      this.app.read(path, { 404: null, 400: null }), this.app.read(`${path}/history`, { 404: null, 400: null }),
    ]);
    if (item === undefined) return;
    [this.#item, this.#history] = [item, history];
    this.isRead = true;
    this.show();
  }

  show() {
    if (!this.isRead) return;
    const item = this.#item;
    const { me } = this.app.state;
    const holder = item?.state?.holder ?? null;
    const mine = holder !== null && holder.key === me;
    const signature = JSON.stringify([item, this.#history, me, session.token !== null]);
    if (signature === this.shown) return; // the focus stays
    this.shown = signature;
    const hadFocus = this.state.contains(document.activeElement) && document.activeElement.tagName === 'BUTTON';
    replace(this.state,
      el('dl', { class: 'facts' },
        el('dt', {}, 'Holder'),
        el('dd', {}, holder ? keyElement(holder, me) : el('span', { class: 'chip free' }, 'available')),
        item?.state ? [el('dt', {}, 'Since'), el('dd', {}, timeElement(item.state.since),
          ', block ', blockLink(item.state.height))] : null,
        item?.note ? [el('dt', {}, 'Note'), el('dd', {}, el('bdi', { class: 'note' }, item.note))] : null),
      item === null ? el('p', { class: 'hint' }, 'No transaction of this item is known here.') : null,
      this.#waiting(item),
      session.token !== null ? el('div', { class: 'row' }, this.#button(holder, mine)) : null);
    if (hadFocus) (this.state.querySelector('button') ?? document.getElementById('main')).focus();
    this.#showMoves();
  }

  // The finder of a thing may check it in, if the rules of the network let anyone release.
  #button(holder, mine) {
    const name = holder === null || mine ? null : holder.name ?? 'another site';
    return el('button', {
      class: name === null ? 'primary' : null, type: 'button',
      onclick: () => holder === null ? askRequest(this.name, this.refresh) : askRelease(this.name, this.refresh, name),
    }, holder === null ? 'Request' : mine ? 'Release' : `Release for ${name}`);
  }

  #waiting(item) {
    if (!item?.waiting?.length) return null;
    return el('p', {}, 'Waiting for a block: ', item.waiting.map((move, at) => [
      at > 0 ? '; ' : '', move.type, ' by ', keyElement(move.by, this.app.state.me), ' ', transactionLink(move.txid),
    ]));
  }

  #showMoves() {
    const moves = this.#history?.moves ?? [];
    replace(this.moves,
      moves.length > 0 ? movesTable(moves, this.app.state.me)
        : el('div', { class: 'empty' }, el('p', {}, 'No block has a move of it.')),
      this.#history?.hasOlder ? el('p', { class: 'hint' }, 'There are older moves than these 50.') : null);
  }
}

// Moves with their proof: the block and the transaction.
export function movesTable(moves, me, withItem = false) {
  return el('table', { class: 'cards' },
    el('caption', { class: 'visually-hidden' }, 'Moves'),
    el('thead', {}, el('tr', {}, [withItem ? 'Item' : null, 'Time', 'Move', 'By', 'Note', 'Block', 'Transaction']
      .filter((name) => name !== null).map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, moves.map((move) => el('tr', {},
      withItem ? el('td', { 'data-name': 'Item' },
        el('a', { href: itemHref(move.item), class: 'item' }, move.item)) : null,
      el('td', { 'data-name': 'Time' }, timeElement(move.time)),
      el('td', { 'data-name': 'Move' }, el('span', { class: `chip ${move.type}` }, move.type)),
      el('td', { 'data-name': 'By' }, keyElement(move.by, me)),
      el('td', { 'data-name': 'Note' }, move.note ? el('bdi', { class: 'note' }, move.note) : null),
      el('td', { 'data-name': 'Block' }, move.height === null ? 'none' : blockLink(move.height)),
      el('td', { 'data-name': 'Transaction' }, transactionLink(move.txid))))));
}
