// Counts checks, and makes browser pages that note each request to another origin and each breach of the policy.
import { existsSync } from 'node:fs';
import AxeBuilder from 'axe-core';
import { chromium } from 'playwright-core';

export const counts = { passed: 0, failed: 0 };
export const breaches = [];
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const executablePath = browsers.find(existsSync);

export async function check(name, run) {
  const began = performance.now();
  try {
    await run();
    counts.passed++;
    console.log(`ok      ${name} (${Math.round(performance.now() - began)} ms)`);
  } catch (error) {
    counts.failed++;
    console.log(`FAILED  ${name}: ${error.stack}`);
  }
}

export function launch(rules = []) {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', `--host-resolver-rules=${rules.join(', ')}`],
  });
}

// A page of its own browser context: no storage is shared.
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
  const page = await context.newPage();
  const own = new URL(address).origin;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(own + '/') && !/^(data|about|blob):/.test(url)) breaches.push(`request to ${url}`);
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) breaches.push(message.text());
  });
  page.on('pageerror', (error) => breaches.push(`error in a script: ${error.stack}`));
  await page.goto(address);
  return page;
}

export async function close(page) {
  await page.context().close();
}

export const row = (page, item) => page.locator('tbody tr', { has: page.locator(`a.item >> text="${item}"`) });

export async function accessible(page) {
  // The policy of the page lets no foreign script in, so axe comes by the debugger.
  await page.evaluate(AxeBuilder.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  if (violations.length === 0) return;
  throw new Error(violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`).join('\n'));
}
