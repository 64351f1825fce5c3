import { el } from './dom.js';

const shownFor = 9_000;

// A sentence at the edge. Screen readers say it.
export function toast(text, kind = 'good') {
  const place = document.getElementById('toasts');
  const shown = el('p', { class: `toast ${kind}` }, text);
  place.append(shown);
  while (place.children.length > 4) place.firstElementChild.remove();
  setTimeout(() => shown.remove(), shownFor);
}
