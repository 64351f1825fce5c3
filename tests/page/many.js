// 10,000 items: the page stays as quick as with ten.
import assert from 'node:assert/strict';
import { check, close, open } from './harness.js';

const total = 10_000;
const atOnce = 1_000;

export async function many(browser, { nodes: [, lyon] }) {
  await check('with 10,000 items each page, search and filter is shown within a second', async () => {
    for (let from = 0; from < total; from += atOnce) {
      await lyon.post('/api/requests?wait=60', {
        items: Array.from({ length: atOnce }, (_, at) => `bulk-${String(from + at).padStart(5, '0')}`),
      });
    }
    const page = await open(browser, `${lyon.address}/`);
    const shown = async (what, act, text) => {
      const began = performance.now();
      await act();
      await page.getByText(text, { exact: true }).first().waitFor({ timeout: 10_000 });
      const took = performance.now() - began;
      console.log(`        ${what}: ${Math.round(took)} ms`);
      assert.ok(took < 1_000, `${what} took ${took} ms`);
    };
    await page.getByText('bulk-00000', { exact: true }).waitFor({ timeout: 10_000 });
    await shown('next page', () => page.getByRole('button', { name: 'Next page' }).click(), 'bulk-00100');
    await shown('search', () => page.getByLabel('Search').fill('bulk-0999'), 'bulk-09999');
    await shown('filter', () => page.getByRole('button', { name: 'Mine' }).click(), 'bulk-09990');
    assert.ok(await page.locator('tbody tr').count() <= 100);
    await close(page);
  });
}
