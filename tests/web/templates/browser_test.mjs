// Every page in a real browser, at the width of a phone, a tablet and a
// computer: accessible to axe, no wider than the screen, no request elsewhere.
//
// With CWP_SCREENSHOTS=FOLDER it leaves a picture of each there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { letAxeRun, violationsOf } from '../../browser/axe.mjs';
import { launch, servePages } from './browser.mjs';

const widths = [320, 768, 1280];
const folder = process.env.CWP_SCREENSHOTS;

let site;
let browser;

before(async () => {
  site = await servePages();
  browser = await launch();
  if (folder) mkdirSync(folder, { recursive: true });
});

after(async () => {
  await browser?.close();
  site?.close();
});

// What users set in their browser, where it is 16 at first.
async function setTextSize(page, standard) {
  const client = await page.context().newCDPSession(page);
  await client.send('Page.enable');
  await client.send('Page.setFontSizes', { fontSizes: { standard, fixed: standard } });
}

// Calls look(page, name) for every sample at this width.
async function visitAll({ textSize, ...options }, look) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  if (textSize) await setTextSize(page, textSize);
  if (options.javaScriptEnabled === false) await letAxeRun(page);
  const strayed = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(site.origin)) strayed.push(request.url());
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) {
      strayed.push(message.text());
    }
  });
  for (const [number, { name }] of site.samples.entries()) {
    await page.goto(`${site.origin}/pages/${number}`);
    await look(page, name);
    assert.deepEqual(strayed, [], name);
  }
  await context.close();
}

function widthOf(page) {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

// What has more text in it than it shows.
function cutOff(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('main *, aside *, footer *')]
      .filter((element) => !element.ariaHidden)
      .filter((element) => getComputedStyle(element).overflow === 'hidden'
        && element.scrollWidth > element.clientWidth + 1
        && !element.className.includes('visually-hidden')
        // Each cell says its column itself there.
        && !element.matches('.nhsuk-table--responsive thead'))
      .map((element) => element.outerHTML));
}

test(`axe finds nothing at ${widths.join(', ')} pixels`, async () => {
  await visitAll({}, async (page, name) => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await violationsOf(page), [], `${name} at ${width}`);
      assert.ok(await widthOf(page) <= width, `${name} is too wide at ${width}`);
      if (folder) {
        await page.screenshot({
          path: join(folder, `${name.replace(/\W+/g, '-')}-${width}.png`),
          fullPage: true,
        });
      }
    }
  });
});

test('without scripts every page says the same, fits, and axe finds nothing', async () => {
  const viewport = { width: widths[0], height: 800 };
  const said = new Map();
  let withScripts = 0;
  await visitAll({ viewport }, async (page, name) => {
    said.set(name, await page.locator('body').innerText());
  });
  await visitAll({ viewport, javaScriptEnabled: false }, async (page, name) => {
    assert.ok(await page.locator('main h1').isVisible(), name);
    assert.equal(await page.locator('body').innerText(), said.get(name), name);
    assert.ok(await widthOf(page) <= widths[0], `${name} is too wide`);
    // All others are the same page with scripts, where axe looks at it.
    if (await page.locator('script[src]').count() === 0) return;
    for (const width of widths) {
      await page.setViewportSize({ ...viewport, width });
      assert.deepEqual(await violationsOf(page), [], `${name} at ${width}`);
      assert.ok(await widthOf(page) <= width, `${name} is too wide at ${width}`);
    }
    await page.setViewportSize(viewport);
    ++withScripts;
  });
  assert.ok(withScripts > 3);
});

test('a page asks for its style alone, and a video for nothing before it is played',
  async () => {
    const asked = [];
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    client.on('Network.requestWillBeSent', ({ request }) => {
      if (request.url.startsWith(site.origin)) asked.push(new URL(request.url).pathname);
    });
    const number = site.samples.findIndex(({ name }) => name === 'webinar');
    await page.goto(`${site.origin}/pages/${number}`, { waitUntil: 'networkidle' });
    assert.ok(await page.locator('video track').count() > 0);
    assert.deepEqual(asked.map((path) => path.replace(/\.[0-9a-f]{10}\./, '.')),
      [`/pages/${number}`, '/assets/style.css']);
    await context.close();
  });

test('text may be spaced out, and nothing is cut off', async () => {
  // WCAG 1.4.12, at the narrowest width.
  const spacing = `* {
    line-height: 1.5 !important;
    letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important;
  }
  p { margin-bottom: 2em !important; }`;
  const options = { viewport: { width: 320, height: 800 }, bypassCSP: true };
  await visitAll(options, async (page, name) => {
    await page.addStyleTag({ content: spacing });
    assert.ok(await widthOf(page) <= 320, name);
    assert.deepEqual(await cutOff(page), [], name);
  });
});

