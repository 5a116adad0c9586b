// What the desk and a contact do with somebody's booking, for the search for what leaks.

import assert from 'node:assert/strict';

import {until} from '../deploy/installation.mjs';
import {press} from './booking_form.mjs';
import {setUp} from './desk_colleague.mjs';

/** The ids of two dates of a workshop of their own, which can be booked. */
export async function twoDates(ctl, site) {
  ctl('workshop', 'create', '--slug', 'calm', '--title', 'Calm', '--summary', 'What calms.',
    '--audience', 'parents and carers', '--ages', '5 to 11', '--minutes', '60');
  ctl('workshop', 'publish', 'calm');
  const ids = [22, 29].map((days) => ctl('session', 'create', '--workshop', 'calm', '--start',
    `in ${days} days at 18:00`, '--capacity', '8', '--join',
    `https://teams.microsoft.com/l/meetup-join/calm-${days}`).id);
  for (const id of ids) {
    ctl('session', 'open', id);
    await until('the form', async () =>
      (await fetch(site(`/sessions/${id}/book`))).status === 200);
  }
  return ids;
}

/** A coordinator signs in with this page, who is nobody that is searched for. */
export function signIn(page, ctl) {
  const {invitation_uri: uri} = ctl('staff', 'invite', '--email', 'ada@example.org', '--name',
    'Ada Example', '--role', 'coordinator');
  return setUp(null, {email: 'ada@example.org', page}, uri);
}

/** Books a place for somebody on the phone, who has an e-mail address or has none. */
export async function bookByPhone(page, at, {name, phone, email}) {
  await page.goto(at('/book'));
  await page.getByLabel('Parents or carers', {exact: true}).check();
  await page.getByLabel('How many places?').fill('1');
  await page.locator('[name=age_band]').nth(1).check();
  await page.getByLabel('Not sure').check();
  await page.getByLabel('Name', {exact: true}).fill(name);
  await page.getByLabel('Phone number').fill(phone);
  if (email) await page.getByLabel('Email address (optional)').fill(email);
  await press(page, 'Book these places');
  await page.getByRole('heading', {name: 'Booked'}).waitFor();
}

/** Looks at the list of those who come, and has it as a file. What its answer says around it. */
export async function readLists(page, at, one) {
  await page.goto(at('/list'));
  await page.getByText(one.words.family).first().waitFor();
  const file = await page.request.get(at('/bookings.csv'));
  assert.ok((await file.text()).includes(one.words.family), 'the file has them');
  return JSON.stringify(file.headers());
}

/** Brings in a report of Teams, with one of those who come and somebody whom nobody knows, and
 * has it noted, for which it is too early. */
export async function readReport(page, at, one, stranger) {
  const rows = [one.name, stranger].map((name) => `${name}\tx\t45m\t\tAttendee\n`);
  await page.goto(at('/attendance'));
  await page.getByLabel('The attendance report').setInputFiles({
    name: 'report.csv', mimeType: 'text/csv',
    buffer: Buffer.from(`Name\tFirst Join\tIn-Meeting Duration\tEmail\tRole\n${rows.join('')}`),
  });
  await press(page, 'Read the report');
  await page.getByText(stranger).waitFor();
  await press(page, 'Note who came');
  await page.getByText('Attendance can be noted from 15 minutes before the start.').waitFor();
}

/** Writes to everybody who comes. */
export async function writeNotice(page, at, words) {
  await page.goto(at(''));
  await page.getByRole('link', {name: 'Messages to those who come or wait'}).click();
  await page.getByRole('link', {name: 'Write to everybody'}).click();
  await page.getByLabel('Everybody who is coming').check();
  await page.getByLabel('Message', {exact: true}).fill(words);
  await press(page, 'See how it will arrive');
  await press(page, 'Send it');
  await page.getByRole('cell', {name: 'Goes out at'}).waitFor();
}

/** Opens a booking by the link of its letter, and changes what can be changed. */
export async function changeAll(page, link, {needs, to}) {
  await page.goto(link);
  await press(page, 'See my booking');
  await page.getByRole('link', {name: /Change your details/}).click();
  await page.locator('[name=access_other]').fill(needs);
  await press(page, /^Save/);
  await page.getByRole('link', {name: /Change who comes/}).click();
  await page.locator('[name=places]').fill('2');
  await press(page, 'Save who comes');
  await page.getByText('2 places, booked').waitFor();
  await page.getByRole('link', {name: 'Move to another date'}).click();
  await page.locator(`[name=to_session][value="${to}"]`).check();
  await press(page, 'Move my booking');
  await page.getByRole('heading', {level: 1, name: 'Your booking'}).waitFor();
}

/** Asks for the bookings of an address. */
export async function lookForBooking(page, site, email) {
  await page.goto(site('/find-my-booking'));
  await page.locator('[name=contact_email]').fill(email);
  await press(page, 'Email me my bookings');
  await page.getByText('If there are bookings').waitFor();
}
