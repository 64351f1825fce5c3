import { el, keyed, replace, setText } from './dom.js';
import { later } from './later.js';
import { askRelease, askRequest } from './moves.js';
import { session } from './session.js';
import { count, itemHref, keyElement, timeElement } from './text.js';

const pageSize = 100;
const filters = [['all', 'All'], ['held', 'Held'], ['available', 'Available'], ['mine', 'Mine']];

// The items with their holders, page by page. The node searches, so 10 or 100,000 items are alike.
export class ItemsView {
  title = 'Items';
  #choice = { filter: 'all', search: '' };
  #afters = [null]; // the start of each page up to this one
  #page = null;
  refresh = later(40, () => this.#read());

  constructor(app, place) {
    this.app = app;
    this.#build(place);
    this.refresh();
  }

  onEvent() {
    this.refresh(); // a block may add an item to the list, or move one out of it
  }

  #build(place) {
    const search = el('input', {
      type: 'search', id: 'search', placeholder: 'part of an id', autocomplete: 'off', spellcheck: 'false',
      maxlength: 128, oninput: () => this.#choose({ search: search.value.trim() }),
    });
    this.chips = filters.map(([filter, label]) => el('button', {
      type: 'button', 'aria-pressed': String(filter === this.#choice.filter),
      onclick: () => this.#choose({ filter }),
    }, label));
    this.total = el('p', { class: 'total', role: 'status' });
    this.rows = el('tbody');
    this.table = el('table', { class: 'cards' },
      el('caption', { class: 'visually-hidden' }, 'Items'),
      el('thead', {}, el('tr', {},
        ['Item', 'Holder', 'Since', 'Note'].map((name) => el('th', { scope: 'col' }, name)),
        el('th', { scope: 'col' }, el('span', { class: 'visually-hidden' }, 'Action')))),
      this.rows);
    this.empty = el('div', { class: 'empty', hidden: true });
    this.before = el('button', { type: 'button', onclick: () => this.#turn(-1) }, 'Previous page');
    this.next = el('button', { type: 'button', onclick: () => this.#turn(1) }, 'Next page');
    this.pages = el('nav', { class: 'row', 'aria-label': 'Pages', hidden: true }, this.before, this.next);
    this.add = el('button', {
      class: 'primary', type: 'button', onclick: () => askRequest(null, this.refresh),
    }, 'Request items…');
    replace(place,
      el('div', { class: 'head' }, el('h1', {}, 'Items'), this.add),
      el('div', { class: 'tools' },
        el('div', { class: 'field' }, el('label', { for: 'search' }, 'Search'), search),
        el('div', { class: 'chips', role: 'group', 'aria-label': 'Filter' }, this.chips),
        this.total),
      this.table, this.empty, this.pages);
  }

  #choose(change) {
    this.#choice = { ...this.#choice, ...change };
    this.#afters = [null];
    this.chips.forEach((chip, at) => chip.setAttribute('aria-pressed', String(filters[at][0] === this.#choice.filter)));
    this.refresh();
  }

  #turn(by) {
    if (by > 0) this.#afters.push(this.#page.next);
    else this.#afters.pop();
    this.refresh();
    document.getElementById('main').scrollIntoView();
  }

  async #read() {
    const { filter, search } = this.#choice;
    const { me } = this.app.state;
    if (filter === 'mine' && !me) return;
    const query = new URLSearchParams({ limit: pageSize, notes: true, state: filter === 'mine' ? 'held' : filter });
    if (filter === 'mine') query.set('by', me);
    if (search) query.set('search', search);
    if (this.#afters.at(-1)) query.set('after', this.#afters.at(-1));
    const page = await this.app.read(`/api/items?${query}`);
    if (!page) return;
    this.#page = page;
    this.show();
  }

  // Also called when the session starts or ends.
  show() {
    const page = this.#page;
    this.add.hidden = session.token === null;
    if (!page) return;
    keyed(this.rows, page.items, ({ item }) => item, (one) => this.#row(one), (row, one) => this.#update(row, one));
    setText(this.total, count(page.total, 'item'));
    this.table.hidden = page.items.length === 0;
    this.empty.hidden = page.items.length > 0;
    if (page.items.length === 0) this.#showEmpty();
    this.before.disabled = this.#afters.length === 1;
    this.next.disabled = page.next === null;
    this.pages.hidden = this.before.disabled && this.next.disabled;
  }

  #showEmpty() {
    const { filter, search } = this.#choice;
    const sentence = search ? `No id with “${search}” is known here.`
      : filter === 'mine' ? 'This site holds nothing.'
        : filter === 'all' ? 'No item has been requested in this network yet.' : `No item is ${filter}.`;
    replace(this.empty, el('p', {}, sentence), session.token !== null && filter !== 'available'
      ? el('p', { class: 'hint' }, 'Any new id may be requested: Request items…') : null);
  }

  #row(one) {
    const link = el('a', { href: itemHref(one.item), class: 'item' }, one.item);
    const row = { item: one.item, holder: null, shown: null };
    row.cells = ['Holder', 'Since', 'Note'].map((name) => el('td', { 'data-name': name }));
    row.button = el('button', { type: 'button', onclick: () => this.#act(row) });
    row.element = el('tr', {}, el('th', { scope: 'row' }, link), row.cells, el('td', { class: 'act' }, row.button));
    return row;
  }

  #update(row, one) {
    const { me } = this.app.state;
    const shown = JSON.stringify([one.txid, one.holder, one.note, me]);
    row.holder = one.holder?.key ?? null;
    const isOpen = row.holder === null || row.holder === me;
    const verb = row.holder === me && me ? 'Release' : 'Request';
    setText(row.button, verb);
    row.button.setAttribute('aria-label', `${verb} ${one.item}`);
    row.button.hidden = session.token === null || !isOpen;
    if (row.shown === shown) return;
    if (row.shown !== null) flash(row.element);
    row.shown = shown;
    const [holder, since, note] = row.cells;
    replace(holder, one.holder ? keyElement(one.holder, me) : el('span', { class: 'chip free' }, 'available'));
    replace(since, timeElement(one.since));
    replace(note, one.note ? el('bdi', { class: 'note' }, one.note) : null);
  }

  #act(row) {
    const ask = row.holder === null ? askRequest : askRelease;
    ask(row.item, this.refresh);
  }
}

export function flash(element) {
  element.classList.remove('fresh');
  void element.offsetWidth; // starts the animation again
  element.classList.add('fresh');
}
