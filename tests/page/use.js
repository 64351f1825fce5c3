// People at work: three sites, the keyboard, a reader without a session, a node that is lost.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, close, open, row } from './harness.js';
import { canMount, Network, until } from './nodes.js';

const soon = { timeout: 10_000 };

export async function use(browser, { nodes: [berlin, lyon, porto] }) {
  await check('a code in the address signs in once, and leaves the address bar', async () => {
    const address = berlin.openByCommand();
    const page = await open(browser, address);
    await page.getByRole('button', { name: 'Sign out' }).waitFor(soon);
    assert.equal(new URL(page.url()).hash, '#/items');
    const again = await open(browser, address);
    await again.getByText('used or older than a minute').waitFor(soon);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor(soon);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await Promise.all([close(page), close(again)]);
  });

  await check('a request on one page appears on the other two within a second, and so does the release', async () => {
    const pages = await Promise.all([berlin, lyon, porto].map(async (node) => open(browser, await node.open())));
    await Promise.all(pages.map((page) => row(page, 'key-4').getByText('available').waitFor(soon)));
    const [first, ...others] = pages;

    // Other programs share the machine, so the best of five counts.
    const best = { request: Infinity, release: Infinity };
    for (let turn = 0; turn < 5 && Math.max(best.request, best.release) > 1_000; turn++) {
      await row(first, 'key-4').getByRole('button', { name: 'Request key-4' }).click();
      await first.getByLabel('Note').fill('for the lab');
      best.request = Math.min(best.request, await shown(others, 'Berlin', () =>
        first.getByRole('dialog').getByRole('button', { name: 'Request' }).click()));
      await row(others[0], 'key-4').getByText('for the lab').waitFor(soon);
      await row(first, 'key-4').getByRole('button', { name: 'Release key-4' }).click();
      best.release = Math.min(best.release, await shown(others, 'available', () =>
        first.getByRole('dialog').getByRole('button', { name: 'Release' }).click()));
      await row(first, 'key-4').getByRole('button', { name: 'Request key-4' }).waitFor(soon);
    }
    console.log(`        shown on the others after ${Math.round(best.request)} and ${Math.round(best.release)} ms`);
    assert.ok(Math.max(best.request, best.release) <= 1_000);
    await Promise.all(pages.map(close));
  });

  await check('the keyboard alone requests an item with a note, and releases it', async () => {
    const page = await open(browser, await berlin.open());
    await row(page, 'key-4').waitFor(soon);
    await tabTo(page, 'Request key-4');
    await page.keyboard.press('Enter');
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Enter');
    await row(page, 'key-4').getByText('by keyboard').waitFor(soon);
    assert.equal(await focused(page), 'Release key-4', 'the focus stays in the row');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await row(page, 'key-4').getByText('available').waitFor(soon);
    await tabTo(page, 'Request items…');
    await page.keyboard.press('Enter');
    await page.keyboard.type('tent-1, tent-2');
    await page.keyboard.press('Enter');
    await row(page, 'tent-2').getByText('Berlin').waitFor(soon);
    await close(page);
  });

  await check('a refusal names the holder, and a wrong id is told before anything is sent', async () => {
    const page = await open(browser, await lyon.open());
    await page.getByRole('button', { name: 'Request items…' }).click();
    await page.getByRole('textbox', { name: 'Items' }).fill('laptop-001 <b>');
    await page.keyboard.press('Enter');
    await page.getByText('<b> is no item id').waitFor(soon);
    await page.getByRole('textbox', { name: 'Items' }).fill('laptop-001');
    await page.keyboard.press('Enter');
    await page.locator('.toast.bad').getByText(/laptop-001: .*Berlin/).waitFor(soon);
    await close(page);
  });

  await check('without a session the page reads everything, offers no change, and says how to sign in', async () => {
    const page = await open(browser, `${lyon.address}/`);
    await row(page, 'laptop-001').waitFor(soon);
    await page.locator('.banner').getByText('run p2pchain open').waitFor(soon);
    assert.equal(await page.locator('main button:visible').filter({ hasText: /Request|Release/ }).count(), 0);
    for (const view of ['items/laptop-001', 'peers', 'blocks', 'blocks/1', 'live']) {
      await page.goto(`${lyon.address}/#/${view}`);
      await page.locator('main h1').waitFor(soon);
      assert.equal(await page.locator('main button:visible').filter({ hasText: /Request|Release|Connect/ }).count(), 0);
    }
    await close(page);
  });

  await check('search and filters are answered by the node', async () => {
    const page = await open(browser, await berlin.open());
    await page.getByLabel('Search').fill('LAPTOP');
    await page.getByText('2 items', { exact: true }).waitFor(soon);
    await page.getByLabel('Search').fill('');
    await page.getByRole('button', { name: 'Mine' }).click();
    await row(page, 'projector-7').waitFor({ state: 'detached', ...soon });
    await page.getByLabel('Search').fill('no-such-thing');
    await page.getByText('No id with “no-such-thing” is known here.').waitFor(soon);
    await close(page);
  });

  await check('an item shows each move with its block and transaction, and a transaction its state', async () => {
    const page = await open(browser, `${porto.address}/#/items/key-4`);
    const { moves } = await porto.get('/api/items/key-4/history');
    await page.getByRole('link', { name: moves[0].txid.slice(0, 12) }).click();
    await page.getByText(moves[0].txid, { exact: true }).waitFor(soon);
    await page.getByText(/confirmed, \d+ confirmation/).waitFor(soon);
    await page.getByRole('link', { name: String(moves[0].height), exact: true }).click();
    await page.getByText(/on the best chain/).waitFor(soon);
    await close(page);
  });

  await check('blocks and events appear as they come', async () => {
    const page = await open(browser, `${porto.address}/#/blocks`);
    await page.locator('tbody tr').first().waitFor(soon);
    const live = await open(browser, `${porto.address}/#/live`);
    await live.getByText('Nothing has happened').waitFor(soon);
    await live.waitForTimeout(300);
    await lyon.request(['drone-9']);
    await page.locator('tbody tr').first().getByText('drone-9').waitFor(soon);
    await live.locator('.event').getByText('drone-9').first().waitFor(soon);
    await Promise.all([close(page), close(live)]);
  });
}

