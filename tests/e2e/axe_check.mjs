import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

import {top} from '../deploy/installation.mjs';

const require = createRequire(path.join(top, 'tests/browser/package.json'));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** axe finds nothing on the page as it stands, at 320 and 1,280 pixels, where it fits. */
export async function checkPage(page, name) {
  for (const width of [1280, 320]) {
    await page.setViewportSize({width, height: 800});
    await page.evaluate(axe);
    const {violations} = await page.evaluate(
      (values) => globalThis.axe.run({runOnly: {type: 'tag', values}}), TAGS);
    const found = violations.map(({id, nodes}) =>
      `${id}: ${nodes.map(({html}) => html).join(' ')}`);
    assert.deepEqual(found, [], `${name} at ${width}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name} is ${wide} wide at ${width}`);
  }
}
