// The main job, end to end, on what deploy/up starts: a family books in a
// browser without JavaScript, reads its mail, cancels; a partner sees the same
// session and books through the API; services and Redis die and come back. On
// SQLite, or on PostgreSQL with CWP_TEST_ENGINE=postgres.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync,
  rmSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {freePorts, top, until} from '../deploy/installation.mjs';
import {fillIn, goOn} from './booking_form.mjs';
import {Scanner} from './scanner.mjs';

const require = createRequire(path.join(top, 'tests/browser/package.json'));
const {chromium} = require('playwright-core');

const folder = mkdtempSync(path.join(tmpdir(), 'e2e-'));
chmodSync(folder, 0o755);
const data = path.join(folder, 'data');
const shots = process.env.CWP_SCREENSHOTS;

let port;
let token;
let browser;
let pages;

const site = (where) => `http://127.0.0.1:${port}${where}`;
const api = (where) => `http://127.0.0.1:${port + 1}/v3${where}`;

function run(command, ...rest) {
  const done = spawnSync(path.join(top, command), rest, {encoding: 'utf8'});
  assert.equal(done.status, 0, `${command} ${rest.join(' ')}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

function ctl(...rest) {
  const done = spawnSync(path.join(data, 'program/bin/cwpctl'),
    ['--data', data, '--output', 'json', ...rest], {encoding: 'utf8'});
  assert.equal(done.status, 0, `cwpctl ${rest.join(' ')}\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

async function partner(where, options = {}) {
  const response = await fetch(api(where), {
    ...options,
    headers: {Authorization: `Bearer ${token}`, 'Content-Type': 'application/json',
      ...options.headers},
  });
  return {status: response.status, headers: response.headers, body: await response.json()};
}

/** All messages written so far, as a mail program shows them. */
function mail() {
  const box = path.join(data, 'mail');
  return readdirSync(box).filter((name) => name.endsWith('.eml')).map((name) => {
    assert.equal(statSync(path.join(box, name)).mode & 0o777, 0o600, name);
    return readFileSync(path.join(box, name), 'utf8').replace(/=\r\n/g, '')
      .replace(/=3D/g, '=');
  });
}

const mailTo = (address) => mail().filter((text) => text.includes(`To: <${address}>`));

async function shoot(page, name) {
  if (!shots) return;
  mkdirSync(shots, {recursive: true});
  await page.screenshot({path: path.join(shots, `${name}.png`), fullPage: true});
}

/** The pid of a program that deploy/up started. */
const pid = (program) =>
  Number(readFileSync(path.join(data, 'run', `${program}.pid`), 'utf8'));

/** Where the data is to be kept, as CWP_TEST_ENGINE says. */
function databaseOptions() {
  if (process.env.CWP_TEST_ENGINE !== 'postgres') return [];
  assert.ok(process.env.TEST_POSTGRES, 'start this by tests/run e2e');
  return ['--postgres', process.env.TEST_POSTGRES];
}

before(async () => {
  port = await freePorts();
  const said = run('deploy/up', '--data', data, '--port', String(port), '--detach',
    '--no-install', ...databaseOptions());
  token = /Demo partner token +(\S+)/.exec(said)[1];
  browser = await chromium.launch({executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run']});
  pages = await browser.newContext({javaScriptEnabled: false});
});

after(async () => {
  await browser?.close();
  if (existsSync(data)) run('deploy/down', '--data', data);
  rmSync(folder, {recursive: true, force: true});
});

/** A session of the sample programme that has room, as the partner sees it. */
async function roomyEvent(least = 5) {
  const {body} = await partner('/organizations/1/events/?expand=ticket_availability,ticket_classes');
  const event = body.events.find((one) => one.status === 'live' &&
    one.ticket_availability.has_available_tickets &&
    one.capacity - one.ticket_classes[0].quantity_sold >= least);
  assert.ok(event, 'the sample programme has a session with room');
  return event;
}

test('a family books, reads its mail, joins too early and cancels', async () => {
  const page = await pages.newPage();
  await page.goto(site('/'));
  await shoot(page, '1-home');
  await page.goto(site('/workshops'));
  await shoot(page, '2-workshops');
  const event = await roomyEvent();
  await page.goto(site(`/sessions/${event.id}/book`));
  await shoot(page, '3-book');
  await fillIn(page, {contact_email: 'not an address'});
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator('input[name=contact_name]').inputValue(), 'Ada Example');
  await shoot(page, '4-book-error');

  await fillIn(page, {contact_email: 'ida@example.org'});
  await page.getByRole('button', {name: 'Confirm booking'}).waitFor();
  await shoot(page, '5-check');
  await page.getByRole('button', {name: 'Change your email address'}).click();
  const field = page.locator('input[name=contact_email]:focus');
  await field.waitFor();
  assert.equal(await field.inputValue(), 'ida@example.org');
  await goOn(page);
  await page.getByRole('button', {name: 'Confirm booking'}).click();
  await page.locator('.nhsuk-panel').waitFor();
  await shoot(page, '6-confirmation');
  const typed = new Scanner({email: 'ida@example.org', domain: 'example.org',
    name: 'Ada Example', family: 'Example'});
  assert.deepEqual(typed.find(Buffer.from(page.url())), [], 'no personal data in the address');
  await page.reload();
  await page.locator('.nhsuk-panel').waitFor();

  // It was the wrong address.
  await page.getByRole('link', {name: 'This is not my email address'}).click();
  await page.getByLabel('The right email address').fill('ada@example.org');
  await shoot(page, '6-correct-email');
  await page.getByRole('button', {name: 'Send to this address'}).click();
  await page.locator('.nhsuk-panel').waitFor();
  await page.getByText('ada@example.org').waitFor();

  await until('the confirmation', () => mailTo('ada@example.org').length === 1);
  const [letter] = mailTo('ada@example.org');
  assert.ok(!letter.includes('teams.microsoft.com'), 'the Teams address is in no e-mail');
  const join = /http\S+\/j\/\S+/.exec(letter)[0];
  const manage = /http\S+\/manage\/\S+/.exec(letter)[0];
  await page.goto(join);
  await shoot(page, '7-join-too-early');
  const calendar = await fetch(`${join}/calendar.ics`);
  assert.match(await calendar.text(), /^BEGIN:VCALENDAR\r\n/);

  await page.goto(manage);
  await shoot(page, '7-manage-open');
  assert.doesNotMatch(await page.content(), /ada@example\.org/, 'the link alone shows nothing');
  await page.getByRole('button', {name: 'See my booking'}).click();
  await page.getByText('ada@example.org').waitFor();
  assert.match(page.url(), /\/booking$/, 'the secret is out of the address');
  await shoot(page, '8-manage');
  assert.equal(ctl('booking', 'list', event.id).bookings
    .filter((one) => one.contact.email === 'ada@example.org').length, 1, 'booked once');
  await page.getByRole('button', {name: /cancel/i}).or(page.getByRole('link', {name: /cancel/i}))
    .first().click();
  await shoot(page, '9-manage-cancel');
  await page.getByRole('button', {name: /cancel/i}).first().click();
  await shoot(page, '10-cancelled');
  await until('the cancellation', () => mailTo('ada@example.org').length === 2);
  // A page that was open before still has the button.
  const pressed = await fetch(join, {method: 'POST', redirect: 'manual'});
  assert.equal(pressed.status, 409, 'dead when cancelled');
  assert.equal(pressed.headers.get('location'), null);
  const said = await pressed.text();
  assert.match(said, /This booking was cancelled/);
  assert.doesNotMatch(said, /teams\.microsoft\.com/);
  await page.close();
});

test('a partner sees the same session and books it once', async () => {
  const event = await roomyEvent();
  const key = {'Idempotency-Key': 'e2e-order-1'};
  const order = JSON.stringify({order: {
    contact: {name: 'Bob Example', email: 'bob@example.org', phone: '07700 900123'},
    attendees: [{ticket_class_id: event.ticket_classes[0].id, age_band: '5_to_11'}],
    eligibility: {in_area: 'yes', of_age: 'yes'},
  }});
  const post = () => partner(`/events/${event.id}/orders/`,
    {method: 'POST', headers: key, body: order});
  const first = await post();
  assert.ok(first.status === 200 || first.status === 201, JSON.stringify(first.body));
  const again = await post();
  assert.equal(again.body.id, first.body.id);
  const {body} = await partner(`/events/${event.id}/attendees/`);
  assert.equal(body.attendees.filter((one) => one.order_id === first.body.id).length, 1);
  await until('the count', async () => {
    const now = await partner(`/events/${event.id}/?expand=ticket_classes`);
    return now.body.ticket_classes[0].quantity_sold ===
      event.ticket_classes[0].quantity_sold + 1;
  });
  assert.equal((await fetch(api('/users/me/'))).status, 401);
});

test('Redis shows the seats, and may be wiped', async () => {
  const event = await roomyEvent();
  const redis = (...command) => spawnSync('redis-cli',
    ['-h', '127.0.0.1', '-p', String(port + 8), ...command], {encoding: 'utf8'}).stdout.trim();
  await until('the key', () => redis('EXISTS', `seats:${event.id}`) === '1');
  redis('FLUSHALL');
  await until('the key again', () => redis('EXISTS', `seats:${event.id}`) === '1', 3);
});

test('a killed registration comes back and has lost nothing', async () => {
  const event = await roomyEvent();
  const before = ctl('booking', 'list', event.id).bookings.length;
  process.kill(pid('registration'), 'SIGKILL');
  const home = await fetch(site('/workshops'));
  assert.equal(home.status, 200, 'pages stand while registration is away');
  await until('its return', async () => {
    const done = spawnSync(path.join(data, 'program/bin/cwpctl'),
      ['--data', data, '--output', 'json', 'booking', 'list', event.id], {encoding: 'utf8'});
    return done.status === 0 && JSON.parse(done.stdout).bookings.length === before;
  });
});

test('webinars play with captions and have handouts; urgent help stands', async () => {
  const page = await pages.newPage();
  await page.goto(site('/webinars'));
  await page.locator('main a[href^="/webinars/"]').first().click();
  await shoot(page, '11-webinar');
  const source = await page.locator('video source, video[src]').first().getAttribute('src');
  const part = await fetch(new URL(source, site('/')), {headers: {Range: 'bytes=0-1'}});
  assert.equal(part.status, 206);
  assert.match(part.headers.get('content-range'), /^bytes 0-1\/\d+$/);
  assert.ok(await page.locator('track[kind=captions]').count() > 0);
  const handout = await page.locator('a[href*="/handouts/"]').first().getAttribute('href');
  const pdf = await fetch(new URL(handout, site('/')));
  assert.equal(pdf.status, 200);
  assert.equal(Buffer.from(await pdf.arrayBuffer()).subarray(0, 5).toString(), '%PDF-');
  await page.goto(site('/urgent-help'));
  assert.match(await page.locator('main').innerText(), /999/);
  await shoot(page, '12-urgent-help');
  await page.close();
});

test('nonsense is answered kindly', async () => {
  for (const [where, status] of [['/nothing-here', 404], ['/sessions/abc/book', 404],
    ['/sessions/9223372036854775807/book', 404], ['/manage/nonsense', 404],
    ['/j/nonsense', 404], ['/workshops/%ff', 400], ['/webinars/none', 404]]) {
    const response = await fetch(site(where));
    const text = await response.text();
    assert.ok([status, 410].includes(response.status), `${where}: ${response.status}`);
    assert.match(text, /999/, `${where} has the urgent-help panel`);
  }
});
