import { el, keyed, replace } from './dom.js';
import { itemHref, timeElement } from './text.js';

// The events since the page was opened, the latest first.
export class LiveView {
  title = 'Live';

  constructor(app, place) {
    this.app = app;
    this.list = el('ol', { class: 'feed', 'aria-label': 'Events', role: 'log' });
    this.empty = el('div', { class: 'empty' },
      el('p', {}, 'Nothing has happened since this page was opened.'),
      el('p', { class: 'hint' }, 'Blocks, requests of this site, and peers that come and go appear here.'));
    replace(place, el('div', { class: 'head' }, el('h1', {}, 'Live')), this.empty, this.list);
    this.show();
  }

  refresh() {
    this.show();
  }

  onEvent() {
    this.show();
  }

  show() {
    const { events } = this.app.feed;
    this.empty.hidden = events.length > 0;
    this.list.hidden = events.length === 0;
    keyed(this.list, events, ({ id }) => id, (one) => ({ element: line(one) }), () => {});
  }
}

const line = ({ type, sentence, items, at }) => el('li', { class: `event ${type}` },
  timeElement(at), el('span', { class: 'chip' }, type), el('bdi', {}, sentence),
  items.length > 0 && items.length <= 10
    ? el('span', { class: 'links' }, items.map((item) => el('a', { href: itemHref(item), class: 'item' }, item)))
    : null);
