// Messages at the desk, on what deploy/up starts: a coordinator writes to everybody who
// comes, looks at it as it will arrive, and each of them gets it once, without whoever has
// cancelled. In a browser, without JavaScript.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {pressButton} from './press_button.mjs';

const family = new FamilySite();
const {at, ctl} = family;
const shoot = (page, name) => family.shoot(page, `desk-message-${name}`);

const ada = {email: 'ada@example.org'};
const people = ['cleo@example.org', 'dora@example.org', 'erin@example.org'];
const words = 'Please bring a pen. <b>Canary</b> 7Q';
let session;

const press = (page, name) => pressButton(page, page.getByRole('button', {name}));

/** The messages to an address that pass the words on. */
const passed = (address) => family.mailTo(address).filter((mail) => mail.includes(words));

async function book(name, email) {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}/book`));
  await page.getByLabel('Parents or carers', {exact: true}).check();
  await page.getByLabel('How many places?').fill('1');
  await page.locator('[name=age_band]').nth(1).check();
  await page.getByLabel('Not sure').check();
  await page.getByLabel('Name', {exact: true}).fill(name);
  if (email) await page.getByLabel('Email address (optional)').fill(email);
  else await page.getByLabel('Phone number').fill('07700 900321');
  await press(page, 'Book these places');
  await page.getByRole('heading', {name: 'Booked'}).waitFor();
}

async function write(text) {
  const {page} = ada;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: 'Messages to those who come or wait'}).click();
  await page.getByRole('link', {name: 'Write to everybody'}).click();
  await page.getByLabel('Everybody who is coming').check();
  await page.getByLabel('Message', {exact: true}).fill(text);
  await press(page, 'See how it will arrive');
}

before(async () => {
  await family.start();
  session = await family.newSession(10);
  const {invitation_uri: uri} = ctl('staff', 'invite', '--email', ada.email, '--name',
    'Ada Example', '--role', 'coordinator');
  await setUp(family, ada, uri);
  for (const email of people) await book(email.split('@')[0], email);
  await book('Phil Example');
  for (const email of people) {
    await until('the confirmation', () => family.mailTo(email).length === 1);
  }
});
after(() => family.stop());

test('what cannot be sent is kept in the form', async () => {
  const {page} = ada;
  await write('x'.repeat(10_000));
  await page.getByText('2,000 characters or fewer').first().waitFor();
  await shoot(page, '1-too-long');
  assert.equal((await page.getByLabel('Message', {exact: true}).inputValue()).length, 10_000);
});

test('a message is taken back before anybody gets it', async () => {
  const {page} = ada;
  await write('Not this one.');
  await press(page, 'Send it');
  await page.getByRole('cell', {name: 'Goes out at'}).waitFor();
  await press(page, 'Take it back');
  await page.getByRole('cell', {name: 'Taken back'}).waitFor();
  await shoot(page, '2-taken-back');
});

test('everybody who comes gets it once, and nobody who has cancelled', async () => {
  const {page} = ada;
  await write(words);
  await page.getByText('3 people by email, and 1 to phone').waitFor();
  await page.getByRole('rowheader', {name: 'Phil Example'}).waitFor();
  await page.getByText(words).waitFor();
  await page.getByText('nobody reads replies to this message').waitFor();
  await shoot(page, '3-as-it-will-arrive');
  const sent = await page.getByRole('button', {name: 'Send it'}).evaluate((button) => ({
    to: button.form.action,
    fields: Object.fromEntries(new FormData(button.form, button)),
  }));
  await press(page, 'Send it');
  await page.getByRole('cell', {name: 'Goes out at'}).waitFor();
  await shoot(page, '4-goes-out');
  // Once more, as by a browser that lost the answer.
  const again = await page.request.post(sent.to, {form: sent.fields});
  assert.equal(again.status(), 200);
  await page.reload();
  assert.equal(await page.getByRole('cell', {name: 'Goes out at'}).count(), 1);
  const [first] = family.bookings(session);
  ctl('booking', 'cancel', first.id);
  for (const email of people.slice(1)) {
    await until(`the message to ${email}`, () => passed(email).length === 1, 90);
  }
  await page.reload();
  await page.getByRole('cell', {name: 'Went out'}).waitFor();
  await shoot(page, '5-went-out');
  for (const email of people) {
    assert.equal(passed(email).length, email === people[0] ? 0 : 1, email);
    assert.ok(family.mailTo(email).every((mail) => !mail.includes('Not this one.')), email);
  }
  const [mail] = passed(people[1]);
  assert.match(mail, /Subject: A message about your booking\r\n/);
  assert.match(mail, /If you need urgent help/);
  assert.match(mail, /&lt;b&gt;Canary/);
});

test('the outbox tells how each has come, and neither it nor a log tells the words', () => {
  const outbox = ctl('message', 'list').messages.filter(({kind}) => kind === 'NOTICE');
  const sent = outbox.filter(({state}) => state === 'SENT');
  assert.equal(sent.length, 2);
  assert.deepEqual(outbox.filter(({state}) => state === 'DROPPED')
    .map(({last_error: why}) => why).sort(), ['OVERTAKEN', 'TAKEN_BACK', 'TAKEN_BACK',
    'TAKEN_BACK']);
  assert.doesNotMatch(JSON.stringify(outbox), /Canary/);
  assert.doesNotMatch(family.logs(), /Canary|Not this one/);
});