test('text may be twice as large, and nothing is cut off', async () => {
  // WCAG 1.4.4, just wider than where a page is laid out as on a phone.
  const width = 1320;
  await visitAll({ viewport: { width, height: 800 }, textSize: 32 }, async (page, name) => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize),
      '32px', name);
    assert.ok(await widthOf(page) <= width, name);
    assert.deepEqual(await cutOff(page), [], name);
  });
});

test('all that can be used has room for a finger', async () => {
  // WCAG 2.5.8: 24 pixels, but for links inside a sentence.
  const options = { viewport: { width: 320, height: 800 } };
  await visitAll(options, async (page, name) => {
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, select, textarea, video, '
        + 'input:not([type=hidden]), .app-choices a, header a')]
        .filter((element) => element.tabIndex >= 0 && element.offsetParent !== null)
        .map((element) => [element.outerHTML, element.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24)
        .map(([html]) => html));
    assert.deepEqual(small, [], name);
  });
});

test('a page with errors begins at their summary, and one without at its top', async () => {
  for (const javaScriptEnabled of [true, false]) {
    let errors = 0;
    await visitAll({ javaScriptEnabled }, async (page, name) => {
      const { known } = site.samples.find((sample) => sample.name === name);
      const focused = page.locator('.app-errors:focus');
      const wrong = 'error_summary' in known;
      if (!wrong) {
        assert.equal(await focused.count(), 0, name);
        return;
      }
      // The browser focuses what the page asks for before it first paints.
      await focused.waitFor({ timeout: 10_000 });
      assert.match(await focused.innerText(), /There is a problem/, name);
      assert.notEqual(await focused.evaluate((summary) =>
        getComputedStyle(summary.firstElementChild).boxShadow), 'none', name);
      ++errors;
    });
    assert.ok(errors > 5);
  }
});

test('the tab key reaches everything, in order, and shows where it is',
  async () => {
    const options = { viewport: { width: 768, height: 800 } };
    await visitAll(options, async (page, name) => {
      const count = await page.evaluate(async () => {
        // The browser focuses what the page asks for before it first paints.
        await new Promise(requestAnimationFrame);
        const stops = [...document.querySelectorAll('a[href], button, summary, '
          + 'input:not([type=hidden]), select, textarea, video[controls]')]
          .filter((stop) => stop.tabIndex >= 0)
          .filter((stop) => stop.offsetParent !== null
            || stop.className === 'nhsuk-skip-link')
          .filter((stop) => stop.tagName === 'SUMMARY'
            || !stop.closest('details:not([open])'));
        // One stop for a group of radios: the one that is chosen, or the first.
        const order = stops.filter((stop) => {
          if (stop.type !== 'radio') return true;
          const group = stops.filter(({ type, name: its, form }) =>
            type === 'radio' && its === stop.name && form === stop.form);
          return stop === (group.find(({ checked }) => checked) ?? group[0]);
        });
        // How each looks while another has the focus.
        const lookOf = (stop) => {
          // What a radio or checkbox looks like is drawn by its label, and the mark of
          // a summary by what is in it.
          const drawn = [[stop], ...[...stop.children].map((child) => [child]),
            ...[...(stop.labels ?? [])].map((label) => [label, '::before'])];
          return JSON.stringify(drawn.map(([of, part]) => {
            const style = getComputedStyle(of, part);
            return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor];
          }));
        };
        document.activeElement?.blur();
        window.lookOf = lookOf;
        order.forEach((stop, index) => {
          stop.dataset.order = index;
          stop.dataset.unfocused = lookOf(stop);
        });
        // A page with errors begins at them; here all begin at the top.
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute('tabindex');
        return order.length;
      });
      for (let index = 0; index < count; ++index) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const stop = document.activeElement;
          // A link may go on in the next line.
          const box = stop.getClientRects()[0] ?? stop.getBoundingClientRect();
          const top = document.elementFromPoint(
            box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
          return {
            video: stop.tagName === 'VIDEO',
            drawn: window.lookOf(stop) !== stop.dataset.unfocused,
            order: Number(stop.dataset.order),
            seen: box.height === 0 || stop === top || stop.contains(top)
              || Boolean(top?.contains(stop))
              || [...(stop.labels ?? [])].some((label) => label.contains(top)),
          };
        });
        assert.equal(at.order, index, name);
        assert.ok(at.seen, `${name}: ${index} is hidden`);
        // The browser draws the ring of a video's own controls.
        assert.ok(at.video || at.drawn, `${name}: ${index} looks the same with the focus`);
        if (at.video) return;  // Its own controls follow, in its own order.
      }
    });
  });
