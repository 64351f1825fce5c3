import { get, onSessionEnded, signIn, Offline, Refusal } from './api.js';
import { BlocksView, BlockView } from './blocks.js';
import { el, replace } from './dom.js';
import { Feed } from './feed.js';
import { Head } from './head.js';
import { ItemView } from './item.js';
import { ItemsView } from './items.js';
import { LiveView } from './live.js';
import { PeersView } from './peers.js';
import { session, takeCode } from './session.js';
import { State } from './state.js';
import { toast } from './toast.js';
import { TransactionView } from './transaction.js';

const views = {
  items: [ItemsView, ItemView], peers: [PeersView], blocks: [BlocksView, BlockView],
  transactions: [null, TransactionView], live: [LiveView],
};

const main = document.getElementById('main');
const state = new State();
const feed = new Feed();
const head = new Head(state, () => {
  session.end();
  onSessionChange('You are signed out. To sign in again, run p2pchain open on the node\'s machine.');
});
let view = null;

const app = {
  state,
  feed,

  // Reads a document for a view. Undefined means that there is none now: the banner says why.
  async read(path, others = {}) {
    try {
      return await get(path);
    } catch (error) {
      if (error instanceof Refusal && error.status in others) return others[error.status];
      if (error instanceof Offline || (error instanceof Refusal && error.status === 401)) state.refresh();
      else toast(error.message, 'bad');
      return undefined;
    }
  },
};

function parts(hash) {
  const [, name, argument] = /^#\/([a-z]*)(?:\/(.*))?$/.exec(hash) ?? [null, 'items'];
  try {
    return [name, argument && decodeURIComponent(argument)];
  } catch {
    return [name, argument]; // no well-formed escape
  }
}

function route(isFirst = false) {
  const [name, argument] = parts(location.hash);
  const Shown = views[name]?.[argument ? 1 : 0] ?? ItemsView;
  view?.close?.();
  replace(main, el('p', { class: 'loading' }, 'Loading…'));
  view = new Shown(app, main, argument);
  view.show?.();
  for (const tab of document.querySelectorAll('.tabs a')) {
    if (tab.getAttribute('href') === `#/${name || 'items'}`) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  if (!isFirst) main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function onSessionChange(notice) {
  head.notice = notice;
  head.show();
  view?.show?.();
  state.refresh();
}

async function takeAddress() {
  const code = takeCode();
  if (code === null) return;
  try {
    await signIn(code);
    onSessionChange(null);
    toast('You are signed in on this tab.');
  } catch (error) {
    onSessionChange(`Signing in failed. ${error.message}`);
  }
}

addEventListener('hashchange', async () => {
  await takeAddress();
  route();
});
onSessionEnded(() => onSessionChange(
  'The session has ended. To sign in again, run p2pchain open on the node\'s machine.'));

// A view is shown again once this node's key is known, and after the node was away.
let me = null;
state.addEventListener('change', () => {
  head.show();
  if (me === state.me) return;
  me = state.me;
  view?.refresh();
  view?.show?.();
});
state.addEventListener('back', () => view?.refresh());
feed.addEventListener('event', ({ detail }) => {
  state.refresh();
  view?.onEvent(detail);
});
for (const type of ['open', 'reset', 'lost']) {
  feed.addEventListener(type, () => {
    state.refresh();
    if (type !== 'lost') view?.refresh();
  });
}

await takeAddress();
route(true);
head.show();
state.start();
feed.start();
