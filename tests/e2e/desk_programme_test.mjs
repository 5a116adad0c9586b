// The programme at the desk, on what deploy/up starts: a coordinator with
// nothing but a browser makes a workshop and a session and shows them to
// families, one of whom books; then moves the session and takes that back, and
// plans a series. The pages have no scripts, and may load none; axe looks at
// each.
//
// With CWP_SCREENSHOTS=FOLDER it leaves pictures there.

import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {checkPage} from './axe_check.mjs';
import {fillIn} from './booking_form.mjs';
import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';
import {pressButton} from './press_button.mjs';
import {inTime, inWords, serverTimes, within} from './server_times.mjs';

const family = new FamilySite();
const {at, ctl} = family;

let page;
let session;

async function check(name) {
  await checkPage(page, name);
  await family.shoot(page, `programme-${name}`);
}

const press = (name) => pressButton(page, page.getByRole('button', {name, exact: true}));
const heading = (name) => page.getByRole('heading', {level: 1, name}).waitFor();

/** "12 January 2027", so many days from now. */
function dayIn(days) {
  return new Intl.DateTimeFormat('en-GB', {dateStyle: 'long', timeZone: 'Europe/London'})
    .format(new Date(Date.now() + days * 86_400_000));
}

before(async () => {
  await family.start();
  const invited = ctl('staff', 'invite', '--email', 'bea@example.org', '--name',
    'Bea Example', '--role', 'coordinator');
  page = await family.newPage({scripts: true});
  await setUp(family, {email: 'bea@example.org', page}, invited.invitation_uri);
});
after(() => family.stop());

test('a coordinator makes a workshop, having seen it as families would', async () => {
  await page.goto(at('/desk'));
  await page.getByRole('link', {name: 'Workshops', exact: true}).click();
  await check('workshops');
  await page.getByRole('button', {name: 'Make a workshop'}).click();
  await page.getByLabel('Title').fill('Sleep <b>well</b>');
  await press('See how families would see it');
  await page.getByText('Enter a summary').first().waitFor();
  await check('workshop-refused');
  await page.getByLabel('Summary').fill('What helps at bedtime.');
  await page.getByLabel('Description').fill('First words.\n\n- one\n- two');
  await page.getByLabel('Parents and carers').check();
  await page.getByLabel('Youngest age').fill('5');
  await page.getByLabel('Oldest age').fill('11');
  await page.getByLabel('Places of a session').fill('8');
  await press('See how families would see it');
  await page.getByText('Nothing is saved yet').waitFor();
  await heading('Sleep <b>well</b>');
  assert.equal(await page.locator('main li', {hasText: 'one'}).count(), 1);
  await check('workshop-preview');
  await press('Back to the form');
  assert.equal(await page.getByLabel('Summary').inputValue(), 'What helps at bedtime.');
  await press('See how families would see it');
  await press('Save it');
  await page.getByText('It is a draft, and families do not see it').waitFor();
  await check('workshop');
  assert.equal((await fetch(at('/workshops/sleep-b-well-b'))).status, 404);
  await press('Show it to families');
  await page.getByText('None yet').waitFor();
  await check('workshop-publish');
  await press('Show it to families');
  await page.getByText('Families see it now').waitFor();
  await check('workshop-published');
  await page.getByRole('link', {name: 'See the families’ page'}).waitFor();
});

test('a coordinator makes a session, opens it, and a family books', async () => {
  await page.getByRole('link', {name: 'Make a session', exact: true}).click();
  await check('session-form');
  await page.getByLabel('Day', {exact: true}).fill('tomorrow or so');
  await page.getByLabel('Starts at').fill('6pm');
  await page.getByLabel('Address to join by')
    .fill('https://teams.microsoft.com/l/meetup-join/desk');
  await press('Look it through');
  await page.getByText('Enter a day such as').first().waitFor();
  await check('session-refused');
  await page.getByLabel('Day', {exact: true}).fill(dayIn(40));
  await press('Look it through');
  await page.getByText(`${dayIn(40)}, 6pm to 7:30pm`).waitFor();
  await check('session-check');
  await press('Make it, as a draft');
  await page.getByText('It is a draft: show it to families').waitFor();
  await check('session-draft');
  session = new URL(page.url()).pathname.split('/').at(-1);
  await press('Show it to families');
  await press('Open it for booking');
  await page.getByText('Take no more bookings').waitFor();

  await until('the form', async () =>
    (await fetch(at(`/sessions/${session}/book`))).status === 200);
  const visitor = await family.newPage();
  await visitor.goto(at(`/sessions/${session}/book`));
  await fillIn(visitor, {who_for: 'parent_or_carer',
    contact_email: 'cleo@example.org', contact_name: 'Cleo Example'});
  await visitor.getByRole('button', {name: 'Confirm booking'}).click();
  await visitor.locator('.nhsuk-panel').waitFor();
  await visitor.context().close();
  await page.reload();
  await page.getByText('Cleo Example').waitFor();
});

test('a move shows whom it concerns, and can be taken back', async () => {
  await page.getByRole('link', {name: 'Move it to another time'}).click();
  await check('move');
  await page.getByLabel('Day', {exact: true}).fill(dayIn(41));
  await press('See what it would do');
  await page.getByText(/1 booking with \d places? would get the new time/).waitFor();
  await check('move-check');
  await press('Move it');
  await page.getByText(/It is about to be moved/).waitFor();
  await press('Take it back');
  await page.getByText('About to be moved').waitFor({state: 'detached'});
  assert.equal(ctl('session', 'show', session).state, 'OPEN');
});

