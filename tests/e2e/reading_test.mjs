// Everything that families read, as the services send it: valid, accessible, light,
// within its policy, and open to readers of all kinds. On what deploy/up starts.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {gunzipSync} from 'node:zlib';

import {violationsOf} from '../browser/axe.mjs';
import {until} from '../deploy/installation.mjs';
import {mistakesIn} from '../web/templates/valid_html.mjs';
import {answer, fillIn, goOn, press} from './booking_form.mjs';
import {FamilySite} from './family_site.mjs';
import {withSelfCheck} from './self_check.mjs';
import {TextBrowser} from './text_browser.mjs';

const family = new FamilySite();
const {at, bookings, logs, shoot, withPage} = family;
let session;
let paths;

before(async () => {
  const {config, files} = withSelfCheck();
  await family.start({config: `${config}logo = "$FOLDER/logo.svg"\nlogo-alt = "Anytown Trust"\n`,
    files: {...files, 'logo.svg': heaviestLogo()}});
  session = await family.newSession();
  await giveDates('journey');
  await givePicture('journey');
  paths = await everyPath();
});
after(() => family.stop());

/** A logo of as many bytes as are taken. */
function heaviestLogo() {
  const drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 280 80">'
    + '<rect width="280" height="80" fill="#003087"/><!-- --></svg>';
  return drawn.replace(' -->', `${' '.repeat(12 * 1024 - drawn.length)} -->`);
}

/** Gives a workshop a picture with as much in it as can be: every pixel by chance. */
async function givePicture(workshop) {
  const folder = mkdtempSync(path.join(tmpdir(), 'e2e-picture-'));
  try {
    const file = path.join(folder, 'noise.jpg');
    const drawn = spawnSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i',
      'nullsrc=size=1280x800,geq=random(1)*255:128:128', '-frames:v', '1', '-q:v', '8', file],
    {encoding: 'utf8'});
    assert.equal(drawn.status, 0, drawn.stderr);
    family.ctl('workshop', 'picture', 'set', workshop, file, '--alt', 'Noise');
  } finally {
    rmSync(folder, {recursive: true});
  }
  await until('the picture', async () =>
    /<picture>/.test(await (await fetch(at(`/workshops/${workshop}`))).text()));
}

/** Gives a workshop more dates than a page shows, after those of the tests. */
async function giveDates(workshop) {
  family.ctl('series', 'create', '--workshop', workshop, '--rule', 'FREQ=WEEKLY;COUNT=60',
    '--start', 'in 100 days at 18:00', '--capacity', '10', '--accept-conflicts');
  await until('the dates', async () =>
    /There are 61 dates/.test(await (await fetch(at(`/workshops/${workshop}`))).text()));
}

/** What can be reached by links from the home page, without the desk and what is sent
 * by links alone. */
async function everyPath() {
  const found = new Set(['/']);
  for (const where of found) {
    const html = await (await fetch(at(where))).text();
    for (const [, link] of html.matchAll(/<a [^>]*href="(\/[^"#]*)["#]/g)) {
      const next = link.replaceAll('&amp;', '&');
      // One of each kind of list, and pages alone.
      if (/^\/workshops(\?.*&|\.ics)|^\/(desk|media|handouts)/.test(next)) continue;
      found.add(next);
    }
  }
  return [...found];
}

test('links lead everywhere, and every page is there', async () => {
  for (const wanted of ['/about', '/guided-self-help', '/what-happens', '/referral',
    '/contact', '/privacy', '/privacy/young-people', '/complaints-about-data', '/cookies',
    '/accessibility', '/urgent-help', '/find-my-booking', '/workshops/journey',
    '/workshops/journey?page=2', '/workshops/journey?page=4',
    `/sessions/${session}/book`]) {
    assert.ok(paths.includes(wanted), `no link leads to ${wanted}`);
  }
  for (const where of paths) assert.equal((await fetch(at(where))).status, 200, where);
});

test('every page is valid HTML as the program sends it', async () => {
  for (const where of paths) {
    const html = await (await fetch(at(where))).text();
    assert.deepEqual(await mistakesIn(html), [], where);
  }
});

test('every page is light, and its second visit lighter', async () => {
  for (const where of paths) {
    const answer = await fetch(at(where), {headers: {'Accept-Encoding': 'identity'}});
    const html = await answer.text();
    const zipped = spawnSync('gzip', ['-9c'], {input: html}).stdout.length;
    assert.ok(zipped <= 14 * 1024, `${where} weighs ${zipped}`);
    const etag = answer.headers.get('etag');
    if (etag === null) {
      assert.match(answer.headers.get('cache-control'), /no-store|private/, where);
      continue;
    }
    const again = await fetch(at(where),
      {headers: {'Accept-Encoding': 'identity', 'If-None-Match': etag}});
    // Numbers of places may have changed meanwhile.
    assert.ok(again.status === 304 || /workshops|^\/$/.test(where), where);
  }
});

test('a page for everybody is compressed on its way', async () => {
  const [plain, zipped] = ['identity', 'gzip'].map((coding) => spawnSync('curl',
    ['-s', '-H', `Accept-Encoding: ${coding}`, at('/privacy')]).stdout);
  assert.ok(zipped.length < plain.length / 2);
  assert.equal(gunzipSync(zipped).toString(), plain.toString());
});

/** What a visit takes: which requests, and how many bytes. The stream of numbers of places is
 * no part of it: a script asks for it, and the page stands without. */
async function weigh(page, where) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const asked = new Map();
  const open = new Set();
  let bytes = 0;
  client.on('Network.requestWillBeSent', ({requestId, request, type}) => {
    // The buttons of a video are pictures that the browser has in itself.
    if (type === 'EventSource' || request.url.startsWith('data:')) return;
    asked.set(requestId, request.url);
    open.add(requestId);
  });
  client.on('Network.loadingFinished', ({requestId, encodedDataLength}) => {
    if (open.delete(requestId)) bytes += encodedDataLength;
  });
  await page.goto(at(where), {waitUntil: 'load'});
  await until(`all of ${where}`, () => open.size === 0);
  await client.detach();
  return {requests: [...asked.values()], bytes};
}

