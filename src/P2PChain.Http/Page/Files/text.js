import { el } from './dom.js';
import { safe } from './safe.js';

const numbers = new Intl.NumberFormat('en');

export const number = (value) => numbers.format(value);

export const count = (value, noun, nouns = noun + 's') => `${number(value)} ${value === 1 ? noun : nouns}`;

// 12:04 on the same day, else 2026-03-01 12:04.
export function time(iso) {
  const at = new Date(iso);
  const two = (part) => String(part).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === new Date().toDateString()) return clock;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

export const timeElement = (iso) => el('time', { datetime: iso, title: new Date(iso).toString() }, time(iso));

export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  for (; value >= 1024 && at < units.length - 1; at++) value /= 1024;
  return `${at > 0 && value < 10 ? value.toFixed(1) : Math.floor(value)} ${units[at]}`;
}

export const milliseconds = (value) => value === null ? 'not measured yet' : `${value.toFixed(1)} ms`;

export const short = (hex, digits = 8) => `${hex.slice(0, digits)}…`;

// A name proves nothing, so the first digits of the key stand beside it.
export function keyElement(key, me) {
  if (!key) return el('span', { class: 'nobody' }, 'nobody');
  const mine = key.key === me;
  return el('span', { class: mine ? 'key mine' : 'key', title: key.key },
    key.name ? el('bdi', { class: 'name' }, key.name) : null,
    el('code', {}, short(key.key)),
    mine ? el('span', { class: 'chip' }, 'me') : null);
}

export const itemHref = (item) => `#/items/${encodeURIComponent(safe(item))}`;

export const blockLink = (height) => el('a', { href: `#/blocks/${height}` }, number(height));

export const transactionLink = (txid) =>
  el('a', { href: `#/transactions/${txid}`, title: txid }, el('code', {}, short(txid, 12)));

export const sentence = (text) => text ? text[0].toUpperCase() + ended(text.slice(1)) : '';

export const ended = (text) => /[.!?]$/.test(text) ? text : `${text}.`;