test('the second of two who change a session sees what the first changed', async () => {
  const ids = ['Ada Example', 'Dora Example'].map((name) =>
    ctl('facilitator', 'create', '--name', name, '--role', 'practitioner').id);
  await page.goto(at(`/desk/sessions/${session}/edit`));
  await page.getByLabel('Dora Example').check();
  await page.getByLabel('Address to join by')
    .fill('https://teams.microsoft.com/l/meetup-join/other');
  ctl('session', 'update', session, '--facilitator', String(ids[0]));
  await press('Look it through');
  await page.getByText('Somebody else changed this in the meantime').waitFor();
  await page.getByText('Now: Ada Example').waitFor();
  assert.equal(await page.getByLabel('Dora Example').isChecked(), true);
  assert.match(await page.getByLabel('Address to join by').inputValue(), /other$/);
  await check('session-meanwhile');
  await page.getByLabel('Ada Example').check();
  await press('Look it through');
  await page.getByText('Until now: Ada Example').waitFor();
  await press('Change it');
  const {facilitator_ids: led} = ctl('session', 'show', session);
  assert.deepEqual(led.map(String).sort(), ids.map(String).sort());
});

test('a series shows every date before it is made', async () => {
  await page.goto(at('/desk/workshops'));
  await page.getByRole('link', {name: /^Sleep/}).click();
  await page.getByRole('link', {name: 'Make a series of sessions'}).click();
  await check('series-form');
  await page.getByLabel('First day').fill(dayIn(50));
  await page.getByLabel('Starts at').fill('10am');
  await page.getByLabel('How many dates').fill('3');
  await press('See all dates');
  await page.getByText('What becomes of it').first().waitFor();
  await check('series-check');
  await page.getByRole('button', {name: /^Make \d sessions?$/}).click();
  await heading(/, a series$/);
  await check('series');
  await page.getByRole('link', {name: 'Change all of them'}).click();
  await page.getByLabel('Starts at').fill('11am');
  await press('See what it would do');
  await check('series-edit-check');
  await press('Change it');
  await page.getByText(/11am to/).first().waitFor();
});

test('a term is brought in from a file, once what it would do was seen', async () => {
  await page.goto(at('/desk/programme'));
  await page.getByRole('link', {name: 'Import a term from a file'}).click();
  await check('import');
  const [example] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('link', {name: 'Download an example'}).click()]);
  const folder = mkdtempSync(path.join(tmpdir(), 'e2e-example-'));
  const file = path.join(folder, 'term.csv');
  await example.saveAs(file);
  const choose = async (text) => {
    writeFileSync(file, text);
    await page.getByLabel('The file', {exact: true}).setInputFiles(file);
    await press('See what it would do');
  };
  const written = readFileSync(file, 'utf8');
  await choose(written.replaceAll('"draft"', '"ajar"'));
  await page.getByText('There are 4 mistakes in the file').waitFor();
  await check('import-mistakes');
  const mended = await page.getByLabel('What the file says').inputValue();
  await page.getByLabel('What the file says').fill(mended.replaceAll('ajar', 'draft'));
  await press('Check it again');
  await heading('Import a term: is this right?');
  await check('import-check');
  await press('Import 3 sessions');
  await heading('The term is imported');
  await check('import-done');
  assert.equal(await page.locator('tbody tr', {hasText: 'Made'}).count(), 4);
  await page.locator('tbody tr', {hasText: '6pm to 7pm'}).getByRole('link').click();
  await heading(/Sleeping well/);
  await page.getByText('It is a draft').waitFor();
  await page.goto(at('/desk/programme/import'));
  await choose(written);
  await page.getByText('everything is there as the file says').waitFor();
  await page.goto(at('/desk/programme/import'));
  await choose('%PDF-1.7');
  await page.getByText('This is a workbook, a PDF').first().waitFor();
  rmSync(folder, {recursive: true});
});

test('sessions are found, and an address of nothing is answered kindly', async () => {
  await page.goto(at('/desk/programme?month=never'));
  await page.getByText('a month that there is not').waitFor();
  await page.getByRole('link', {name: 'Find sessions by workshop, state or day'}).click();
  await page.getByLabel('State', {exact: true}).selectOption('open');
  await page.getByLabel('Workshop', {exact: true}).selectOption({label: 'Sleep <b>well</b>'});
  await press('Show these');
  assert.equal(await page.locator('tbody tr').count(), 1);
  await check('sessions');
  const odd = await page.goto(at('/desk/sessions?sort=sideways&page=made-up'));
  assert.equal(odd.status(), 200);
  await page.getByText('something that there is not').waitFor();
});

test('a month of 300 sessions is quick', async (t) => {
  const month = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 2, 1))
    .toISOString().slice(0, 7);
  const two = (number) => String(number).padStart(2, '0');
  const rows = Array.from({length: 300}, (_, number) =>
    `nights,,,,,,,${month}-${two(1 + number % 28)} ${two(8 + Math.floor(number / 28))}:00`);
  const folder = mkdtempSync(path.join(tmpdir(), 'e2e-term-'));
  const file = path.join(folder, 'term.csv');
  writeFileSync(file, ['slug,title,summary,audience,ages,minutes,capacity,start',
    'nights,Quiet nights,What helps at night.,parents and carers,5 to 11,50,12,',
    ...rows].join('\n'));
  ctl('programme', 'import', file);
  rmSync(folder, {recursive: true});
  await page.goto(at(`/desk/programme?month=${month}`));
  assert.equal(await page.locator('tbody tr', {hasText: 'Quiet nights'}).count(), 300);
  await check('month');
  const times = await serverTimes(family, '/desk/programme', 300,
    async () => (await page.request.get(page.url())).body());
  t.diagnostic(`300 sessions: ${inWords(times)}`);
  assert.ok(within(times, inTime) <= 30, inWords(times));
});
