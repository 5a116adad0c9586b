// Settings at the desk, on what deploy/up starts: an administrator signs for where urgent help
// is found, every page and the next letter say so, and a wrong number is taken back. In a
// browser, where axe looks at each page.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {checkPage} from './axe_check.mjs';
import {fillIn} from './booking_form.mjs';
import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {pressButton} from './press_button.mjs';

const family = new FamilySite();
const {at, ctl, mailTo} = family;
const shoot = (page, name) => family.shoot(page, `desk-settings-${name}`);

const ada = {email: 'ada@example.org'};
const press = (page, name) => pressButton(page, page.getByRole('button', {name}));
const read = async (where) => (await fetch(at(where))).text();
const says = (where, words) => until(`${where} to say ${words}`,
  async () => (await read(where)).includes(words));

async function sign(phone) {
  const {page} = ada;
  await page.goto(at('/desk/settings/urgent-help'));
  await page.getByLabel('The local service for urgent help').fill('Crisis team');
  await page.getByLabel('Its phone number').fill(phone);
  await page.getByLabel('When it is answered').fill('Day and night');
  await page.getByLabel('I called every number').check();
  await press(page, 'Sign for these numbers');
  await page.getByRole('heading', {name: 'Settings'}).waitFor();
}

// Books as somebody new, and returns the confirmation.
async function book(email) {
  const session = await family.newSession();
  const visitor = await family.newPage();
  await visitor.goto(at(`/sessions/${session}/book`));
  await fillIn(visitor, {who_for: 'parent_or_carer', contact_email: email});
  await press(visitor, 'Confirm booking');
  await until('the confirmation', () => mailTo(email).length === 1);
  return mailTo(email)[0];
}

before(async () => {
  await family.start({config: 'urgent-phone = "020 7946 0001"\n'});
  const {invitation_uri: uri} = ctl('staff', 'invite', '--email', ada.email, '--name',
    'Ada Example', '--role', 'administrator');
  // So that axe can look into it; what it does works without.
  ada.page = await family.newPage({scripts: true});
  await setUp(family, ada, uri);
});
after(() => family.stop());

test('nobody has signed yet, and a form that is not signed is kept', async () => {
  const {page} = ada;
  await page.goto(at('/desk'));
  await page.getByText('Nobody has signed for the numbers').waitFor();
  await page.getByRole('link', {name: 'Settings', exact: true}).click();
  await page.getByText('020 7946 0001').first().waitFor();
  await checkPage(page, 'settings');
  await shoot(page, '1-all');
  await page.getByRole('link', {name: 'Change Urgent help'}).click();
  await page.getByLabel('Its phone number').fill('call us');
  await press(page, 'Sign for these numbers');
  await page.getByText('Enter a phone number with digits').first().waitFor();
  assert.equal(await page.getByLabel('Its phone number').inputValue(), 'call us');
  await checkPage(page, 'urgent help refused');
  await shoot(page, '2-refused');
});

test('what was signed for is on every page, and the alarm is over', async () => {
  await sign('020 7946 0002');
  for (const where of ['/', '/workshops', '/urgent-help', '/privacy']) {
    await says(where, '020 7946 0002');
    assert.doesNotMatch(await read(where), /020 7946 0001/);
  }
  const {page} = ada;
  await page.goto(at('/desk'));
  await page.getByRole('heading', {name: 'Today'}).waitFor();
  assert.equal(await page.getByText('signed for the numbers').count(), 0);
});

test('a wrong number is taken back', async () => {
  await sign('020 7946 0009');
  await says('/urgent-help', '020 7946 0009');
  const {page} = ada;
  await page.goto(at('/desk/settings/urgent-help'));
  await page.getByText('by Ada Example').first().waitFor();
  await checkPage(page, 'urgent help with its history');
  await shoot(page, '3-history');
  await page.getByRole('link', {name: 'Say this again'}).first().click();
  await page.getByText('020 7946 0002').first().waitFor();
  await checkPage(page, 'an earlier version');
  await shoot(page, '4-again');
  await press(page, 'Say this again');
  await says('/urgent-help', '020 7946 0002');
});

test('letters say how the team is reached now', async () => {
  const {page} = ada;
  await page.goto(at('/desk/settings/contacts'));
  await page.getByLabel('Phone number for questions').fill('01632 960 002');
  await page.getByLabel('Email address for questions').fill('team@example.org');
  await page.getByLabel('When the phone is answered').fill('Weekday mornings');
  await page.getByLabel('The same for computers').fill('mon-fri 09:00-12:00');
  await press(page, 'Save');
  await says('/contact', '01632 960 002');
  await says('/contact', 'Weekday mornings');
  const letter = await book('cleo@example.org');
  for (const words of ['01632 960 002', 'Weekday mornings', '020 7946 0002']) {
    assert.ok(letter.includes(words), words);
  }
  assert.match(JSON.stringify(ctl('audit', 'list')), /SETTING_CHANGED/);
});

test('emails say our own words, which were looked at and tried before', async () => {
  const {page} = ada;
  await page.goto(at('/desk/settings/letters'));
  const note = page.getByLabel('Confirmation of a booking', {exact: true});
  await note.fill('Bring a pen.\n\nAnd <b>paper</b>.');
  await checkPage(page, 'own words');
  await shoot(page, '5-own-words');
  await press(page, 'See this email: Confirmation of a booking');
  await page.getByText('And <b>paper</b>.').waitFor();
  await checkPage(page, 'an email as it will arrive');
  await shoot(page, '6-as-it-arrives');
  await press(page, 'Send me a test');
  await page.getByText('A test was sent to ada@example.org').waitFor();
  await checkPage(page, 'a test was sent');
  await shoot(page, '7-tested');
  const [tried] = mailTo(ada.email);
  assert.match(tried, /^Subject: Test: Your booking/m);
  await press(page, 'Back to the form');
  assert.equal(await note.inputValue(), 'Bring a pen.\n\nAnd <b>paper</b>.');
  await press(page, 'Save');
  await page.getByRole('heading', {name: 'Settings'}).waitFor();
  await page.getByText('Bring a pen.').waitFor();
  const letter = await book('dora@example.org');
  for (const one of [tried, letter]) {
    assert.match(one, /Bring a pen\.\r\n\r\nAnd <b>paper<\/b>\./);
    assert.match(one, /And &lt;b&gt;paper&lt;\/b&gt;\./);
  }
  assert.doesNotMatch(family.logs(), /Bring a pen|ada@example\.org/);
});
