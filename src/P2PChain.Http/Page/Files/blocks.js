import { el, keyed, replace } from './dom.js';
import { movesTable } from './item.js';
import { flash } from './items.js';
import { later } from './later.js';
import { blockLink, bytes, count, itemHref, keyElement, number, short, timeElement } from './text.js';

// The blocks, the latest first, as they come.
export class BlocksView {
  title = 'Blocks';
  #befores = [null];
  #page = null;
  refresh = later(40, () => this.#read());

  constructor(app, place) {
    this.app = app;
    this.rows = el('tbody');
    this.newer = el('button', { type: 'button', onclick: () => this.#turn(-1) }, 'Newer blocks');
    this.older = el('button', { type: 'button', onclick: () => this.#turn(1) }, 'Older blocks');
    this.pages = el('nav', { class: 'row', 'aria-label': 'Pages', hidden: true }, this.newer, this.older);
    replace(place,
      el('div', { class: 'head' }, el('h1', {}, 'Blocks')),
      el('table', { class: 'cards' },
        el('caption', { class: 'visually-hidden' }, 'Blocks'),
        el('thead', {}, el('tr', {}, ['Height', 'Time', 'Miner', 'Items', 'Size', 'Hash']
          .map((name) => el('th', { scope: 'col' }, name)))),
        this.rows),
      this.pages);
    this.refresh();
  }

  onEvent({ type }) {
    if (type !== 'peer') this.refresh();
  }

  #turn(by) {
    if (by > 0) this.#befores.push(this.#page.next);
    else this.#befores.pop();
    this.refresh();
  }

  async #read() {
    const before = this.#befores.at(-1);
    const page = await this.app.read(`/api/blocks${before === null ? '' : `?before=${before}`}`);
    if (!page) return;
    const isFirst = this.#page === null;
    this.#page = page;
    const make = (block) => this.#row(block, isFirst);
    keyed(this.rows, page.blocks, ({ hash }) => hash, make, () => {});
    this.newer.disabled = before === null;
    this.older.disabled = page.next === null;
    this.pages.hidden = this.newer.disabled && this.older.disabled;
  }

  #row(block, isFirst) {
    const more = block.transactions - block.items.length;
    const element = el('tr', {},
      el('th', { scope: 'row' }, blockLink(block.height)),
      el('td', { 'data-name': 'Time' }, timeElement(block.time)),
      el('td', { 'data-name': 'Miner' }, keyElement(block.miner, this.app.state.me)),
      el('td', { 'data-name': 'Items' }, block.items.map((item, at) => [
        at > 0 ? ', ' : '', el('a', { href: itemHref(item), class: 'item' }, item)]),
      more > 0 ? ` and ${count(more, 'more move', 'more moves')}` : null),
      el('td', { 'data-name': 'Size' }, bytes(block.bytes)),
      el('td', { 'data-name': 'Hash' }, el('code', { title: block.hash }, short(block.hash, 12))));
    if (!isFirst) flash(element);
    return { element };
  }
}

// One block with its moves.
export class BlockView {
  refresh = later(40, () => this.#read());

  constructor(app, place, name) {
    this.app = app;
    this.title = `Block ${name}`;
    this.name = name;
    this.place = el('div', {}, el('p', { class: 'loading' }, 'Loading…'));
    replace(place, el('p', { class: 'back' }, el('a', { href: '#/blocks' }, '← Blocks')),
      el('h1', {}, this.title), this.place);
    this.refresh();
  }

  onEvent({ type }) {
    if (type === 'block' || type === 'reorganised') this.refresh();
  }

  async #read() {
    const block = await this.app.read(`/api/blocks/${encodeURIComponent(this.name)}`, { 404: null, 400: null });
    if (block === undefined) return;
    if (block === null) {
      replace(this.place, el('div', { class: 'empty' }, el('p', {}, 'No block has this height or hash here.')));
      return;
    }
    replace(this.place,
      el('dl', { class: 'facts panel' },
        row('Hash', el('code', { class: 'whole' }, block.hash)),
        row('Before it', el('code', { class: 'whole' }, block.previous)),
        row('Time', timeElement(block.time)),
        row('Miner', keyElement(block.miner, this.app.state.me)),
        row('Place', block.isOnBestChain ? `on the best chain, ${count(block.confirmations, 'confirmation')}`
          : 'beside the best chain: nothing in it stands'),
        row('Difficulty', number(block.difficulty)),
        row('Size', bytes(block.bytes))),
      el('h2', {}, count(block.transactions.length, 'transaction')),
      block.transactions.length > 0 ? movesTable(block.transactions, this.app.state.me, true) : null);
  }
}

export const row = (name, ...value) => [el('dt', {}, name), el('dd', {}, value)];
