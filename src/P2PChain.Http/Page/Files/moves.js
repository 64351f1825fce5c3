import { post, Offline } from './api.js';
import { el, replace } from './dom.js';
import { count, ended, number } from './text.js';
import { toast } from './toast.js';

const waitSeconds = 5; // a block mostly comes sooner
const shownMax = 3;
const idMax = 128;
const noteMax = 256;
const idPattern = /^[A-Za-z0-9_.\-]{1,128}$/;

const dialog = () => document.getElementById('dialog');

// Asks for the note of a request; with no item also for the ids.
export function askRequest(item, onMoved) {
  const ids = item === null
    ? el('input', {
      id: 'ids', required: true, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
      maxlength: 20 * idMax, 'aria-describedby': 'ids-hint',
    })
    : null;
  const note = el('input', { id: 'note', maxlength: noteMax, autocomplete: 'off', 'aria-describedby': 'note-hint' });
  ask({
    title: item === null ? 'Request items' : `Request ${item}`,
    verb: 'Request',
    body: [
      ids && el('label', { for: 'ids' }, 'Items'),
      ids,
      ids && el('p', { id: 'ids-hint', class: 'hint' },
        'One id, or several with spaces or commas between. An id has A-Z a-z 0-9 _ - . only.'),
      el('label', { for: 'note' }, 'Note (may be empty)'),
      note,
      el('p', { id: 'note-hint', class: 'hint' }, 'It stands in the ledger for ever, and every site can read it.'),
    ],
    check: () => ids && idsOf(ids.value).find((id) => !idPattern.test(id)),
    run: () => move('/api/requests', {
      items: item === null ? idsOf(ids.value) : [item],
      ...(note.value.trim() ? { note: note.value.trim() } : {}),
    }, onMoved),
  });
}

// Asks before a release; with the name of the holder if that is another site.
export function askRelease(item, onMoved, holder = null) {
  ask({
    title: `Release ${item}?`,
    verb: 'Release',
    body: [el('p', {}, holder === null ? 'Then any site may request it.'
      : `${holder} holds it. This site would sign the release.`)],
    check: () => null,
    run: () => move('/api/releases', { item }, onMoved),
  });
}

const idsOf = (text) => text.split(/[\s,]+/).filter((id) => id !== '');

function ask({ title, verb, body, check, run }) {
  const place = dialog();
  const fault = el('p', { class: 'fault', role: 'alert' });
  const submit = el('button', { class: 'primary', type: 'submit' }, verb);
  const form = el('form', { method: 'dialog', onsubmit: (event) => {
    const wrong = check();
    if (wrong) {
      event.preventDefault();
      replace(fault, `${wrong} is no item id.`);
      return;
    }
    event.preventDefault();
    place.close();
    run();
  } },
  el('h2', { id: 'dialog-title' }, title),
  body,
  fault,
  el('div', { class: 'row end' },
    el('button', { type: 'button', onclick: () => place.close() }, 'Cancel'),
    submit));
  replace(place, form);
  place.showModal();
  (form.querySelector('input') ?? submit).focus();
}

async function move(path, body, onMoved) {
  try {
    tell((await post(`${path}?wait=${waitSeconds}`, body)).moves);
  } catch (error) {
    toast(error instanceof Offline
      ? 'The node does not answer, so the outcome is not known: look at the item when the node is back.'
      : error.message, 'bad');
  }
  onMoved();
}

function tell(moves) {
  const of = (state) => moves.filter((one) => one.state === state);
  for (const one of of('refused').slice(0, shownMax)) toast(ended(`${one.item}: ${one.refusal.sentence}`), 'bad');
  const [accepted, confirmed] = [of('accepted'), of('confirmed')];
  if (accepted.length > 0)
    toast(`${names(accepted)}: accepted, and waiting for a block. The Live view tells when it comes.`);
  if (confirmed.length > 0) {
    const [{ type, height }] = confirmed;
    toast(`${names(confirmed)}: ${type === 'request' ? 'yours' : 'released'}, in block ${number(height)}.`);
  }
}

const names = (moves) => moves.length === 1 ? moves[0].item : count(moves.length, 'item');
