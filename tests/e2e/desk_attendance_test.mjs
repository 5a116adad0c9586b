// Attendance at the desk, on what deploy/up starts: a family books a session that begins
// in a few minutes, a coordinator notes by hand who came, and reads it in the report.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {fillIn, isBooked, press} from './booking_form.mjs';
import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {pressButton} from './press_button.mjs';

const family = new FamilySite();
const {at, ctl} = family;
const shoot = (page, name) => family.shoot(page, `desk-attendance-${name}`);

// More than a report hides.
const PEOPLE = 6;

const bea = {email: 'bea@example.org'};
let session;
let start;

/** "2027-01-12T18:00", so many minutes from now, as clocks in London show it. */
function wallTime(minutes) {
  return new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/London',
  }).format(new Date(Date.now() + minutes * 60_000)).replace(' ', 'T');
}

before(async () => {
  await family.start();
  family.newWorkshop('soon', 'Starting soon');
  // Attendance can be noted from 15 minutes before the start; booking ends with it.
  start = wallTime(10);
  ({id: session} = ctl('session', 'create', '--workshop', 'soon', '--start', start,
    '--capacity', '10', '--join', 'https://teams.microsoft.com/l/meetup-join/soon'));
  ctl('session', 'open', session);
  await until('the form', async () =>
    (await fetch(at(`/sessions/${session}/book`))).status === 200);
  const {invitation_uri: invitation} = ctl('staff', 'invite', '--email', bea.email,
    '--name', 'Bea Example', '--role', 'coordinator');
  await setUp(family, bea, invitation);
});
after(() => family.stop());

test('a family books a session that begins in a few minutes', async () => {
  const visitor = await family.newPage();
  await visitor.goto(at(`/sessions/${session}/book`));
  await fillIn(visitor, {who_for: 'parent_or_carer', places: String(PEOPLE),
    contact_email: 'cleo@example.org', contact_name: 'Cleo Example'});
  await press(visitor, 'Confirm booking');
  await isBooked(visitor);
  await visitor.context().close();
});

test('a coordinator notes by hand who came', async () => {
  const {page} = bea;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: /Cleo Example/}).click();
  await page.getByRole('heading', {name: 'Booking'}).waitFor();
  for (let person = 1; person <= PEOPLE; person += 1) {
    await page.locator(`[name=attendance_${person}]`).first().check();
  }
  await shoot(page, '1-marks');
  await pressButton(page, page.getByRole('button', {name: 'Note who came'}));
  await page.getByText(`${PEOPLE} of ${PEOPLE} came`).first().waitFor();
  await shoot(page, '2-noted');
  const [booking] = family.bookings(session);
  assert.deepEqual(booking.attendees.map(({attendance}) => attendance),
    Array(PEOPLE).fill('ATTENDED'));
});

test('the report says how many came', async () => {
  const {page} = bea;
  await page.goto(at('/desk/reports'));
  await page.getByLabel('To the end of').selectOption(start.slice(0, 7));
  await pressButton(page, page.getByRole('button', {name: 'Show these months'}));
  const table = page.getByRole('table', {name: 'Attendance by workshop'});
  const columns = await table.locator('thead th').allTextContents();
  const came = columns.findIndex((name) => name.trim() === 'Came');
  assert.ok(came > 0, columns.join('|'));
  const cells = await table.getByRole('row', {name: 'Starting soon'}).locator('th, td')
    .allTextContents();
  assert.match(cells[came].trim(), new RegExp(`(^|\\D)${PEOPLE}$`), cells.join('|'));
  assert.doesNotMatch(await page.locator('main').textContent(), /Example/);
  await shoot(page, '3-report');
});