test('a first visit takes five requests and 60 KB, the heaviest logo and picture included', () =>
  withPage({}, async (page) => {
    for (const where of paths) {
      const context = await page.context().browser().newContext();
      const {requests, bytes} = await weigh(await context.newPage(), where);
      await context.close();
      assert.ok(requests.length <= 5, `${where}: ${requests}`);
      assert.ok(bytes <= 60 * 1024, `${where}: ${bytes} bytes`);
      if (where !== '/workshops/journey') continue;
      assert.ok(requests.some((url) => /\/picture\/\w+-small\.webp$/.test(url)), `${requests}`);
      assert.ok(requests.some((url) => /\/logo\.\w+\.svg$/.test(url)), `${requests}`);
    }
  }));

test('a later page takes 14 KB with all that it loads', () =>
  withPage({look: false}, async (page) => {
    await page.goto(at('/about'));
    for (const where of paths) {
      const {requests, bytes} = await weigh(page, where);
      assert.ok(bytes <= 14 * 1024, `${where}: ${bytes} bytes of ${requests}`);
    }
  }));

for (const [width, javaScriptEnabled] of [320, 768, 1280].flatMap((each) =>
  [[each, false], [each, true]])) {
  const scripts = javaScriptEnabled ? 'with scripts' : 'without scripts';

  test(`axe finds nothing, and nothing is refused or too wide, at ${width}, ${scripts}`, () =>
    withPage({viewport: {width, height: 640}, javaScriptEnabled}, async (page) => {
      for (const where of paths) {
        await page.goto(at(where));
        assert.deepEqual(await violationsOf(page), [], where);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width,
          `${where} is too wide`);
      }
    }));
}

test('search engines find the dates in data that no policy refuses', () =>
  withPage({}, async (page) => {
    const refused = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(at('/workshops/journey'));
    const events = JSON.parse(
      await page.locator('script[type="application/ld+json"]').textContent());
    assert.equal(events[0]['@type'], 'Event');
    assert.deepEqual(refused, []);
  }));

test('dates on other pages of a form are found, and those that are ticked stay so', () =>
  withPage({javaScriptEnabled: false}, async (page) => {
    const dates = page.locator('#step [name=dates]');
    /** Ticks one of the dates on the page, and gives its id. */
    const tick = async (index) => {
      await dates.nth(index).check();
      return dates.nth(index).getAttribute('value');
    };
    await page.goto(at('/workshops/journey/waitlist'));
    await answer(page, {places: '1'});
    await goOn(page);
    const first = await tick(7);
    await press(page, 'Later dates');
    await page.getByText('On another page you chose:').waitFor();
    const second = await tick(0);
    await shoot(page, 'wait-later-dates');
    await press(page, 'Later dates');
    const third = await tick(2);
    await press(page, 'Earlier dates');
    assert.ok(await dates.nth(0).isChecked());
    await fillIn(page, {contact_email: 'dates@example.org'});
    await press(page, 'Join the waitlist');
    await page.getByRole('heading', {name: 'Thank you. We have your answers'}).waitFor();
    for (const session of [first, second, third]) {
      assert.equal(family.ctl('waitlist', 'list', session).waitlist_entries.length, 1);
    }
  }));

/** Answers the self-check, and gives what the browser's history then holds. */
async function selfCheck(page, ...answers) {
  await page.goto(at('/could-this-help'));
  await page.getByRole('button', {name: 'Start'}).click();
  for (const said of answers) {
    await page.getByLabel(said, {exact: true}).check();
    await page.getByRole('button', {name: 'Continue'}).click();
  }
  return [page.url(), await page.title()];
}

