// Pages of other sites in the same browser try to read the node, to change it, or to show it as theirs. All fail.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { check, launch } from './harness.js';

const soon = { timeout: 10_000 };
const item = 'stolen-1';

export async function attack(_, { nodes: [berlin] }) {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>other</title><p>another site</p>');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  const browser = await launch(['MAP *.example 127.0.0.1']);
  const site = `http://other.example:${port}/`;
  const target = berlin.address;
  const arguments_ = { target, item };

  const tried = (name, run, at = site) => check(`another site fails: ${name}`, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(at);
    await run(page, context);
    await context.close();
    const pool = await berlin.get('/api/pool');
    assert.equal(pool.total, 0);
    assert.equal((await fetch(`${target}/api/items/${item}`)).status, 404, 'nothing was requested');
  });

  await tried('a form post', async (page) => {
    const answered = page.waitForResponse(`${target}/api/requests`, soon);
    await page.evaluate(({ target, item }) => {
      document.body.innerHTML = `<form method="post" enctype="text/plain" action="${target}/api/requests">`
        + `<input name='{"items":["${item}"],"note":"' value='"}'></form>`;
      document.forms[0].submit();
    }, arguments_);
    assert.equal((await answered).status(), 403);
  });

  await tried('a fetch of text/plain without permission', async (page) => {
    assert.equal(await page.evaluate(({ target, item }) => fetch(`${target}/api/requests`, {
      method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' },
      body: JSON.stringify({ items: [item] }),
    }).then(() => 'answered', () => 'refused'), arguments_), 'refused');
  });

  await tried('a beacon', async (page) => {
    const sent = await page.evaluate(({ target, item }) =>
      navigator.sendBeacon(`${target}/api/requests`, JSON.stringify({ items: [item] })), arguments_);
    assert.equal(sent, true);
    await page.waitForTimeout(300);
  });

  await tried('a fetch of JSON with a header', async (page) => {
    assert.equal(await page.evaluate(({ target, item }) => fetch(`${target}/api/requests`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'Authorization': 'Bearer x' },
      body: JSON.stringify({ items: [item] }),
    }).then(() => 'answered', () => 'refused'), arguments_), 'refused');
  });

  await tried('reading by fetch', async (page) => {
    const outcome = ({ target }) => Promise.all(['/api/status', '/api/items', '/', '/openapi/v1.json']
      .map((path) => fetch(target + path).then((answer) => answer.text(), () => 'refused')));
    for (const text of await page.evaluate(outcome, arguments_)) assert.equal(text, 'refused');
  });

  await tried('reading by an opaque fetch, a script, an image and a style', async (page) => {
    const outcomes = await page.evaluate(async ({ target }) => {
      const load = (name, attribute, path) => new Promise((done) => {
        const element = document.createElement(name);
        element.onload = () => done('loaded');
        element.onerror = () => done('refused');
        if (name === 'link') element.rel = 'stylesheet';
        element[attribute] = target + path;
        document.body.append(element);
      });
      const opaque = await fetch(`${target}/api/status`, { mode: 'no-cors' }).then((one) => one.type, () => 'refused');
      return [opaque, await load('script', 'src', '/page/main.js'), await load('script', 'src', '/api/status'),
        await load('img', 'src', '/page/icon.svg'), await load('link', 'href', '/page/base.css')];
    }, arguments_);
    assert.deepEqual(outcomes, ['refused', 'refused', 'refused', 'refused', 'refused']);
  });

  await tried('showing the page in a frame', async (page) => {
    await page.evaluate(({ target }) => {
      const frame = document.createElement('iframe');
      frame.src = target;
      document.body.append(frame);
    }, arguments_);
    await page.waitForTimeout(500);
    assert.ok(page.frames().slice(1).every((frame) => !frame.url().startsWith(target)));
  });

  await tried('a sandboxed frame, which has the origin null', async (page) => {
    const said = await page.evaluate(({ target, item }) => new Promise((done) => {
      addEventListener('message', (event) => done(event.data));
      const frame = document.createElement('iframe');
      frame.sandbox = 'allow-scripts allow-forms';
      frame.srcdoc = `<script>Promise.all([
        fetch('${target}/api/status').then((one) => one.text(), () => 'refused'),
        fetch('${target}/api/sessions', { method: 'POST', mode: 'no-cors', body: '{"code":"x"}' })
          .then(() => 'opaque', () => 'refused'),
        fetch('${target}/api/requests', { method: 'POST', mode: 'no-cors', body: '{"items":["${item}"]}' })
          .then(() => 'opaque', () => 'refused'),
      ]).then((all) => parent.postMessage(all, '*'))<\/script>`;
      document.body.append(frame);
    }), arguments_);
    assert.ok(said.every((one) => one === 'refused' || one === 'opaque') && said[0] === 'refused', String(said));
  });

  await tried('following the events', async (page) => {
    assert.equal(await page.evaluate(({ target }) => new Promise((done) => {
      const events = new EventSource(`${target}/api/events`);
      events.onopen = () => done('open');
      events.onerror = () => done('refused');
    }), arguments_), 'refused');
  });

  await tried('a WebSocket', async (page) => {
    assert.equal(await page.evaluate(({ target }) => new Promise((done) => {
      const socket = new WebSocket(target.replace('http', 'ws') + '/api/events');
      socket.onopen = () => done('open');
      socket.onerror = () => done('refused');
    }), arguments_), 'refused');
  });

  await tried('opening the page in a window of its own', async (page, context) => {
    const opened = context.waitForEvent('page', soon);
    await page.evaluate(({ target }) => { globalThis.other = window.open(target); }, arguments_);
    const other = await opened;
    await other.waitForLoadState();
    assert.ok(!(await other.content()).includes('main.js'));
  });

  await tried('a name that is bound to the loopback after the load (DNS rebinding)', async (page) => {
    const answer = await page.goto(`http://rebound.example:${new URL(target).port}/`);
    assert.equal(answer.status(), 421);
    const read = await page.evaluate(() => fetch('/api/status').then((one) => one.status, () => 'refused'));
    assert.ok(read === 421 || read === 'refused', String(read));
  });

  await tried('a cookie of another port of this machine', async (page, context) => {
    const { hostname } = new URL(target);
    await context.addCookies(['token', 'session', 'Authorization'].map((name) => (
      { name, value: 'Bearer x', domain: hostname, path: '/' })));
    const own = await context.newPage();
    await own.goto(target);
    await own.locator('.banner.calm').getByText('READ-ONLY').waitFor(soon);
    const { status } = await own.evaluate(({ item }) => fetch('/api/requests', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ items: [item] }),
    }).then((one) => ({ status: one.status })), arguments_);
    assert.equal(status, 401);
    assert.equal((await context.cookies(target)).length, 3, 'the node sets none');
  });

  await tried('a program on another port of this machine reads no session', async (page, context) => {
    const own = await context.newPage();
    await own.goto(await berlin.open());
    await own.getByRole('button', { name: 'Sign out' }).waitFor(soon);
    const outcome = await page.evaluate(({ target }) => fetch(`${target}/api/status`)
      .then((one) => one.text(), () => 'refused'), arguments_);
    assert.equal(outcome, 'refused');
    assert.deepEqual(
      await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie]), [0, 0, '']);
  }, `http://127.0.0.1:${port}/`);

  await browser.close();
  await new Promise((done) => server.close(done));
}
