// Each view in light and dark: no fault that axe finds, and nothing wider than a phone.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accessible, check, close, open } from './harness.js';

export const views = ['items', 'items/laptop-001', 'items/unknown-item', 'peers', 'blocks', 'blocks/1', 'live'];

async function settle(page) {
  await page.locator('main h1').waitFor();
  await page.locator('.verdict.good, .verdict.warn, .verdict.bad').waitFor();
  await page.waitForLoadState('domcontentloaded');
  await page.locator('.loading').waitFor({ state: 'detached' });
}

export async function look(browser, { nodes: [berlin] }) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await open(browser, await berlin.open(), { colorScheme, reducedMotion: 'reduce' });
    for (const view of views) {
      await check(`axe finds no fault in ${view}, ${colorScheme}`, async () => {
        await page.goto(`${berlin.address}/#/${view}`);
        await settle(page);
        await accessible(page);
      });
    }
    await check(`axe finds no fault in the dialog and the banners, ${colorScheme}`, async () => {
      await page.goto(`${berlin.address}/#/items`);
      await settle(page);
      await page.getByRole('button', { name: 'Request items…' }).click();
      await accessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.locator('.banner.calm').waitFor();
      await accessible(page);
    });
    await close(page);
  }
  await check('a block links to its items, and no view shows a raw value', async () => {
    const page = await open(browser, await berlin.open(), {});
    for (const view of views) {
      await page.goto(`${berlin.address}/#/${view}`);
      await settle(page);
      if (view.startsWith('blocks')) await page.getByRole('link', { name: 'laptop-001' }).waitFor({ timeout: 5_000 });
      assert.doesNotMatch(await page.locator('main').innerText(), /:\/\/|\[object|undefined|NaN/, view);
    }
    await close(page);
  });
  for (const width of [360, 660, 900]) {
    await check(`on a screen of ${width} pixels no view scrolls sideways`, async () => {
      const page = await open(browser, await berlin.open(), { viewport: { width, height: 740 } });
      for (const view of views) {
        await page.goto(`${berlin.address}/#/${view}`);
        await settle(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${view} is ${wide} pixels wide`);
      }
      await close(page);
    });
  }
}

// The pictures of the documentation.
export async function pictures(browser, { nodes: [berlin] }, directory) {
  mkdirSync(directory, { recursive: true });
  const wide = { viewport: { width: 1040, height: 660 } };
  const shots = [
    ['items', 'page-items', { ...wide }],
    ['items/laptop-001', 'page-item', { ...wide }],
    ['peers', 'page-peers-dark', { ...wide, colorScheme: 'dark' }],
    ['items', 'page-phone', { viewport: { width: 360, height: 660 } }],
  ];
  for (const [view, name, options] of shots) {
    const page = await open(browser, await berlin.open(), options);
    await page.goto(`${berlin.address}/#/${view}`);
    await settle(page);
    await page.locator('.toast').waitFor({ state: 'detached' });
    await page.screenshot({ path: join(directory, `${name}.png`) });
    await close(page);
  }
}