test('what is answered in the self-check stands in no address, title, cookie or log', () =>
  withPage({javaScriptEnabled: false}, async (page) => {
    const danger = await selfCheck(page, 'Yes');
    await page.getByText('Call 999 or go to A&E now if').waitFor();
    await shoot(page, 'self-check-danger');
    const child = await selfCheck(page, 'No', 'A child aged 5 to 11', 'Worry or fear');
    await page.getByRole('heading', {name: 'A workshop for parents'}).waitFor();
    assert.deepEqual(child, danger);
    assert.deepEqual(await page.context().cookies(), []);
    const logged = logs();
    assert.match(logged, /"event":"serving"/);
    assert.doesNotMatch(logged, /danger|answer=|question=/);
  }));

test('numbers of places change on a page that is open, and are told quietly', () =>
  withPage({}, async (page) => {
    const own = await family.newSession(3);
    const failed = [];
    page.on('pageerror', (error) => failed.push(error.message));
    await page.goto(at('/workshops/journey'));
    const place = page.locator(`[data-session="${own}"]`);
    assert.equal(await place.textContent(), '3 places left');
    await withPage({}, async (other) => {
      await other.goto(at(`/sessions/${own}/book`));
      await fillIn(other, {places: '2', contact_email: 'live@example.org'});
    });
    await page.waitForFunction((id) =>
      document.querySelector(`[data-session="${id}"]`).textContent === '1 place left', own);
    await page.waitForFunction(() =>
      /: 1 place left\./.test(document.querySelector('[role=status]').textContent));
    assert.deepEqual(failed, []);
  }));

for (const where of ['/about', '/privacy', '/contact', '/could-this-help', '/workshops']) {
  test(`${where} looks as it should`, () => withPage({}, async (page) => {
    await page.goto(at(where));
    await shoot(page, where.slice(1));
  }));
}

test('a booking with text twice as large, and none of it cut off', () =>
  withPage({look: false, viewport: {width: 1320, height: 640}}, async (page) => {
    const own = await family.newSession();
    // What users set in their browser.
    const client = await page.context().newCDPSession(page);
    await client.send('Page.enable');
    const sizeOf = () => page.evaluate(() =>
      Number.parseFloat(getComputedStyle(document.querySelector('main p, main label')).fontSize));
    await page.goto(at(`/sessions/${own}/book`));
    const usual = await sizeOf();
    await client.send('Page.setFontSizes', {fontSizes: {standard: 32, fixed: 26}});
    await page.reload();
    assert.equal(await sizeOf(), 2 * usual);
    const wide = [];
    page.on('load', async () => {
      if (await page.evaluate(() => document.documentElement.scrollWidth) > 1320) {
        wide.push(page.url());
      }
    });
    await fillIn(page, {contact_email: 'large@example.org'});
    await page.getByRole('button', {name: 'Confirm booking'}).click();
    await page.locator('.nhsuk-panel').waitFor();
    assert.deepEqual(wide, []);
    assert.equal(bookings(own).length, 1);
  }));

/** What w3m shows of a page, with its links and fields. */
function inText(where, ...options) {
  const done = spawnSync('w3m', ['-dump', '-cols', '80', ...options, at(where)],
    {encoding: 'utf8'});
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

test('pages read well in a browser that shows nothing but text', () => {
  assert.match(inText('/'), /Coming up[\s\S]*If you need help now/);
  assert.match(inText('/workshops/journey'), /10 places left[\s\S]*Book a place/);
  assert.match(inText('/contact'), /We are (open|closed) now/);
});

test('a whole booking in a browser that shows nothing but text', async () => {
  const own = await family.newSession();
  const browser = new TextBrowser(at(`/sessions/${own}/book`));
  try {
    await browser.see('Who are the places for?');
    await browser.pick('My child, or a child');
    await browser.fill('How many places', '2');
    browser.press('Continue');
    await browser.see('How old');
    await browser.pick('5 to 11');
    browser.press('Continue');
    await browser.see('GP');
    await browser.pick('Yes');
    browser.press('Continue');
    await browser.see('How can we reach you?');
    await browser.fill('Your name', 'Ada');
    browser.press('Continue');
    // What is wrong is said above, and what was typed is there still.
    await browser.see('There is a problem');
    await browser.see('[Ada');
    await browser.fill('Email address', 'text@example.org');
    browser.press('Continue');
    await browser.see('What would help');
    browser.press('Continue');
    await browser.see('How we use');
    browser.press('Continue');
    await browser.see('text@example.org');
    browser.press('Confirm booking');
    await browser.see('Booking confirmed');
    assert.deepEqual(bookings(own).map(({places}) => places), [2]);
  } finally {
    browser.close();
  }
});
