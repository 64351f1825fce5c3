import { session } from './session.js';

// A problem that the node told.
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The node answered with the status code ${status}.`);
    this.status = status;
    this.code = problem.title ?? '';
  }
}

// The node does not answer.
export class Offline extends Error {
  constructor() {
    super('The node does not answer.');
  }
}

export const headers = (more = {}) =>
  session.token ? { ...more, Authorization: `Bearer ${session.token}` } : more;

const listeners = { ended: () => {} };

export function onSessionEnded(listener) {
  listeners.ended = listener;
}

export async function send(path, options = {}, hadSession = session.token !== null) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: headers(options.headers), cache: 'no-store' });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Offline();
  }
  if (answer.status === 401 && hadSession) {
    session.end();
    listeners.ended();
    if (!options.method) return send(path, options, false); // the loopback is read without a session
  }
  return answer;
}

async function json(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

export async function get(path, signal) {
  const answer = await send(path, { signal });
  const body = await json(answer);
  if (!answer.ok) throw new Refusal(answer.status, body);
  return body;
}

// Answers the document and the status code: a refused move is a document too.
export async function post(path, body) {
  const answer = await send(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const document = await json(answer);
  if (!answer.ok && answer.status !== 409) throw new Refusal(answer.status, document);
  return document;
}

export async function signIn(code) {
  const document = await post('/api/sessions', { code });
  session.keep(document.token);
}
