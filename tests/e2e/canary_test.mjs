// No personal data outside registration's sealed fields and the outgoing e-mail:
// people with names like no other word book, wait, make mistakes and are erased,
// on what deploy/up starts, while things fail; then everything that the programs
// left anywhere is searched for those words. On SQLite, or on PostgreSQL with
// CWP_TEST_ENGINE=postgres.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync}
  from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {SERVICES, freePorts, top, until} from '../deploy/installation.mjs';
import {fillIn, press} from './booking_form.mjs';
import {bookByPhone, changeAll, lookForBooking, readLists, readReport, signIn, twoDates,
  writeNotice} from './canary_desk.mjs';
import {dump} from './redis_dump.mjs';
import {scratchDatabase} from './scratch_database.mjs';
import {Scanner, encodings, filesBelow, readIfThere} from './scanner.mjs';

const require = createRequire(path.join(top, 'tests/browser/package.json'));
const {chromium} = require('playwright-core');

const folder = mkdtempSync(path.join(tmpdir(), 'canary-'));
chmodSync(folder, 0o755);
const data = path.join(folder, 'data');

/** A word that nothing else holds. */
function canary() {
  const letters = 'bcdfghjklmnpqrstvwxz';
  return Array.from({length: 12},
    () => letters[Math.floor(Math.random() * letters.length)]).join('');
}

/** A number that is given to nobody. */
const number = (last) => `07700 900${last}`;

function person(last) {
  const [first, family, mailbox, needs] = [canary(), canary(), canary(), canary()];
  return {name: `${first} ${family}`, email: `${mailbox}@example.org`, phone: number(last),
    needs: `A ramp to ${needs}`, words: {first, family, mailbox, needs, phone: number(last),
      digits: number(last).replace(' ', '')}};
}

const family = person(417);
const partnered = person(638);
const waiting = person(852);
// Who mistypes the address, and is asked for names.
const corrected = person(274);
// Whom staff refuse, and block.
const refused = person(963);
// Who joins the waitlist by its pages.
const joiner = person(521);
// Whom staff book on the phone, with an address and without.
const desked = person(745);
const phoned = {...person(159), email: undefined};
const people = {family, partnered, waiting, corrected, refused, joiner, desked};
// What nobody asked for, and what was mistyped.
const stray = {birth: canary(), gender: canary(), street: canary(), child: canary(),
  mistyped: canary(), query: canary(), unknown: canary(), refused: canary(), key: canary(),
  wrong: canary(), elder: canary(), younger: canary(), refusal: canary(), block: canary(),
  notice: canary(), changed: canary(), reported: canary()};

// Of the staff.
const leader = {forename: canary(), surname: canary(), box: canary(), typo: canary()};

const words = Object.fromEntries([
  ...Object.entries(people).flatMap(([who, one]) =>
    [...Object.entries(one.words), ['email', one.email], ['name', one.name]]
      .map(([what, word]) => [`${who}'s ${what}`, word])),
  ...Object.entries(phoned.words).map(([what, word]) => [`the caller's ${what}`, word]),
  ...Object.entries(stray),
  ...Object.entries(leader).map(([what, word]) => [`the facilitator's ${what}`, word]),
]);
const scanner = new Scanner(words);

const database = process.env.CWP_TEST_ENGINE === 'postgres' ? scratchDatabase('canary') : null;

/** All that was said to the people and programs that asked. */
const said = [];
let port;
let token;
let browser;

const site = (where) => `http://127.0.0.1:${port}${where}`;
const api = (where) => `http://127.0.0.1:${port + 1}/v3${where}`;

