// The page in a real browser, against three live nodes of the Release build. Ends with "N passed, N failed".
// node run.js [--pictures DIRECTORY | --only look,use,hostile,attack,many,lose]
import { attack } from './attacks.js';
import { breaches, check, counts, executablePath, launch } from './harness.js';
import { hostile } from './hostile.js';
import { look, pictures } from './look.js';
import { many } from './many.js';
import { Network } from './nodes.js';
import { lose, use } from './use.js';
import assert from 'node:assert/strict';

if (!executablePath) {
  console.log('skipped: there is no Chromium, install chromium');
  process.exit(0);
}

const network = await Network.start(['Berlin', 'Lyon office', 'Porto']);
const browser = await launch();
try {
  const [berlin, lyon, porto] = network.nodes;
  await berlin.request(['laptop-001', 'camera-3'], 'for Anna');
  await lyon.request(['projector-7'], 'room 12, until Friday');
  await porto.request(['key-4', 'laptop-002']);
  await porto.post('/api/releases?wait=20', { item: 'key-4' });

  const [option, value] = process.argv.slice(2);
  if (option === '--pictures') {
    await pictures(browser, network, value);
  } else {
    const parts = { look, use, hostile, attack, many, lose };
    for (const name of option === '--only' ? value.split(',') : Object.keys(parts)) await parts[name](browser, network);
    await check('no page asked another origin, broke the policy or failed in a script', () =>
      assert.deepEqual(breaches, []));
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
  }
} finally {
  await browser.close();
  await network.stop();
}
process.exitCode = counts.failed === 0 ? 0 : 1;
