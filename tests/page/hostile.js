// Texts of other sites that pretend to be markup, scripts, controls or other names. The page shows them as plain text.
import assert from 'node:assert/strict';
import { check, close, open } from './harness.js';

const soon = { timeout: 10_000 };

const markup = [
  '<script>hacked=1</script>', '<img src=x onerror=hacked=1>', '<svg onload=hacked=1>', '<b>bold</b>',
  '<iframe src=javascript:hacked=1>', '<a href="javascript:hacked=1">x</a>', '"><script>hacked=1</script>',
  "'><img src=x onerror=hacked=1>", '</td></tr></table><h1>down</h1>', '<style>*{display:none}</style>',
  '<meta http-equiv=refresh content=0;url=//evil.example>', '<base href=//evil.example>', '<form action=//evil>',
  '<input autofocus onfocus=hacked=1>', '<details open ontoggle=hacked=1>', '<template><script>hacked=1</script>',
  '<math><mi xlink:href=javascript:hacked=1>', '<object data=javascript:hacked=1>', '<embed src=javascript:1>',
  '&lt;script&gt;', '&#60;script&#62;', '<!--', '-->', ']]>', '<![CDATA[x]]>', '{{7*7}}', '${7*7}', '#{7*7}',
  'javascript:hacked=1', 'data:text/html,<script>hacked=1</script>', '\\u003cscript\\u003e', '%3Cscript%3E',
  '<noscript><p title="</noscript><img src=x onerror=hacked=1>">', '__proto__', 'constructor',
];

// Each with a character that must not reach the page.
const unseen = [
  '\u001b[2J\u001b[H', '\u001b]0;title\u0007', '\u009b31m', 'a\u0000b', 'a\u0008b', 'a\rb', 'a\nb', 'a\u0085b',
  '\u202Egnp.exe', '\u202Aabc', '\u2066abc\u2069', '\u2067abc', 'lap\u200Btop', 'lap\u200Dtop', '\uFEFFtop',
  '\u061Cabc', '\u200Fabc', 'a\u2028b', 'a\u2029b', '\uD800alone', '\uE000private', '\u00ADsoft', '\u{E0041}tag',
  'x\u20DD', '\uFFF9note\uFFFB', '\u{10FFFF}',
];

// Other letters that look like ours stay letters; the digits of the key stand beside each name.
const alike = ['Веrlin', 'Βerlin', 'Ｂerlin', 'Ber1in', 'BerIin', 'שלום עולם', 'مرحبا', '東京', 'Z̷̛̰a̵l̶go', '👩‍🚀'];

export const texts = [...markup, ...unseen, ...alike];

export async function hostile(browser, { nodes: [berlin, lyon] }) {
  await check(`${texts.length} hostile texts in each field stay text`, async () => {
    const page = await open(browser, `${berlin.address}/`);
    await page.locator('main table').waitFor(soon);
    const before = await shape(page);
    const { key } = lyon;
    const status = await berlin.get('/api/status');
    await page.route('**/api/items?*', (route) => route.fulfill({ json: {
      total: texts.length, next: null, height: 1, items: texts.map((text, at) => ({
        item: `thing-${at}`, holder: { key, name: text }, height: 1, since: status.node.time, txid: text, note: text,
      })),
    } }));
    await page.route('**/api/status', (route) => route.fulfill({ json: {
      ...status, verdict: texts[0], problems: texts.map((text) => ({ word: text, sentence: text })),
      node: { ...status.node, version: texts[1], listens: texts[2], key: { ...status.node.key, name: texts[3] } },
    } }));
    await page.reload();
    await page.locator('tbody tr').nth(texts.length - 1).waitFor(soon);
    await page.locator('.banner').nth(texts.length - 1).waitFor(soon);
    await safe(page, before);
    for (const text of markup) assert.ok((await page.locator('main').innerText()).includes(text), text);
    const peer = {
      isOutbound: true, isPlain: false, isNamed: true, isProven: true, height: 1, roundTripMs: 1, receivedBytes: 1,
      sentBytes: 1,
    };
    await page.route('**/api/peers', (route) => route.fulfill({ json: {
      connected: texts.map((text) => ({ ...peer, address: text, agent: text, tip: text, key: { key, name: text } })),
      dialling: texts.map((text) => ({ address: text, failure: text, refusal: null, retrySeconds: 1 })),
      gone: texts.map((text) => ({ address: text, reason: text, agoSeconds: 1 })),
      refused: texts.map((text) => ({ reason: text, count: 1, lastAddress: text, lastAgoSeconds: 1 })), bans: 0,
    } }));
    await page.goto(`${berlin.address}/#/peers`);
    await page.getByRole('heading', { name: `${texts.length} connections` }).waitFor(soon);
    await safe(page, before);
    const events = texts.map((sentence, at) => `id: x-${at}\nevent: own\ndata: `
      + `${JSON.stringify({ type: 'own', sentence, height: null, address: sentence, items: [sentence] })}\n\n`);
    await page.route('**/api/events', (route) => route.fulfill({
      contentType: 'text/event-stream', body: events.join(''),
    }));
    await page.goto(`${berlin.address}/#/live`);
    await page.reload();
    await page.locator('.event').nth(texts.length - 1).waitFor(soon);
    await safe(page, before);
    await close(page);
  });

  await check('hostile texts as views and items in the address stay text', async () => {
    const page = await open(browser, `${berlin.address}/`);
    await page.locator('main table').waitFor(soon);
    const before = await shape(page);
    await page.evaluate(async (all) => {
      for (const text of all) {
        for (const hash of [`#/items/${encodeURIComponent(text)}`, `#/blocks/${text}`, `#/${text}`]) {
          const changed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
          location.hash = hash;
          await changed;
        }
      }
      location.hash = `#/transactions/${encodeURIComponent('<img src=x>')}`;
    }, markup);
    await page.locator('main h1').waitFor(soon);
    await safe(page, before);
    await close(page);
  });

  await check('notes of markup in the ledger stay text on the page of another site', async () => {
    await lyon.request(['markup-1'], markup[0]);
    await lyon.request(['markup-2'], markup[1]);
    const page = await open(browser, `${berlin.address}/#/items`);
    const before = await shape(page);
    await page.getByText(markup[0], { exact: true }).waitFor(soon);
    await page.getByText(markup[1], { exact: true }).waitFor(soon);
    await safe(page, before);
    await close(page);
  });
}

// The elements that no text may add.
const shape = (page) => page.evaluate(() =>
  document.querySelectorAll('script, img, iframe, style, link, object, embed, base, meta, form, [onerror]').length);

async function safe(page, before) {
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined, 'no script ran');
  const forms = await page.locator('main form').count(); // the peers' own one
  assert.equal(await shape(page) - forms, before, 'no text became an element');
  const shown = await page.evaluate(() => document.documentElement.textContent
    + [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes]).map(({ value }) => value).join(''));
  const unsafe = /[\p{Cf}\p{Co}\p{Cs}\p{Me}\p{Cn}\p{Zl}\p{Zp}\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u.exec(shown);
  assert.equal(unsafe, null, `an unseen character: U+${unsafe?.[0].codePointAt(0).toString(16)}`);
}
