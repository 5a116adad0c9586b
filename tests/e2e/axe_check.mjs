import assert from 'node:assert/strict';

import {letAxeRun, violationsOf} from '../browser/axe.mjs';

/** axe finds nothing on the page as it stands, at these widths, where it fits. */
export async function checkPage(page, name, widths = [1280, 320]) {
  for (const width of widths) {
    await page.setViewportSize({width, height: 800});
    assert.deepEqual(await violationsOf(page), [], `${name} at ${width}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name} is ${wide} wide at ${width}`);
  }
}

const watched = new WeakSet();
const looked = new Set();

/** Has `lookOnce` look at a new page, whose context runs scripts or does not. */
export async function watch(page, {scripts}) {
  watched.add(page);
  if (!scripts) await letAxeRun(page);
}

/** Checks a page that is watched at the width of a small phone, and staff's at that of a computer
 * too, each state once: it is known by its title and heading. */
export async function lookOnce(page) {
  if (!watched.has(page)) return;
  const name = `${await page.title()}: ${await page.locator('h1').innerText()}`;
  if (looked.has(name)) return;
  looked.add(name);
  const size = page.viewportSize();
  const staff = new URL(page.url()).pathname.startsWith('/desk');
  await checkPage(page, name, staff ? [1280, 320] : [320]);
  await page.setViewportSize(size);
}
