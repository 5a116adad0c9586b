// Webinars at the desk, on what deploy/up starts: a coordinator with nothing but a
// browser makes a webinar, uploads a video, captions and a handout, and shows it to
// families, one of whom watches it. Once without scripts, once with them, where an
// upload that is stopped goes on, once its page was opened anew. axe looks at each page.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {top, until} from '../deploy/installation.mjs';
import {checkPage} from './axe_check.mjs';
import {codeOf, now, PASSWORD, setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {pressButton} from './press_button.mjs';

const family = new FamilySite();
const {at, ctl} = family;

const media = mkdtempSync(path.join(tmpdir(), 'e2e-media-'));
const file = (name) => path.join(media, name);

let page;

async function check(name) {
  await checkPage(page, name);
  await family.shoot(page, `webinars-${name}`);
}

const press = (name) => pressButton(page, page.getByRole('button', {name, exact: true}));
const follow = (name) => page.getByRole('link', {name, exact: true}).click();
const heading = (name) => page.getByRole('heading', {level: 1, name}).waitFor();

/** Signs in a browser of its own as the coordinator, with scripts or without. */
async function signIn(who, scripts) {
  const context = await family.newPage({scripts});
  await context.goto(at('/desk/sign-in'));
  await context.getByLabel('Email address').fill(who.email);
  await context.getByLabel('Password', {exact: true}).fill(PASSWORD);
  await until('another code', () => now() > who.step, 40);
  who.step = now();
  await context.getByLabel('Code from your authenticator app').fill(codeOf(who.secret, who.step));
  await context.getByRole('button', {name: 'Sign in'}).click();
  await context.getByRole('heading', {level: 1}).waitFor();
  return context;
}

const who = {email: 'bea@example.org'};

before(async () => {
  const made = spawnSync(path.join(top, 'deploy/sample/make-media'), [media],
    {encoding: 'utf8'});
  assert.equal(made.status, 0, made.stderr);
  await family.start();
  const invited = ctl('staff', 'invite', '--email', who.email, '--name', 'Bea Example',
    '--role', 'coordinator');
  page = await family.newPage({scripts: true});
  who.page = page;
  await setUp(family, who, invited.invitation_uri);
});
after(async () => {
  await family.stop();
  rmSync(media, {recursive: true, force: true});
});

test('a coordinator makes a webinar, and is told what it lacks', async () => {
  await page.goto(at('/desk'));
  await follow('Webinars');
  await check('list');
  await page.getByRole('button', {name: 'Make a webinar'}).click();
  await page.getByLabel('Title').fill('School <b>worry</b>');
  await press('Save it');
  await page.getByText('Enter a summary').first().waitFor();
  await check('form-refused');
  await page.getByLabel('Summary').fill('What helps when school feels impossible.');
  await page.getByLabel('Description').fill('First words.\nSecond words.');
  await page.getByLabel('Parents and carers').check();
  await press('Save it');
  await heading('School <b>worry</b>');
  await page.getByText('It has no part').waitFor();
  await check('empty');
  await press('Show it to families');
  await page.getByText('families would have nothing to watch').waitFor();
});

test('without scripts a form brings the file itself', async () => {
  const plain = await signIn(who, false);
  await plain.goto(page.url().replace(/\/act.*/, ''));
  await plain.getByRole('link', {name: 'Add a part'}).click();
  await plain.getByLabel('Title of the part').fill('What anxiety is');
  await plain.getByLabel('The video', {exact: true}).setInputFiles(file('anxiety-cycle.pdf'));
  await plain.getByRole('button', {name: 'Save it'}).click();
  await plain.getByText('The file is no MP4 video').first().waitFor();
  assert.equal(await plain.getByLabel('Title of the part').inputValue(), 'What anxiety is');
  await plain.getByLabel('The video', {exact: true}).setInputFiles(file('part-1.mp4'));
  await plain.getByLabel('How many minutes').fill('1');
  await plain.getByRole('button', {name: 'Save it'}).click();
  await plain.getByText('Part 1 has no captions').waitFor();
  await plain.getByRole('button', {name: 'Show it to families'}).click();
  await plain.getByText('Some people cannot hear what is said').waitFor();
  await plain.getByRole('link', {name: /Part 1 has no captions/}).click();
  await plain.getByLabel('The captions').setInputFiles(file('part-1.vtt'));
  await plain.getByRole('button', {name: 'Save them'}).click();
  await plain.getByRole('link', {name: 'Add a handout'}).click();
  await plain.getByLabel('Title of the handout').fill('The anxiety cycle');
  await plain.getByLabel('Part 1: What anxiety is').check();
  await plain.getByLabel('The file').setInputFiles(file('anxiety-cycle.pdf'));
  await plain.getByRole('button', {name: 'Save it'}).click();
  await plain.getByText('anxiety-cycle.pdf').waitFor();
  await plain.context().close();
});

/** The pieces of files that the page sends from now on, as it hands them over. */
async function watchPieces() {
  const sent = [];
  await page.exposeFunction('noteSent', (offset, size) => { sent.push({offset, size}); });
  await page.addInitScript(() => {
    const send = window.fetch;
    window.fetch = (where, options) => {
      const piece = options?.body?.get?.('piece');
      if (piece) window.noteSent(Number(options.body.get('offset')), piece.size);
      return send(where, options);
    };
  });
  return sent;
}

/** Stops the upload before its second piece arrives; `seen` gets how far it says to be by then. */
async function stopAtTheSecond(seen) {
  let asked = 0;
  await page.route('**/desk/uploads', async (route) => {
    asked += 1;
    // The first asks how much is there.
    if (asked < 3) return route.continue();
    seen.value = await page.locator('progress').evaluate((bar) => bar.value);
    seen.status = await page.locator('[data-upload-status]').textContent();
    await page.getByRole('button', {name: 'Stop for now'}).evaluate((stop) => stop.click());
    return route.abort();
  });
}

test('with scripts an upload that was stopped goes on where it was, on another day', async () => {
  // As large as a few pieces.
  const large = file('large.mp4');
  const clip = readFileSync(file('part-2.mp4'));
  const free = Buffer.alloc(5_000_000);
  free.writeUInt32BE(free.length, 0);
  free.write('free', 4);
  writeFileSync(large, Buffer.concat([clip, free]));
  const {size} = statSync(large);
  const sent = await watchPieces();

  await page.goto(page.url().replace(/\/act.*/, ''));
  await follow('Add a part');
  await check('part');
  await page.getByLabel('Title of the part').fill('What helps');
  await page.getByLabel('The video', {exact: true}).setInputFiles(file('anxiety-cycle.pdf'));
  await press('Save it');
  await page.getByText('The file is of another kind').waitFor();
  await check('part-wrong');
  sent.length = 0;
  const seen = {};
  await stopAtTheSecond(seen);
  await page.getByLabel('The video', {exact: true}).setInputFiles(large);
  await press('Save it');
  await page.getByText('Stopped. What is uploaded is kept').waitFor();
  await check('part-stopped');
  await page.unroute('**/desk/uploads');
  assert.equal(sent.length, 2);
  const there = sent[0].size;
  assert.ok(seen.value > 0 && seen.value < 100, `the bar was at ${seen.value}`);
  assert.ok(Math.abs(seen.value - 100 * there / size) < 1, `the bar was at ${seen.value}`);
  const inMegabytes = (bytes) => (bytes / 1e6).toFixed(1);
  assert.equal(seen.status,
    `${inMegabytes(there)} of ${inMegabytes(size)} megabytes are uploaded`);

  // The page is opened anew, and knows nothing of it; the same file is chosen.
  await page.reload();
  sent.length = 0;
  await page.getByLabel('Title of the part').fill('What helps');
  await page.getByLabel('The video', {exact: true}).setInputFiles(large);
  await press('Save it');
  await page.getByRole('link', {name: '2. What helps'}).waitFor();
  assert.equal(sent[0].offset, there);
  assert.equal(sent.reduce((sum, piece) => sum + piece.size, 0), size - there);
});

test('a coordinator puts the parts in order, and shows them to a family', async () => {
  await follow('2. What helps');
  await press('Move it up');
  await follow('1. What helps');
  await follow('Its captions');
  await page.getByLabel('The captions').setInputFiles(file('part-2.vtt'));
  await press('Save them');
  await follow('See how families see it');
  await heading('School <b>worry</b>');
  await page.getByText('This is how families see it').waitFor();
  await check('preview');
  await page.getByRole('link', {name: 'Back to the desk'}).click();
  assert.equal((await fetch(at('/webinars/school-b-worry-b'))).status, 404);
  await press('Show it to families');
  await page.getByText('Families see it now').waitFor();
  await check('published');

  await until('the families’ page', async () =>
    (await fetch(at('/webinars/school-b-worry-b'))).status === 200);
  const visitor = await family.newPage({scripts: true});
  await visitor.goto(at('/webinars'));
  await visitor.getByRole('link', {name: 'School <b>worry</b>'}).click();
  assert.deepEqual(
    await visitor.locator('main h2').filter({hasText: 'Part '}).allTextContents(),
    ['Part 1: What helps', 'Part 2: What anxiety is']);
  const seconds = await visitor.locator('video').first().evaluate(async (video) => {
    video.muted = true;
    await video.play();
    return video.duration;
  });
  assert.ok(seconds > 10, `it plays for ${seconds} s`);
  assert.equal(await visitor.locator('track').count(), 2);
  const handout = await visitor.getByRole('link', {name: /The anxiety cycle/})
    .getAttribute('href');
  const pdf = await fetch(at(handout));
  assert.equal(pdf.headers.get('content-type'), 'application/pdf');
  await visitor.context().close();
});

test('it is counted, without a word of who it was', async () => {
  await until('the counts', async () => {
    await page.goto(page.url().replace(/\?.*/, ''));
    return /fetched [1-9]\d* times in the last 30 days/
      .test(await page.locator('main').textContent());
  }, 120);
  await check('counted');
});

test('what is withdrawn can be shown again', async () => {
  await press('Withdraw it: families see it no longer');
  await page.getByText('Families do not see it any more').waitFor();
  await check('withdrawn');
  await until('it is gone', async () =>
    (await fetch(at('/webinars/school-b-worry-b'))).status === 404);
  await press('Undo: show it to families again');
  await page.getByText('Families see it now').waitFor();
  await until('it is back', async () =>
    (await fetch(at('/webinars/school-b-worry-b'))).status === 200);
});
