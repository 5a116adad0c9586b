// A session at the desk, on what deploy/up starts: a coordinator books for somebody on
// the phone, changes and moves the booking, puts others on the waitlist, prints the list,
// downloads it, and takes attendance from the report of Teams. In a browser, without
// JavaScript.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {pressButton} from './press_button.mjs';
import {inTime, inWords, serverTimes, within} from './server_times.mjs';

const family = new FamilySite();
const {at, ctl} = family;
const shoot = (page, name) => family.shoot(page, `desk-session-${name}`);

const ada = {email: 'ada@example.org'};
const bea = {email: 'bea@example.org'};
let session;
let later;

async function invite(who, name, role) {
  const {invitation_uri: uri} =
    ctl('staff', 'invite', '--email', who.email, '--name', name, '--role', role);
  await setUp(family, who, uri);
}

/** Fills in the form to book for somebody. */
async function fillForm(page, name, {email, phone, places = '2'}) {
  await page.getByLabel('Parents or carers', {exact: true}).check();
  await page.getByLabel('How many places?').fill(places);
  await page.locator('[name=age_band]').nth(1).check();
  await page.getByLabel('Not sure').check();
  await page.getByLabel('Name', {exact: true}).fill(name);
  if (email) await page.getByLabel('Email address (optional)').fill(email);
  if (phone) await page.getByLabel('Phone number').fill(phone);
}

const press = (page, name) => pressButton(page, page.getByRole('button', {name}));

before(async () => {
  await family.start();
  session = await family.newSession(3);
  later = await family.newSession(5);
  await invite(ada, 'Ada Example', 'coordinator');
  await invite(bea, 'Bea Example', 'coordinator');
});
after(() => family.stop());

test('a coordinator books for somebody on the phone, without an email address', async () => {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: 'Book for somebody, or put'}).click();
  await press(page, 'Book these places');
  await page.getByText('Select who the places are for').first().waitFor();
  await shoot(page, '1-errors');
  await fillForm(page, 'Cleo Example', {phone: '07700 900123'});
  await shoot(page, '2-filled-in');
  await press(page, 'Book these places');
  await page.getByText('No email goes out').waitFor();
  await shoot(page, '3-booked');
  const [booking] = family.bookings(session);
  assert.equal(booking.channel, 'phone');
  assert.equal(await page.locator('.app-reference').textContent(), booking.reference);
});

test('somebody who has booked is not booked twice', async () => {
  const {page} = ada;
  await page.getByRole('link', {name: 'Book for somebody else'}).click();
  await fillForm(page, 'Cleo', {phone: '07700 900123', places: '1'});
  await press(page, 'Book these places');
  await page.getByRole('heading', {name: 'They had booked already'}).waitFor();
  await shoot(page, '4-again');
  assert.equal(family.bookings(session).length, 1);
});