// Ends with porto stopped for good.
export async function lose(browser, { nodes: [berlin, lyon, porto] }) {
  const thing = (await berlin.get('/api/items?limit=1')).items[0].item;
  await check('a node that is killed is told within 5 s, with the next step, and its return too', async () => {
    const page = await open(browser, await porto.open());
    await row(page, thing).waitFor(soon);
    await porto.stop('SIGKILL');
    await page.locator('.banner.bad').getByText('The node has not answered since').waitFor({ timeout: 5_000 });
    await row(page, thing).waitFor(soon); // the last known facts stay
    await porto.start();
    await page.locator('.banner.bad').waitFor({ state: 'detached', timeout: 15_000 });
    await page.getByText('The session has ended').waitFor(soon);
    await close(page);
  });

  await check('a node that is alone is told with the next step', async () => {
    const page = await open(browser, `${berlin.address}/`);
    await page.locator('.verdict').getByText('HEALTHY').waitFor(soon);
    await Promise.all([lyon.stop('SIGTERM'), porto.stop('SIGTERM')]);
    await page.locator('.banner').getByText('ALONE').waitFor(soon);
    await page.locator('.banner').getByText('No peer connected').waitFor(soon);
    await page.goto(`${berlin.address}/#/peers`);
    await page.getByText('0 connections').waitFor(soon);
    await lyon.start();
    await until('lyon is back', async () => (await berlin.get('/api/status')).peers > 0);
    await page.locator('.verdict').getByText('HEALTHY').waitFor(soon);
    await close(page);
  });

  if (!canMount()) {
    console.log('skipped: a disk that fills needs the right to mount');
    return;
  }
  await check('a disk that fills while the page is open is told with the next step, and so is its end', async () => {
    const alone = await Network.start(['Tunis'], '264m');
    try {
      const [{ address, data }] = alone.nodes;
      const page = await open(browser, `${address}/`);
      await page.locator('.verdict').getByText('ALONE').waitFor(soon);
      assert.equal(await page.locator('.banner').getByText('DISK').count(), 0);
      const filler = join(data, 'filler');
      writeFileSync(filler, Buffer.alloc(16 << 20));
      await page.locator('.banner.bad').getByText('make room, a full disk ends the node').waitFor({ timeout: 20_000 });
      rmSync(filler);
      await page.locator('.banner.bad').waitFor({ state: 'detached', timeout: 20_000 });
      await close(page);
    } finally {
      await alone.stop();
    }
  });
}

// The time until the pages show a text in the row of key-4.
async function shown(pages, text, act) {
  const began = performance.now();
  const all = pages.map((page) => row(page, 'key-4').getByText(text).waitFor(soon));
  await act();
  await Promise.all(all);
  return performance.now() - began;
}

const focused = (page) => page.evaluate(() =>
  document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);

async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    if (await focused(page) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}`);
}
