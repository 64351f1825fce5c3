import { row } from './blocks.js';
import { el, replace } from './dom.js';
import { movesTable } from './item.js';
import { later } from './later.js';
import { count, sentence, timeElement } from './text.js';

// A transaction, its place, and the reason if it cannot stand.
export class TransactionView {
  title = 'Transaction';
  refresh = later(40, () => this.#read());

  constructor(app, place, txid) {
    this.app = app;
    this.txid = txid;
    this.place = el('div', {}, el('p', { class: 'loading' }, 'Loading…'));
    replace(place, el('p', { class: 'back' }, el('a', { href: '#/items' }, '← Items')),
      el('h1', {}, 'Transaction'), this.place);
    this.refresh();
  }

  onEvent({ type }) {
    if (type !== 'peer') this.refresh();
  }

  async #read() {
    const view = await this.app.read(`/api/transactions/${encodeURIComponent(this.txid)}`, { 404: null, 400: null });
    if (view === undefined) return;
    if (view === null) {
      replace(this.place, el('div', { class: 'empty' }, el('p', {}, 'No transaction with this id is known here.')));
      return;
    }
    const { transaction, state, confirmations, waiting, refusal, winner } = view;
    replace(this.place,
      el('dl', { class: 'facts panel' },
        row('Id', el('code', { class: 'whole' }, transaction.txid)),
        row('State', state, confirmations === null ? null : `, ${count(confirmations, 'confirmation')}`),
        waiting ? row('Place', `number ${waiting.place} of those that wait`) : null,
        waiting?.waitsUntil ? row('Waits until', timeElement(waiting.waitsUntil)) : null,
        refusal ? row('Reason', sentence(refusal.sentence)) : null),
      movesTable([transaction], this.app.state.me, true),
      winner ? [el('h2', {}, 'In its way'), movesTable([winner], this.app.state.me, true)] : null);
  }
}