function run(command, ...rest) {
  const done = spawnSync(path.join(top, command), rest, {encoding: 'utf8'});
  said.push(done.stdout, done.stderr);
  assert.equal(done.status, 0, `${command} ${rest.join(' ')}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

/** What cwpctl shows is for the operator; what it complains of may be logged. */
function tryCtl(...rest) {
  const done = spawnSync(path.join(data, 'program/bin/cwpctl'),
    ['--data', data, '--output', 'json', ...rest], {encoding: 'utf8'});
  said.push(done.stderr);
  return done;
}

function ctl(...rest) {
  const done = tryCtl(...rest);
  assert.equal(done.status, 0, `cwpctl ${rest[0]} ${rest[1]}\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

async function ask(where, options = {}) {
  const response = await fetch(where, {redirect: 'manual', ...options});
  said.push(JSON.stringify([...response.headers]));
  return response;
}

async function partner(where, options = {}) {
  const response = await ask(api(where), {...options,
    headers: {Authorization: `Bearer ${token}`, 'Content-Type': 'application/json',
      ...options.headers}});
  return {status: response.status, body: await response.json()};
}

/** Runs `use` with a page of a browser of its own, whose addresses, answers'
 * headers (so redirects' targets) and cookies are noted. */
async function withPage(use) {
  const page = await (await browser.newContext({javaScriptEnabled: false})).newPage();
  const noted = [];
  page.on('response', (response) => {
    said.push(response.url());
    noted.push(response.allHeaders().then((headers) => said.push(JSON.stringify(headers))));
  });
  await use(page);
  await Promise.all(noted);
  said.push(JSON.stringify(await page.context().cookies()));
  await page.context().close();
}

const pid = (program) =>
  Number(readFileSync(path.join(data, 'run', `${program}.pid`), 'utf8'));

const letters = () => readdirSync(path.join(data, 'mail'))
  .filter((name) => name.endsWith('.eml')).sort();
const lettersTo = (one) => letters().filter((name) =>
  readIfThere(path.join(data, 'mail', name)).includes(`To: <${one.email}>`));

const readLetter = (name) => readIfThere(path.join(data, 'mail', name)).toString()
  .replace(/=\r\n/g, '').replace(/=3D/g, '=');

/** Everything that may be scanned but for files, by where it comes from. */
async function elsewhere() {
  const sources = {'what was said': Buffer.from(said.join('\n'))};
  for (const [index, service] of SERVICES.entries()) {
    const response = await fetch(`http://127.0.0.1:${port + 10 + index}/metrics`);
    assert.equal(response.status, 200, service);
    sources[`metrics of ${service}`] = Buffer.from(await response.text());
    for (const what of ['cmdline', 'environ']) {
      sources[`${what} of ${service}`] = readFileSync(`/proc/${pid(service)}/${what}`);
    }
  }
  const redis = await dump(port + 8);
  assert.ok(redis.keys > 0, 'Redis holds something to scan');
  sources.Redis = redis.bytes;
  if (database) {
    sources['the dump of PostgreSQL'] = database.dump();
    sources["PostgreSQL's log"] = database.log();
    assert.ok(sources['the dump of PostgreSQL'].includes('INSERT INTO registration.bookings'));
    assert.ok(sources["PostgreSQL's log"].length > 0);
  }
  return sources;
}

/** What is found anywhere, but for `allowed` files of the mail folder. */
async function leaks(allowed) {
  const files = filesBelow(data).map((file) => path.relative(data, file));
  for (const service of SERVICES) {
    const stores = database ? [] : [`db/${service}.db`];
    for (const file of [...stores, `log/${service}.log`, `config/${service}.conf`]) {
      assert.ok(files.includes(file), `${file} is there to scan`);
    }
  }
  const found = scanner.findInFiles(data, (name) => name.startsWith('program/'))
    .filter(({where}) => !allowed.includes(where));
  for (const [where, bytes] of Object.entries(await elsewhere())) {
    for (const one of scanner.find(bytes)) found.push({where, ...one});
  }
  return found;
}

async function events() {
  const {body} = await partner(
    '/organizations/1/events/?expand=ticket_availability,ticket_classes');
  return body.events.filter((one) => one.status === 'live');
}

async function roomyEvent() {
  const event = (await events()).find((one) =>
    one.capacity - one.ticket_classes[0].quantity_sold >= 5);
  assert.ok(event, 'the sample programme has a session with room');
  return event;
}

const order = (event, contact, attendee = {}) => JSON.stringify({order: {
  contact,
  attendees: [{ticket_class_id: event.ticket_classes[0].id, age_band: '5_to_11', ...attendee}],
  eligibility: {in_area: 'yes', of_age: 'yes'},
}});

before(async () => {
  port = await freePorts();
  const started = run('deploy/up', '--data', data, '--port', String(port), '--detach',
    '--no-install', ...(database ? ['--postgres', database.url] : []));
  token = /Demo partner token +(\S+)/.exec(started)[1];
  browser = await chromium.launch({executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run']});
});

after(async () => {
  await browser?.close();
  if (existsSync(data)) run('deploy/down', '--data', data);
  database?.drop();
  rmSync(folder, {recursive: true, force: true});
});

test('the scanner finds a word in every encoding', () => {
  for (const [how, bytes] of Object.entries(encodings(family.email))) {
    const around = Buffer.concat([Buffer.from('\0x'), bytes, Buffer.from('y')]);
    assert.ok(scanner.find(around).some(({name}) => name === "family's email"), how);
  }
  for (const before of ['', 'a', 'ab', 'abc']) {
    const text = Buffer.from(`${before}${family.words.mailbox}${before}`);
    for (const form of ['base64', 'base64url', 'hex', 'latin1']) {
      const found = scanner.find(Buffer.from(text.toString(form)));
      assert.ok(found.some(({name}) => name === "family's mailbox"), `${form} ${before}`);
    }
  }
  const broken = `${family.words.first.slice(0, 5)}=\r\n${family.words.first.slice(5)}`;
  assert.ok(scanner.find(Buffer.from(broken.toUpperCase())).length > 0);
  assert.deepEqual(scanner.find(Buffer.from('nobody@example.org 07700 900123')), []);
});

/** Fills in everything that the form asks for. */
const fillInAll = (page, one) => fillIn(page, {
  contact_email: one.email, contact_name: one.name, contact_phone: one.phone,
  access_other: one.needs, attendee_names: `${stray.elder}\n${stray.younger} Example`,
  least_places: '1',
});

async function book(page, event, one) {
  await page.goto(site(`/sessions/${event.id}/book`));
  await fillInAll(page, one);
  await page.getByRole('button', {name: 'Confirm booking'}).click();
}

test('a family mistypes, books twice and looks at its booking', () => withPage(async (page) => {
  const event = await roomyEvent();
  await page.goto(site(`/sessions/${event.id}/book`));
  await fillInAll(page, {...family, email: `${stray.mistyped} at nowhere`});
  assert.match(await page.title(), /^Error: /);

  await book(page, event, family);
  await page.locator('.nhsuk-panel').waitFor();
  await page.reload();
  await until('the confirmation', () => lettersTo(family).length === 1);
  await book(page, event, family);
  await page.locator('.nhsuk-panel').waitFor();

  const text = readLetter(lettersTo(family)[0]);
  await page.goto(/http\S+\/manage\/\S+/.exec(text)[0]);
  await page.getByRole('button', {name: 'See my booking'}).click();
  await page.getByText(family.email).waitFor();
  assert.ok((await page.context().cookies()).some(({name}) => name.endsWith('booking')));
  await page.goto(/http\S+\/j\/\S+/.exec(text)[0]);
}));

/** A session of a workshop that has to know names, too small for others. */
async function namedEvent() {
  ctl('workshop', 'create', '--slug', 'first-aid', '--title', 'First aid', '--summary',
    'What to do first.', '--audience', 'parents and carers', '--ages', '5 to 11', '--minutes',
    '60', '--names-reason', 'The certificate has to say who came.');
  ctl('workshop', 'publish', 'first-aid');
  const session = ctl('session', 'create', '--workshop', 'first-aid', '--start',
    'in 20 days at 18:00', '--capacity', '4', '--join', 'https://teams.microsoft.com/l/meetup-join/first-aid');
  ctl('session', 'open', session.id);
  await until('the form', async () =>
    (await fetch(site(`/sessions/${session.id}/book`))).status === 200);
  return session;
}

test('a family gives names, and puts a wrong address right', async () => {
  const event = await namedEvent();
  await withPage(async (page) => {
    await book(page, event, {...corrected, email: `${stray.wrong}@example.org`});
    await page.getByRole('link', {name: 'This is not my email address'}).click();
    await page.getByLabel('The right email address').fill(corrected.email);
    await page.getByRole('button', {name: 'Send to this address'}).click();
    await page.getByText(corrected.email).waitFor();
    assert.ok((await page.context().cookies()).some(({name}) => name.endsWith('booked')));
  });
  await until('the confirmation', () => lettersTo(corrected).length === 1);
  const [kept] = ctl('booking', 'list', event.id).bookings;
  assert.equal(kept.attendees[0].name, stray.elder, 'registration knows the names');
});

test('whoever types an address into an address sees an error', async () => {
  for (const where of [`/sessions/1/book?contact_email=${stray.query}@example.org`,
    `/${stray.query}@example.org`, `/manage/${stray.query}`, `/j/${stray.query}`,
    `/workshops?topic=${stray.query}`]) {
    const response = await fetch(site(where), {redirect: 'manual',
      headers: {Referer: site(`/?${stray.query}`), 'X-Request-Id': stray.query}});
    assert.ok(response.status < 500, where);
  }
  await fetch(api(`/events/?email=${stray.query}@example.org`),
    {headers: {Authorization: `Bearer ${stray.query}`}});
});

test('a partner sends more than anybody needs, and too little', async () => {
  const event = await roomyEvent();
  const post = (key, body) => partner(`/events/${event.id}/orders/`,
    {method: 'POST', headers: {'Idempotency-Key': key}, body});
  const {name, email, phone} = partnered;
  const first = await post(stray.key, order(event, {name, email, phone,
    birth_date: stray.birth, gender: stray.gender,
    addresses: {home: {address_1: stray.street}}}, {name: stray.child}));
  assert.ok(first.status < 300, JSON.stringify(first.body));
  const again = await post(stray.key, order(event, {name: stray.refused, email}));
  assert.ok(again.status >= 400);
  for (const body of [order(event, {name, email: stray.mistyped}),
    order(event, {name, email, phone, note: stray.unknown}),
    `{"order": "${stray.refused}`, order(event, {name: stray.refused.repeat(100), email})]) {
    const refused = await post('another key', body);
    assert.equal(refused.status, 400);
    assert.deepEqual(scanner.find(Buffer.from(JSON.stringify(refused.body))), []);
  }
  await until('the confirmation', () => lettersTo(partnered).length === 1);
});

test('somebody waits, and the operator mistypes', async () => {
  const full = (await events()).find((one) => !one.ticket_availability.has_available_tickets);
  assert.ok(full, 'the sample programme has a full session');
  const entry = ctl('waitlist', 'join', full.id, '--name', waiting.name, '--email',
    waiting.email, '--phone', waiting.phone, '--needs', waiting.needs);
  assert.equal(entry.state, 'WAITING');
  await until('the message', () => lettersTo(waiting).length === 1);
  assert.notEqual(tryCtl('contact', 'block', `${stray.mistyped}@`, 'no').status, 0);
  assert.notEqual(tryCtl('waitlist', 'join', '1', '--name', stray.refused, '--email',
    `${stray.refused}@example.org`).status, 0);
});

test('somebody joins the waitlist by its pages', () => withPage(async (page) => {
  const full = (await events()).find((one) => !one.ticket_availability.has_available_tickets);
  await page.goto(site(`/sessions/${full.id}/book`));
  await page.getByRole('link', {name: 'Join the waitlist'}).first().click();
  await fillInAll(page, joiner);
  await press(page, 'Join the waitlist');
  await until('the message', () => lettersTo(joiner).length === 1);
}));

test('places come free for who waits', async () => {
  const [{id, capacity}] = (await events()).filter((one) =>
    (ctl('waitlist', 'list', one.id).waitlist_entries ?? [])
      .some(({contact}) => contact.email === waiting.email));
  ctl('session', 'update', id, '--capacity', String(capacity + 10));
  await until('the offer', () => lettersTo(waiting).length === 2);
});

test('staff refuse a booking and block its contact, who books again', async () => {
  const event = await roomyEvent();
  const booked = async () => {
    await withPage((page) => book(page, event, refused));
    return ctl('booking', 'list', event.id).bookings
      .filter(({contact}) => contact?.email === refused.email);
  };
  const [{id}] = await booked();
  await until('the confirmation', () => lettersTo(refused).length === 1);
  ctl('booking', 'refuse', id, '--reason', `They said ${stray.refusal}`);
  await until('the refusal', () => lettersTo(refused).length === 2);
  ctl('contact', 'block', refused.email, `It was ${stray.block}`);
  const all = await booked();
  assert.deepEqual(all.map(({state}) => state), ['CANCELLED', 'CANCELLED']);
  await until('what is said to whom staff block', () => lettersTo(refused).length === 3);
});

test('a facilitator is given a session, and the operator mistypes', () => {
  const name = `${leader.forename} ${leader.surname}`;
  const email = `${leader.box}@example.org`;
  const made = ctl('facilitator', 'create', '--name', name, '--role', 'practitioner',
    '--email', email);
  assert.equal(ctl('facilitator', 'show', made.id).email, email, 'scheduling knows it');
  const make = (hour) => ['session', 'create', '--workshop', 'first-aid', '--start',
    `in 40 days at ${hour}:00`, '--capacity', '4', '--facilitator', name];
  ctl(...make(18));
  for (const mistake of [make(18), ['facilitator', 'update', name, '--email', leader.typo],
    ['facilitator', 'show', leader.typo],
    ['facilitator', 'create', '--name', leader.typo.repeat(20), '--role', 'trainee']]) {
    assert.notEqual(tryCtl(...mistake).status, 0, mistake.join(' '));
  }
});

let dates;

test('staff book on the phone, read lists and write; a contact changes everything', async () => {
  dates = await twoDates(ctl, site);
  const [session, later] = dates;
  const at = (where) => site(`/desk/sessions/${session}${where}`);
  await withPage(async (page) => {
    await signIn(page, ctl);
    for (const one of [phoned, desked]) await bookByPhone(page, at, one);
    said.push(await readLists(page, at, phoned));
    await readReport(page, at, desked, `Somebody ${stray.reported}`);
    const {id} = ctl('booking', 'list', session).bookings
      .find(({contact}) => contact.email === desked.email);
    await page.goto(site(`/desk/bookings/${id}/contact`));
    await page.getByText(desked.email).first().waitFor();
    await writeNotice(page, at, `Bring ${stray.notice}`);
  });
  const toDesked = () => lettersTo(desked).map(readLetter);
  await until('the notice', () => toDesked().some((text) => text.includes(stray.notice)), 90);
  const letter = toDesked().find((text) => text.includes('/manage/'));
  await withPage(async (page) => {
    await changeAll(page, /http\S+\/manage\/\S+/.exec(letter)[0],
      {needs: `Now ${stray.changed}`, to: later});
    await lookForBooking(page, site, desked.email);
    await until('the links', () => lettersTo(desked).some((name) => name.endsWith('-find.eml')));
  });
});

test('registration is killed amid a booking', () => withPage(async (page) => {
  const event = await roomyEvent();
  await page.goto(site(`/sessions/${event.id}/book`));
  await fillInAll(page, family);
  process.kill(pid('registration'), 'SIGKILL');
  await page.getByRole('button', {name: 'Confirm booking'}).click();
  await partner(`/events/${event.id}/orders/`, {method: 'POST',
    headers: {'Idempotency-Key': 'a key'}, body: order(event, {name: partnered.name,
      email: partnered.email})});
  await until('its return', () => tryCtl('booking', 'list', event.id).status === 0);
}));

test('nothing personal stands anywhere but in the outgoing messages', async () => {
  const allowed = letters().map((name) => `mail/${name}`);
  assert.deepEqual(await leaks(allowed), []);
  // Of PostgreSQL its dump is the backup, which is searched already.
  if (!database) {
    ctl('backup', 'create', '--out', path.join(folder, 'backups'));
    assert.deepEqual(scanner.findInFiles(path.join(folder, 'backups')), []);
  }

  // There is something to find: in the messages, whose words are no secret.
  const found = scanner.findInFiles(path.join(data, 'mail')).map(({name}) => name);
  for (const who of Object.keys(people)) {
    for (const what of ['first', 'family', 'mailbox', 'email', 'name']) {
      assert.ok(found.includes(`${who}'s ${what}`), `${who}'s ${what}`);
    }
    assert.ok(!found.includes(`${who}'s needs`) && !found.includes(`${who}'s phone`));
  }
});

/** Lets dates be over for so long that what is personal of them goes, in a minute. */
function letBeOver(sessions) {
  const end = (Date.now() - 91 * 864e5) * 1000;
  const rest = `SET end_micros = ${end} WHERE session_id IN (${sessions})`;
  if (database) return database.run(`UPDATE registration.pools ${rest}`);
  // As the account whose file it is.
  const {uid, gid} = statSync(`/proc/${pid('registration')}`);
  const file = path.join(data, 'db/registration.db');
  const done = spawnSync('sqlite3', ['-cmd', '.timeout 5000', file, `UPDATE pools ${rest}`],
    {encoding: 'utf8', uid, gid});
  assert.equal(done.status, 0, done.stderr);
}

test('once purged, people are in nothing at all', async () => {
  letBeOver(dates);
  await until('the purge', () => lettersTo(desked).length === 0, 120);
  assert.deepEqual(ctl('contact', 'export', desked.email).bookings ?? [], []);
  assert.deepEqual((await leaks([])).filter(({name}) =>
    /^(?:desked|the caller)'s |^(?:notice|changed|reported)$/.test(name)), []);
});

test('once erased, people are in nothing but the message that says so', async () => {
  const {desked: _, ...left} = people;
  for (const one of Object.values(left)) {
    const done = ctl('contact', 'erase', one.email);
    assert.ok((done.bookings ?? 0) + (done.waitlist_entries ?? 0) > 0);
    await until('the farewell', () => lettersTo(one).some((name) => name.endsWith('-erased.eml')));
    await until('the end of the other messages', () => lettersTo(one).length === 1);
    const kept = ctl('contact', 'export', one.email);
    assert.deepEqual([kept.bookings ?? [], kept.waitlist_entries ?? []], [[], []]);
  }
  const farewells = letters().filter((name) => name.endsWith('-erased.eml'))
    .map((name) => `mail/${name}`);
  assert.equal(farewells.length, Object.keys(left).length);
  assert.deepEqual(await leaks(farewells), []);
  const found = new Set(scanner.findInFiles(path.join(data, 'mail')).map(({name}) => name));
  assert.deepEqual([...found].sort(), Object.keys(left).sort()
    .flatMap((who) => [`${who}'s email`, `${who}'s mailbox`]));
});
