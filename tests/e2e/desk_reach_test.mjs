// What a coordinator reaches from Today and the desk's navigation, by links alone, on what
// deploy/up starts: facilitators, places for partners, the options of meetings, messages
// that failed, how the service is doing, and all that is kept of a contact. Each is done,
// and seen to be done. The pages have no scripts; axe looks at each.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {checkPage} from './axe_check.mjs';
import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {MailServer} from './mail_server.mjs';
import {pressButton} from './press_button.mjs';

const family = new FamilySite();
const {at, ctl} = family;
const mail = new MailServer();

let page;

async function check(name) {
  await checkPage(page, name);
  await family.shoot(page, `reach-${name}`);
}

const press = (name) => pressButton(page, page.getByRole('button', {name, exact: true}));
const heading = (name) => page.getByRole('heading', {level: 1, name}).waitFor();

/** The page says so. What it says instead is in the error. */
async function said(text) {
  await page.getByText(text).first().waitFor().catch(async ({message}) => {
    throw new Error(`${message} at ${page.url()}: ${await page.locator('main').innerText()}`);
  });
}

async function follow(name) {
  await page.getByRole('link', {name, exact: typeof name === 'string'}).first().click();
  await page.waitForLoadState('domcontentloaded');
}

/** Goes on from Today to a session of this week, by the name of its workshop. */
async function openSession(workshop) {
  await follow('Today');
  await heading('Today');
  await page.getByRole('row', {name: workshop}).getByRole('link').click();
  await heading(workshop);
}

/** Books for somebody on the phone. */
async function book(name, email) {
  await openSession('A journey');
  await follow('Book for somebody, or put them on the waitlist');
  await page.getByLabel('Parents or carers', {exact: true}).check();
  await page.getByLabel('How many places?').fill('1');
  await page.locator('[name=age_band]').nth(1).check();
  await page.getByLabel('Not sure').check();
  await page.getByLabel('Name', {exact: true}).fill(name);
  await page.getByLabel('Email address (optional)').fill(email);
  await press('Book these places');
  await heading('Booked');
}

/** Opens what is kept of somebody who has booked. */
async function openContact(name) {
  await openSession('A journey');
  await follow(new RegExp(name));
  await heading('Booking');
  await follow('Everything we hold about this contact');
  await heading('Everything we hold about this contact');
}

before(async () => {
  const address = await mail.start();
  await family.start({config: `smtp-url = "${address}"\n`});
  await family.newSession(10, 'in 3 days at 18:00');
  ctl('workshop', 'create', '--slug', 'teens', '--title', 'For teenagers', '--summary',
    'What helps.', '--audience', 'young people', '--ages', '13 to 17', '--minutes', '60');
  ctl('workshop', 'publish', 'teens');
  ctl('session', 'create', '--workshop', 'teens', '--start', 'in 4 days at 18:00', '--capacity',
    '10', '--join', 'https://teams.microsoft.com/l/meetup-join/teens');
  const invited = ctl('staff', 'invite', '--email', 'bea@example.org', '--name', 'Bea Example',
    '--role', 'coordinator');
  page = await family.newPage({scripts: true});
  await setUp(family, {email: 'bea@example.org', page}, invited.invitation_uri);
  // From here on, by links.
  await page.goto(at('/desk'));
});
after(async () => {
  await family.stop();
  mail.stop();
});

test('a facilitator is added, changed, retired and erased', async () => {
  await follow('Facilitators');
  await said('There is none.');
  await check('facilitators-none');
  await press('Add a facilitator');
  await check('facilitator-new');
  await press('Save');
  await said('Enter a name');
  await check('facilitator-refused');
  await page.getByLabel('Name', {exact: true}).fill('Lena Example');
  await page.getByLabel('Trainee').check();
  await press('Save');
  await said('The facilitator was added');
  await check('facilitator-added');
  await follow('Lena Example');
  await check('facilitator');
  await page.getByRole('radio', {name: 'Practitioner', exact: true}).check();
  await page.getByLabel('Email address at work (optional)').fill('lena@example.org');
  await press('Save');
  await said('The change was saved');
  await page.getByRole('row', {name: /Lena Example.*Practitioner/}).waitFor();
  await follow('Lena Example');
  await follow('Retire them: they lead no new sessions');
  await check('facilitator-retire');
  await press('Retire them');
  await said('The facilitator is retired, and can be given no new sessions');
  await page.getByRole('row', {name: /Lena Example.*Retired on/}).waitFor();
  await follow('Lena Example');
  await follow('Erase their name and email address');
  await check('facilitator-erase');
  await press('Erase their name and email address');
  await said('The name and email address of the facilitator were erased');
  await check('facilitator-erased');
  assert.doesNotMatch(await page.locator('main').textContent(), /Lena/);
});

