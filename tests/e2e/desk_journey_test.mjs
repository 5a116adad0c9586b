// A coordinator's day, on what deploy/up starts, with nothing but a browser: makes a
// workshop and a session that begins in a few minutes and opens it, makes a webinar and
// shows it, sees who has booked, notes by hand who came, and reads it in the report. A
// family books, and finds the webinar. Without JavaScript.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {top, until} from '../deploy/installation.mjs';
import {fillIn, isBooked, press} from './booking_form.mjs';
import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {pressButton} from './press_button.mjs';

const family = new FamilySite();
const {at} = family;

// More than a report hides.
const PEOPLE = 6;

const media = mkdtempSync(path.join(tmpdir(), 'e2e-journey-'));
const file = (name) => path.join(media, name);

// Attendance can be noted from 15 minutes before the start; booking ends with it.
const start = new Date(Date.now() + 12 * 60_000);
const inLondon = (options) => new Intl.DateTimeFormat('en-GB',
  {timeZone: 'Europe/London', ...options}).format(start);

let page;

const shoot = (name) => family.shoot(page, `desk-journey-${name}`);
const button = (name) => pressButton(page, page.getByRole('button', {name, exact: true}));
const follow = (name) => page.getByRole('link', {name, exact: true}).click();
const heading = (name) => page.getByRole('heading', {level: 1, name}).waitFor();

before(async () => {
  const made = spawnSync(path.join(top, 'deploy/sample/make-media'), [media],
    {encoding: 'utf8'});
  assert.equal(made.status, 0, made.stderr);
  await family.start();
  const bea = {email: 'bea@example.org'};
  const {invitation_uri: invitation} = family.ctl('staff', 'invite', '--email', bea.email,
    '--name', 'Bea Example', '--role', 'coordinator');
  await setUp(family, bea, invitation);
  ({page} = bea);
  await page.goto(at('/desk'));
});
after(async () => {
  await family.stop();
  rmSync(media, {recursive: true, force: true});
});

test('a coordinator makes a workshop and a session, and opens it', async () => {
  await follow('Workshops');
  await button('Make a workshop');
  await page.getByLabel('Title').fill('Starting soon');
  await page.getByLabel('Summary').fill('What helps right now.');
  await page.getByLabel('Parents and carers').check();
  await page.getByLabel('Youngest age').fill('5');
  await page.getByLabel('Oldest age').fill('11');
  await page.getByLabel('Places of a session').fill('10');
  await button('See how families would see it');
  await button('Save it');
  await button('Show it to families');
  await button('Show it to families');
  await page.getByText('Families see it now').waitFor();
  await follow('Make a session');
  await page.getByLabel('Day', {exact: true}).fill(inLondon({dateStyle: 'long'}));
  await page.getByLabel('Starts at').fill(inLondon({timeStyle: 'short'}));
  await page.getByLabel('Address to join by')
    .fill('https://teams.microsoft.com/l/meetup-join/soon');
  await button('Look it through');
  await button('Make it, as a draft');
  await button('Show it to families');
  await button('Open it for booking');
  await page.getByText('Take no more bookings').waitFor();
  await shoot('1-session');
});

test('a coordinator makes a webinar, and shows it to families', async () => {
  await follow('Webinars');
  await button('Make a webinar');
  await page.getByLabel('Title').fill('School and worry');
  await page.getByLabel('Summary').fill('What helps when school feels impossible.');
  await page.getByLabel('Parents and carers').check();
  await button('Save it');
  await follow('Add a part');
  await page.getByLabel('Title of the part').fill('What anxiety is');
  await page.getByLabel('The video', {exact: true}).setInputFiles(file('part-1.mp4'));
  await button('Save it');
  await page.getByRole('link', {name: /Part 1 has no captions/}).click();
  await page.getByLabel('The captions').setInputFiles(file('part-1.vtt'));
  await button('Save them');
  await button('Show it to families');
  await page.getByText('Families see it now').waitFor();
  await shoot('2-webinar');
});

test('a family books, and finds the webinar', async () => {
  const visitor = await family.newPage();
  const book = visitor.locator('main a[href$="/book"]').first();
  await until('the session', async () => {
    await visitor.goto(at('/workshops'));
    const found = visitor.getByRole('link', {name: 'Starting soon'});
    if (await found.count() === 0) return false;
    await found.first().click();
    await visitor.waitForLoadState('domcontentloaded');
    return await book.count() > 0;
  });
  await book.click();
  await fillIn(visitor, {who_for: 'parent_or_carer', places: String(PEOPLE),
    contact_email: 'cleo@example.org', contact_name: 'Cleo Example'});
  await press(visitor, 'Confirm booking');
  await isBooked(visitor);
  await until('the webinar', async () => {
    await visitor.goto(at('/webinars'));
    return await visitor.getByRole('link', {name: 'School and worry'}).count() > 0;
  });
  await visitor.getByRole('link', {name: 'School and worry'}).click();
  assert.equal(await visitor.locator('video').count(), 1);
  await visitor.context().close();
});

test('a coordinator sees the booking, and notes by hand who came', async () => {
  await follow('Today');
  await page.getByRole('row', {name: /Starting soon/}).getByRole('link').click();
  await page.getByRole('link', {name: /Cleo Example/}).click();
  await heading('Booking');
  for (let person = 1; person <= PEOPLE; person += 1) {
    await page.locator(`[name=attendance_${person}]`).first().check();
  }
  await shoot('3-marks');
  await button('Note who came');
  await page.getByText(`${PEOPLE} of ${PEOPLE} came`).first().waitFor();
  await shoot('4-noted');
});

test('the report says how many came', async () => {
  await follow('Reports');
  const month = inLondon({year: 'numeric', month: '2-digit'}).split('/').reverse().join('-');
  await page.getByLabel('To the end of').selectOption(month);
  await button('Show these months');
  const table = page.getByRole('table', {name: 'Attendance by workshop'});
  const columns = await table.locator('thead th').allTextContents();
  const came = columns.findIndex((name) => name.trim() === 'Came');
  assert.ok(came > 0, columns.join('|'));
  const cells = await table.getByRole('row', {name: 'Starting soon'}).locator('th, td')
    .allTextContents();
  assert.match(cells[came].trim(), new RegExp(`(^|\\D)${PEOPLE}$`), cells.join('|'));
  assert.doesNotMatch(await page.locator('main').textContent(), /Example/);
  await shoot('5-report');
});
