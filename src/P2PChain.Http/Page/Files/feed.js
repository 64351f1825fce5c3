import { send } from './api.js';

const quietMax = 40_000; // the node sends a comment after 15 s of silence
const kept = 200;

// Follows the events of the node, and goes on after the last one when the connection breaks.
export class Feed extends EventTarget {
  events = [];
  #last = null;
  #abort = null;
  #running = false;

  start() {
    document.addEventListener('visibilitychange', () => this.#onVisibility());
    this.#onVisibility();
  }

  // A browser has few connections to a node, and a hidden tab needs none.
  #onVisibility() {
    if (document.hidden) this.#abort?.abort();
    else if (!this.#running) this.#run();
  }

  async #run() {
    this.#running = true;
    for (let failures = 0; !document.hidden; failures++) {
      try {
        await this.#follow(() => { failures = 0; });
      } catch {
        // The connection broke, or the node is gone: the state shows it.
      }
      if (document.hidden) break;
      this.#tell('lost');
      await new Promise((done) => setTimeout(done, Math.min(250 * 2 ** failures, 3_000)));
    }
    this.#running = false;
  }

  async #follow(onOpen) {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const answer = await send('/api/events', {
      signal, headers: this.#last ? { 'Last-Event-ID': this.#last } : {},
    });
    if (!answer.ok) throw new Error(`events: ${answer.status}`);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let quiet = this.#watch();
    let rest = '';
    onOpen();
    this.#tell('open');
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(quiet);
        quiet = this.#watch();
        const parts = (rest + value).split('\n\n');
        rest = parts.pop();
        parts.forEach((part) => this.#onPart(part));
      }
    } finally {
      clearTimeout(quiet);
    }
  }

  #watch() {
    return setTimeout(() => this.#abort.abort(), quietMax);
  }

  #onPart(part) {
    const fields = {};
    for (const line of part.split('\n')) {
      const at = line.indexOf(': ');
      if (at > 0) fields[line.slice(0, at)] = line.slice(at + 2);
    }
    if (!fields.id) return;
    this.#last = fields.id;
    if (fields.event === 'reset') {
      this.#tell('reset');
      return;
    }
    const happened = { ...JSON.parse(fields.data), id: fields.id, at: new Date().toISOString() };
    this.events.unshift(happened);
    this.events.length = Math.min(this.events.length, kept);
    this.#tell('event', happened);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