test('when it is full, the same answers join the waitlist', async () => {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}/book`));
  await fillForm(page, 'Dora Example', {email: 'dora@example.org'});
  await press(page, 'Book these places');
  await page.getByText('There are not so many places left.').waitFor();
  await page.getByLabel('What is the smallest number').fill('2');
  await shoot(page, '5-full');
  await press(page, 'Put them on the waitlist');
  await page.getByRole('heading', {name: 'On the waitlist'}).waitFor();
  await page.getByText('They need at least 2 places, and 1 is free.').waitFor();
  await shoot(page, '6-waiting');
});

test('the second of two who change a booking sees what the first has done', async () => {
  const link = {name: /Cleo Example/};
  for (const {page} of [ada, bea]) {
    await page.goto(at(`/desk/sessions/${session}`));
    await page.getByRole('link', link).click();
    await page.getByRole('link', {name: 'Change who comes'}).click();
  }
  await ada.page.getByLabel('How many places?').fill('1');
  await press(ada.page, 'Save who comes');
  await ada.page.getByRole('heading', {name: 'Booking'}).waitFor();
  await bea.page.getByLabel('How many places?').fill('3');
  await press(bea.page, 'Save who comes');
  await bea.page.getByRole('heading', {name: 'How it is now'}).waitFor();
  assert.equal(await bea.page.getByLabel('How many places?').inputValue(), '3');
  await shoot(bea.page, '7-changed-meanwhile');
  // What was given up is offered to who waits.
  await until('the offer', () => family.mailTo('dora@example.org').length > 1);
});

test('an offer is taken for somebody, and a booking moves to another date', async () => {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByText(/2 places until/).waitFor();
  await shoot(page, '8-session');
  await page.getByRole('link', {name: /Dora Example/}).click();
  await page.getByRole('link', {name: 'Take the offer for them'}).click();
  await page.getByLabel('Parents or carers', {exact: true}).check();
  await page.locator('[name=age_band]').nth(1).check();
  await press(page, 'Book these places');
  await page.getByRole('heading', {name: 'Booked'}).waitFor();
  await page.getByRole('link', {name: 'See the booking'}).click();
  await page.getByRole('link', {name: 'Move to another date'}).click();
  await press(page, 'Move the booking');
  await page.getByText('Select a date').first().waitFor();
  await shoot(page, '9-move');
  await page.locator('[name=to_session]').first().check();
  await press(page, 'Move the booking');
  await page.getByRole('heading', {name: 'Booking'}).waitFor();
  assert.equal(family.bookings(later).length, 1);
  assert.equal(family.bookings(session).length, 1);
});

test('the list is printed, and downloaded without formulas', async () => {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}/book`));
  await fillForm(page, '=1+1 Example', {phone: '+44 7700 900456', places: '1'});
  await press(page, 'Book these places');
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByLabel('In which order').selectOption('By name');
  await press(page, 'Show');
  const names = await page.locator('.nhsuk-table').first().locator('tbody th').allTextContents();
  assert.match(names[0], /=1\+1 Example/);
  const downloads = page.waitForEvent('download');
  await page.getByRole('link', {name: 'Download the bookings'}).click();
  const file = await downloads;
  assert.equal(file.suggestedFilename(), `bookings-${session}.csv`);
  const text = readFileSync(await file.path(), 'utf8');
  assert.ok(text.startsWith('\ufeff"Reference","Name"'));
  assert.match(text, /"'=1\+1 Example",""/);
  assert.match(text, /"'\+44 7700 900456"/);
  await page.getByRole('link', {name: 'List to print'}).click();
  await page.emulateMedia({media: 'print'});
  assert.equal(await page.locator('header').isVisible(), false);
  assert.equal(await page.getByText('Cleo Example').isVisible(), true);
  await shoot(page, '10-paper');
  await page.emulateMedia({media: 'screen'});
});

test('whoever rings is found by what they say, and gets an email address', async () => {
  const {page} = ada;
  const {reference} = family.bookings(session)
    .find(({contact}) => contact.name === 'Cleo Example');
  for (const said of [reference.toLowerCase(), '07700 900123']) {
    await page.getByRole('link', {name: 'Find somebody'}).click();
    await page.getByLabel('Booking reference, email address or phone').fill(said);
    await press(page, 'Find them');
    await page.getByRole('link', {name: `Booking ${reference}`}).waitFor();
    assert.doesNotMatch(page.url(), /900123/);
  }
  await shoot(page, '11-found');
  await page.getByRole('link', {name: `Booking ${reference}`}).click();
  await page.getByRole('heading', {name: 'Emails to them'}).waitFor();
  await page.getByRole('link', {name: 'Add an email address'}).click();
  await page.getByLabel('The right email address').fill('cleo@example.org');
  await press(page, 'Continue');
  await page.getByText('goes to cleo@example.org').waitFor();
  await shoot(page, '12-is-it-right');
  await press(page, 'Yes, use this address');
  await page.getByText('The email address is changed').waitFor();
  await until('the booking', () => family.mailTo('cleo@example.org').length === 1);
  await page.reload();
  await page.getByText(/^Sent /).waitFor();
});

