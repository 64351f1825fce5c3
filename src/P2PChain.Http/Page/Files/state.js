import { get, Offline } from './api.js';
import { later } from './later.js';

const every = 5_000;
const everyOffline = 1_500;

// The state of the node: its last status, or the reason why there is none.
export class State extends EventTarget {
  status = null;
  failure = null;
  since = null; // the time since which the node does not answer
  refresh = later(30, () => this.#read());
  #timer = null;

  get me() {
    return this.status?.node.key.key ?? null;
  }

  get isOffline() {
    return this.failure instanceof Offline;
  }

  start() {
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.refresh(); });
    this.refresh();
  }

  async #read() {
    clearTimeout(this.#timer);
    const wasOffline = this.isOffline;
    try {
      this.status = await get('/api/status');
      this.failure = null;
      this.since = null;
    } catch (error) {
      this.failure = error;
      this.since ??= new Date();
    }
    if (!document.hidden) this.#timer = setTimeout(this.refresh, this.failure ? everyOffline : every);
    this.dispatchEvent(new Event('change'));
    if (wasOffline && !this.failure) this.dispatchEvent(new Event('back'));
  }
}
