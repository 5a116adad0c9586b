// The desk, on what deploy/up starts: the operator invites the first
// administrator, who lets a colleague in; a family books; the colleague sees who
// comes, changes the number of places, cancels a session and takes it back, and reads
// the report. In a browser, without JavaScript.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {fillIn} from './booking_form.mjs';
import {codeOf, now, PASSWORD, setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {readQr} from './qr_reader.mjs';

const family = new FamilySite();
const {at, ctl} = family;
const shoot = (page, name) => family.shoot(page, `desk-${name}`);

/** Each colleague's page and authenticator. */
const ada = {email: 'ada@example.org'};
const bea = {email: 'bea@example.org'};
let session;

before(async () => {
  await family.start();
  session = await family.newSession();
});
after(() => family.stop());

test('the operator invites the first administrator', async () => {
  const invited = ctl('staff', 'invite', '--email', ada.email, '--name', 'Ada Example',
    '--role', 'administrator');
  assert.match(invited.invitation_uri, /\/desk\/invitation\/[\w-]{43}$/);
  await setUp(family, ada, invited.invitation_uri, shoot);
  await ada.page.getByRole('link', {name: 'Go to the desk'}).or(
    ada.page.getByRole('button', {name: 'Go to the desk'})).click();
  await ada.page.getByRole('heading', {name: 'Today'}).waitFor();
  await shoot(ada.page, '3-today');
  const [account] = ctl('staff', 'list').staff;
  assert.equal(account.role, 'ADMINISTRATOR');
  assert.equal(account.set_up, true);
});

test('an administrator lets a coordinator in, by pages alone', async () => {
  const {page} = ada;
  await page.getByRole('link', {name: 'Staff'}).click();
  await page.getByRole('button', {name: 'Invite somebody'}).click();
  await page.getByLabel('Name').fill('Bea Example');
  await page.getByLabel('Email address at work').fill(bea.email);
  await page.getByLabel('Coordinator').check();
  await page.getByRole('button', {name: 'Make an invitation'}).click();
  const invitation = await page.locator('.app-key').textContent();
  await shoot(page, '4-invited');
  await setUp(family, bea, invitation, shoot);
  await bea.page.goto(at('/desk'));
  assert.equal(await bea.page.getByRole('link', {name: 'Staff'}).count(), 0);
  const refused = await bea.page.goto(at('/desk/staff'));
  assert.equal(refused.status(), 403);
});

test('signing in takes the password and a code, once', async () => {
  const page = await family.newPage();
  await page.goto(at('/desk/account'));
  assert.match(page.url(), /\/desk\/sign-in\?next=/);
  const tryWith = async (code) => {
    await page.getByLabel('Email address').fill(bea.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByLabel('Code from').fill(code);
    await page.getByRole('button', {name: 'Sign in'}).click();
  };
  await tryWith(codeOf(bea.secret, bea.step));
  await page.getByText('You are not signed in').waitFor();
  await shoot(page, '5-refused');
  await tryWith(bea.recovery);
  await page.getByRole('heading', {name: 'Your account'}).waitFor();
  assert.equal(new URL(page.url()).pathname, '/desk/account');
  await page.getByRole('button', {name: 'Sign out', exact: true}).click();
  await page.getByText('You are signed out.').waitFor();
  await page.goto(at('/desk'));
  assert.match(page.url(), /\/desk\/sign-in$/);
  await page.context().close();
});

test('a coordinator sees who comes', async () => {
  const visitor = await family.newPage();
  await visitor.goto(at(`/sessions/${session}/book`));
  await fillIn(visitor, {who_for: 'parent_or_carer',
    contact_email: 'cleo@example.org', contact_name: 'Cleo Example'});
  await visitor.getByRole('button', {name: 'Confirm booking'}).click();
  await visitor.locator('.nhsuk-panel').waitFor();
  const {page} = bea;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByText('Cleo Example').waitFor();
  assert.match(await page.textContent('main'), /2 × Parent or carer/);
  await shoot(page, '6-session');
  await page.getByRole('link', {name: /Cleo Example/}).click();
  await page.getByRole('heading', {name: 'Booking'}).waitFor();
  await page.getByRole('button', {name: 'Note who came'}).click();
  await page.getByText('Attendance can be noted from 15 minutes before the start.').waitFor();
  await shoot(page, '7-booking');
});

test('a coordinator changes the number of places, having seen what it does', async () => {
  const {page} = bea;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: 'Change the number of places'}).click();
  await page.getByLabel('Number of places').fill('none');
  await page.getByRole('button', {name: 'See what it would do'}).click();
  await page.getByText('Enter a number from 1 to 10,000').first().waitFor();
  await page.getByLabel('Number of places').fill('1');
  await page.getByRole('button', {name: 'See what it would do'}).click();
  await page.getByText(/It would be over by/).waitFor();
  await shoot(page, '8-capacity');
  await page.getByRole('link', {name: 'Leave it as it is'}).click();
  await page.getByRole('link', {name: 'Change the number of places'}).click();
  await page.getByLabel('Number of places').fill('31');
  await page.getByRole('button', {name: 'See what it would do'}).click();
  await page.getByRole('button', {name: 'Change it'}).click();
  assert.equal(ctl('session', 'show', session).capacity, 31);
});