test('who came is noted by hand on one page', async () => {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: 'Take attendance'}).click();
  await page.getByRole('link', {name: 'Note it by hand'}).click();
  await page.getByRole('link', {name: 'Begin with everyone came'}).click();
  assert.match(await page.getByLabel('Cleo Example').inputValue(), /^[1-9]$/);
  await shoot(page, '13-by-hand');
  await press(page, 'Note who came');
  // It is days ahead.
  await page.getByText('Attendance can be noted from 15 minutes before the start.').waitFor();
});

test('attendance is proposed from the report of Teams', async () => {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: 'Take attendance'}).click();
  await press(page, 'Read the report');
  await page.getByText('Choose the report that Teams gives').first().waitFor();
  const report = 'Name\tFirst Join\tIn-Meeting Duration\tEmail\tRole\n'
    + 'Cleo Example (Guest)\tx\t45m 10s\t\tAttendee\nMystery\tx\t1m\t\tAttendee\n';
  await page.getByLabel('The attendance report').setInputFiles({
    name: 'report.csv', mimeType: 'text/csv',
    buffer: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(report, 'utf16le')]),
  });
  await press(page, 'Read the report');
  await page.getByText('In the report: Cleo Example (by name, 45m 10s)').waitFor();
  await page.getByText('Mystery').waitFor();
  await shoot(page, '14-proposal');
  await press(page, 'Note who came');
  // It is days ahead.
  await page.getByText('Attendance can be noted from 15 minutes before the start.').waitFor();
  await shoot(page, '15-too-early');
});

test('a list of 200 bookings is quick', async (t) => {
  const full = await family.newSession(200);
  const {request} = ada.page.context();
  const path = at(`/desk/sessions/${full}`);
  const [, csrf] = (await (await request.get(`${path}/book`)).text())
    .match(/name="csrf" value="([\w-]+)"/);
  for (let i = 0; i < 200; i += 1) {
    const booked = await request.post(`${path}/book`, {
      headers: {'Sec-Fetch-Site': 'same-origin'}, maxRedirects: 0,
      form: {csrf, form_id: `form-${i}`, then: 'book', who_for: 'parent_or_carer', places: '1',
        age_band: '5_to_11', in_area: 'yes', contact_name: `Person ${i}`,
        contact_email: `person${i}@example.org`, access_needs: 'captions'},
    });
    assert.equal(booked.status(), 303, await booked.text());
  }
  const list = await (await request.get(path)).text();
  assert.match(list, /Person 199, person199@example.org/);
  const times = await serverTimes(family, '/desk/sessions/{id}', 300,
    async () => (await request.get(path)).body());
  t.diagnostic(`200 bookings: ${inWords(times)}`);
  assert.ok(within(times, inTime) <= 20, inWords(times));
});

test('the report is quick', async (t) => {
  const {request} = ada.page.context();
  const times = await serverTimes(family, '/desk/reports', 50,
    async () => (await request.get(at('/desk/reports'))).body());
  // Of these few bookings; what 100,000 take, `report` of tests/bench measures.
  t.diagnostic(`the report: ${inWords(times)}`);
  assert.ok(within(times, inTime) <= 100, inWords(times));
});

test('who leads no session sees nobody of it', async () => {
  const leader = {email: 'lena@example.org'};
  const {id: facilitator} = ctl('facilitator', 'create', '--name', 'Lena Example',
    '--role', 'practitioner');
  const {invitation_uri: uri} = ctl('staff', 'invite', '--email', leader.email, '--name',
    'Lena Example', '--role', 'facilitator', '--facilitator', facilitator);
  await setUp(family, leader, uri);
  await leader.page.goto(at(`/desk/sessions/${session}`));
  await leader.page.getByText('You see who is coming to the sessions that you lead.').waitFor();
  for (const path of ['list', 'bookings.csv', 'book']) {
    const answer = await leader.page.goto(at(`/desk/sessions/${session}/${path}`));
    assert.equal(answer.status(), 403, path);
    assert.equal(await leader.page.getByText('Cleo Example').count(), 0);
  }
});