test('places are set aside for a partner, and that is undone', async () => {
  await openSession('A journey');
  await follow('Places for partners');
  await said('No places are set aside for partners.');
  await check('allotments-none');
  await page.getByLabel('Channel', {exact: true}).fill('Our Library');
  await page.getByLabel('How many places in all').fill('3');
  await press('Set it');
  await said('A channel has lower-case letters, digits and single hyphens');
  await check('allotments-refused');
  await page.getByLabel('Channel', {exact: true}).fill('library');
  await press('Set it');
  await said('If it is right, set it once more.');
  await check('allotments-asked-again');
  await press('Set it');
  await said(/Places set aside for .*: 3 instead of 0/);
  await check('allotments-set');
  await page.getByRole('row', {name: /library.*3/i}).waitFor();
  await press('Undo: 0 places again');
  await said(/Places set aside for .*: 0 instead of 3/);
});

test('what people may do in a meeting is changed, undone and confirmed', async () => {
  await openSession('For teenagers');
  await follow('What people may do in the meeting');
  await said('Nobody has confirmed them');
  await check('options-unconfirmed');
  await press('It is as shown here');
  await said('It is confirmed that the meeting is as shown here');
  await check('options-confirmed');
  const chat = page.getByRole('group', {name: 'Chat'});
  await chat.getByLabel('On', {exact: true}).check();
  await press('Save');
  await said('Enter why people may do more than is usual');
  await check('options-without-a-reason');
  await page.getByLabel('Why', {exact: true}).fill('The group asked for it');
  await press('Save');
  await said('Changed now: Chat: on');
  await page.getByRole('row', {name: /Chat: on.*The group asked for it/}).waitFor();
  await check('options-changed');
  await press('Undo: as it was before');
  await said('Changed now: Chat: off');
});

test('a message that failed is found on Today, and tried again', async () => {
  mail.refused.add('dora@example.org');
  await book('Dora Example', 'dora@example.org');
  await until('Today to say so', async () => {
    await follow('Today');
    return await page.getByText('1 message failed in the last 7 days.').count() > 0;
  });
  await check('today-failed');
  await follow('See which, and try them again');
  await heading('Messages that failed');
  await check('failed');
  // The list names nobody; whom to phone, the booking says.
  await page.getByRole('row', {name: 'A journey'}).getByRole('link').click();
  await heading('Booking');
  await said('dora@example.org');
  await follow('Today');
  await follow('See which, and try them again');
  mail.refused.clear();
  await press('Try those on this page again');
  await said('1 message is tried again now');
  await check('failed-again');
  await until('the message', () => mail.mailTo('dora@example.org').length === 1);
  await until('Today to say no more of it', async () => {
    await follow('Today');
    return await page.getByText(/failed in the last 7 days/).count() === 0;
  });
});

test('Today says when something does not work', async () => {
  await follow('Today');
  await said('Everything works: booking, the programme, webinars and emails.');
  await check('today-well');
  family.signal('notifications', 'SIGSTOP');
  try {
    await until('the trouble', async () => {
      await follow('Today');
      return await page.getByText('Emails are not answering').count() > 0;
    });
    await check('today-trouble');
  } finally {
    family.signal('notifications', 'SIGCONT');
  }
  await until('it to work again', async () => {
    await follow('Today');
    return await page.getByText('Everything works').count() > 0;
  });
});

test('a contact gets a copy and new links, is blocked, and may book again', async () => {
  await book('Cleo Example', 'cleo@example.org');
  await until('the confirmation', () => mail.mailTo('cleo@example.org').length === 1);
  await openContact('Cleo Example');
  await check('contact');
  const [file] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('link', {name: 'Download all of it'}).click()]);
  const kept = readFileSync(await file.path(), 'utf8');
  assert.match(kept, /cleo@example\.org/);
  assert.doesNotMatch(kept, /dora/i);
  await follow('Send new links');
  await check('contact-links');
  await press('Send new links');
  await said('Their old links stopped working, and new ones are on their way');
  await until('the new links', () => mail.mailTo('cleo@example.org').length === 2);
  await follow('Block this contact');
  await press('Block them');
  await said('Enter why they are blocked');
  await check('contact-block-refused');
  await page.getByLabel('Why', {exact: true}).fill('Three dates without a word');
  await press('Block them');
  await said('They are blocked');
  await said('Yes: Three dates without a word');
  await check('contact-blocked');
  await follow('Let this contact book again');
  await check('contact-unblock');
  await page.getByLabel('Why', {exact: true}).fill('They called');
  await press('Let them book again');
  await said('They can book again');
});

test('everything about a contact is erased', async () => {
  await openContact('Cleo Example');
  await follow('Erase everything about this contact');
  await check('contact-erase');
  await page.getByLabel('Why', {exact: true}).fill('They asked by phone');
  await press('Erase everything');
  await said('Everything about them was erased');
  await said('Everything personal was erased.');
  await check('contact-erased');
  await openSession('A journey');
  await said('Dora Example');
  assert.doesNotMatch(await page.locator('main').textContent(), /Cleo/);
});