test('a session that was cancelled can be taken back', async () => {
  const {page} = bea;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: 'Cancel this session'}).click();
  await page.getByText(/would be cancelled/).waitFor();
  await shoot(page, '9-cancel');
  await page.getByRole('button', {name: 'Yes, cancel the session'}).click();
  await page.getByText(/It is about to be cancelled/).waitFor();
  await shoot(page, '10-pending');
  await page.getByRole('button', {name: 'Take it back'}).click();
  await page.getByText('About to be cancelled').waitFor({state: 'detached'});
  assert.equal(ctl('session', 'show', session).state, 'OPEN');
});

test('the report counts bookings, and no person', async () => {
  const {page} = bea;
  await page.goto(at('/desk'));
  await page.getByRole('link', {name: 'Reports'}).click();
  await page.getByRole('heading', {name: 'Reports: '}).waitFor();
  const {start_time: start} = ctl('session', 'show', session).meetings[0];
  await page.getByLabel('To the end of').selectOption(start.slice(0, 7));
  await page.getByRole('button', {name: 'Show these months'}).click();
  const row = page.getByRole('table', {name: 'Attendance by workshop'})
    .getByRole('row', {name: 'A journey'});
  await row.waitFor();
  // Which of the two depends on what the other tables would tell.
  assert.match(await row.textContent(), /fewer than 5|not shown/);
  assert.doesNotMatch(await page.locator('main').textContent(), /Example/);
  await shoot(page, '9-report');
});

test('a booking is cancelled by staff, and its contact is told', async () => {
  const {page} = bea;
  await page.goto(at(`/desk/sessions/${session}`));
  await page.getByRole('link', {name: /Cleo Example/}).click();
  await page.getByRole('link', {name: 'Cancel or refuse this booking'}).click();
  await page.getByLabel('We refuse it', {exact: true}).check();
  await page.getByLabel('If we refuse it, why').fill('Outside the area');
  await page.getByRole('button', {name: 'Yes, cancel the booking'}).click();
  await page.getByText('Refused: Outside the area').waitFor();
  await until('the letter', () => family.mailTo('cleo@example.org').length > 1);
});

test('a phone reads off the picture what is written below it', async () => {
  const {page} = bea;
  await page.goto(at('/desk/account'));
  await page.getByRole('link', {name: 'Connect another app'}).click();
  await page.getByRole('heading', {level: 1, name: 'Connect an authenticator app'}).waitFor();
  const blank = await family.newPage({scripts: true});
  const read = await readQr(page.getByRole('img', {name: 'QR code'}), blank);
  await blank.context().close();
  assert.ok(read, 'the picture can be read');
  const address = new URL(read);
  assert.equal(address.protocol, 'otpauth:');
  assert.equal(address.host, 'totp');
  const key = (await page.locator('.app-key').textContent()).replaceAll(' ', '');
  assert.equal(address.searchParams.get('secret'), key);
  const issuer = address.searchParams.get('issuer');
  assert.equal(decodeURIComponent(address.pathname), `/${issuer}:${bea.email}`);
  // What the app shows from then on is what the desk takes.
  await page.getByLabel('The 6-digit code that the new app').fill(codeOf(key, now()));
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('button', {name: 'Connect the app'}).click();
  await page.locator('.app-codes').waitFor();
});

test('who is disabled is out at once', async () => {
  const {staff} = ctl('staff', 'list');
  const {id} = staff.find((one) => one.email === bea.email);
  ctl('staff', 'disable', id);
  await bea.page.goto(at('/desk'));
  assert.match(bea.page.url(), /\/desk\/sign-in$/);
});
