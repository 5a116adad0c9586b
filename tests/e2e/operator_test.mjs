// Every verb of cwpctl, on what deploy/up starts, in the order of an operator's
// first week: what it shows, and what it changed.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync}
  from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {freePorts, top, until} from '../deploy/installation.mjs';
import {answersOf, stepIn} from './plain_form.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'operator-'));
chmodSync(folder, 0o755);
const data = path.join(folder, 'data');
const file = (name) => path.join(folder, name);
let port;

/** The commands that were run, as lists of words. */
const ran = [];

function cwpctl(...rest) {
  return spawnSync(path.join(data, 'program/bin/cwpctl'), ['--data', data, ...rest],
    {encoding: 'utf8'});
}

/** What a verb answers, which has to succeed. */
function ctl(...rest) {
  ran.push(rest);
  const done = cwpctl('--output', 'json', ...rest);
  assert.equal(done.status, 0, `cwpctl ${rest.join(' ')}\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

/** What a verb shows to people. */
function table(...rest) {
  ran.push(rest);
  const done = cwpctl(...rest);
  assert.equal(done.status, 0, `cwpctl ${rest.join(' ')}\n${done.stderr}`);
  return done.stdout;
}

/** The sentence with which a verb refuses. */
function refused(...rest) {
  ran.push(rest);
  const done = cwpctl(...rest);
  assert.equal(done.status, 1, `cwpctl ${rest.join(' ')}\n${done.stdout}${done.stderr}`);
  assert.equal(done.stdout, '');
  return done.stderr;
}

/** The verbs that `--help` leads to, each with the words that it stands behind. */
function listed(...words) {
  const help = cwpctl(...words, '--help').stdout;
  const list = /Subcommands:\n((?: {2}\S.*\n)+)/.exec(help);
  if (!list) return [words];
  return list[1].trimEnd().split('\n').flatMap((line) =>
    listed(...words, line.trim().split(/\s+/)[0]));
}

function deploy(command, ...rest) {
  const done = spawnSync(path.join(top, command), rest, {encoding: 'utf8'});
  assert.equal(done.status, 0, `${command} ${rest.join(' ')}\n${done.stdout}\n${done.stderr}`);
}

const start = () => deploy('deploy/up', '--data', data, '--port', String(port), '--detach',
  '--empty', '--no-install');

before(async () => {
  port = await freePorts();
  start();
});

after(() => {
  if (existsSync(data)) deploy('deploy/down', '--data', data);
  rmSync(folder, {recursive: true, force: true});
});

const page = async (where) => (await fetch(`http://127.0.0.1:${port}${where}`)).text();

test('facilitators come, change and retire', () => {
  const boss = ctl('facilitator', 'create', '--name', 'Ade Example', '--role', 'supervisor');
  const sam = ctl('facilitator', 'create', '--name', 'Sam Example', '--role', 'trainee',
    '--supervisor', 'Ade Example', '--email', 'sam@example.org');
  assert.equal(sam.supervisor_id, boss.id);
  assert.match(refused('facilitator', 'retire', boss.id), /SUPERVISES_OTHERS/);
  assert.equal(ctl('facilitator', 'update', 'Sam Example', '--role', 'practitioner').role,
    'PRACTITIONER');
  assert.match(table('facilitator', 'show', 'Sam Example'), /sam@example\.org/);
  ctl('facilitator', 'create', '--name', 'Lee Example', '--role', 'practitioner');
  const lee = ctl('facilitator', 'retire', 'Lee Example');
  assert.ok(lee.retire_time);
  assert.deepEqual(ctl('facilitator', 'list').facilitators.map((one) => one.display_name),
    ['Ade Example', 'Sam Example']);
  assert.equal(ctl('facilitator', 'list', '--retired').facilitators.length, 3);
  assert.equal(ctl('facilitator', 'erase', lee.id).erased, true);
  assert.match(table('facilitator', 'show', lee.id), /a former colleague/);
  assert.equal(ctl('facilitator', 'show', sam.id).role, 'PRACTITIONER');
});

let first;
let second;
let session;
let other;

test('a workshop is made, changed and published', async () => {
  first = ctl('workshop', 'create', '--slug', 'worry', '--title', 'Worry', '--summary',
    'What helps.', '--audience', 'parents and carers', '--ages', '5 to 11', '--minutes', '60');
  assert.equal(first.state, 'DRAFT');
  assert.equal(ctl('workshop', 'update', 'worry', '--title', 'Living with worry').title,
    'Living with worry');
  assert.equal(ctl('workshop', 'publish', 'worry').state, 'PUBLISHED');
  assert.deepEqual(ctl('workshop', 'list').workshops.map((one) => one.slug), ['worry']);
  assert.match(refused('workshop', 'update', 'worry', '--description', '<b>Bold</b>'),
    /line 1.*MARKDOWN_UNSAFE/s);
  assert.equal(ctl('workshop', 'show', first.id).title, 'Living with worry');
  assert.match(table('workshop', 'list'), /worry +.*Living with worry/i);
  const copy = ctl('workshop', 'clone', 'worry', '--slug', 'worry-2');
  assert.deepEqual([copy.state, copy.title], ['DRAFT', 'Living with worry']);
  assert.equal(ctl('workshop', 'archive', 'worry-2').state, 'ARCHIVED');
  assert.match(refused('workshop', 'show', 'joy'), /WORKSHOP_NOT_FOUND/);
  await until('the page', async () => (await page('/workshops')).includes('Living with worry'));
});

test('a workshop gets a picture, and loses it', async () => {
  const picture = /src="(\/workshops\/worry\/picture\/[^"]+)"/;
  const drawn = spawnSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i',
    'testsrc=size=800x600', '-frames:v', '1', file('kite.png')], {encoding: 'utf8'});
  assert.equal(drawn.status, 0, drawn.stderr);
  const shown = ctl('workshop', 'picture', 'set', 'worry', file('kite.png'), '--alt', 'A kite');
  assert.deepEqual([shown.picture.width, shown.picture.height], [800, 600]);
  assert.equal(ctl('workshop', 'picture', 'set', 'worry', '--alt', 'A grey kite')
    .picture.id, shown.picture.id);
  assert.match(table('workshop', 'show', 'worry'), /800 x 600, A grey kite/);
  await until('the picture', async () =>
    (await page('/workshops/worry')).includes('alt="A grey kite"'));
  const [, address] = picture.exec(await page('/workshops/worry'));
  const answer = await fetch(`http://127.0.0.1:${port}${address}`);
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/jpeg']);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(bytes.subarray(0, 3).toString('hex'), 'ffd8ff');

  writeFileSync(file('plan.txt'), 'no picture');
  assert.match(refused('workshop', 'picture', 'set', 'worry', file('plan.txt'), '--alt', 'x'),
    /PICTURE_INVALID/);
  assert.equal(ctl('workshop', 'picture', 'remove', 'worry').picture, undefined);
  await until('the page without', async () => !picture.test(await page('/workshops/worry')));
  assert.equal((await fetch(`http://127.0.0.1:${port}${address}`)).status, 404);
});

test('sessions are made, opened, closed and cancelled', async () => {
  const make = (days, capacity) => ctl('session', 'create', '--workshop', 'worry', '--start',
    `in ${days} days at 18:00`, '--capacity', String(capacity), '--join',
    `https://teams.microsoft.com/l/meetup-join/${days}`);
  session = make(20, 2);
  other = make(30, 10);
  const last = make(40, 5);
  for (const one of [session, other, last]) {
    assert.equal(one.state, 'SCHEDULED');
    assert.equal(ctl('session', 'open', one.id).state, 'OPEN');
  }
  assert.equal(ctl('session', 'close', last.id).state, 'CLOSED');
  assert.equal(ctl('session', 'cancel', last.id, '--now').state, 'CANCELLED');
  assert.match(refused('session', 'open', last.id), /SESSION_STATE_INVALID|SESSION_CANCELLED/);
  assert.equal(ctl('session', 'show', session.id).capacity, 2);
  assert.equal(ctl('session', 'list').sessions.length, 3);
  await until('the form', async () =>
    (await fetch(`http://127.0.0.1:${port}/sessions/${session.id}/book`)).status === 200);
});

test('a session is moved, and a move and a cancellation taken back', () => {
  assert.equal(ctl('session', 'update', other.id, '--capacity', '12').capacity, 12);
  assert.equal(ctl('session', 'cancel', other.id, '--dry-run').bookings, 0);
  const waits = ctl('session', 'reschedule', other.id, '--start', 'in 31 days at 19:00');
  assert.equal(waits.state, 'OPEN');
  assert.equal(waits.pending_change.meetings.length, 1);
  assert.match(table('session', 'show', other.id), /moved at/);
  assert.equal(ctl('session', 'undo', other.id).pending_change, undefined);
  assert.match(refused('session', 'undo', other.id), /NO_PENDING_CHANGE/);
  assert.ok(ctl('session', 'cancel', other.id).pending_change);
  assert.equal(ctl('session', 'undo', other.id).state, 'OPEN');

  const draft = ctl('session', 'create', '--workshop', 'worry', '--start',
    'in 50 days at 18:00', '--capacity', '4', '--draft');
  assert.equal(draft.state, 'DRAFT');
  const led = ctl('session', 'update', draft.id, '--facilitator', 'Ade Example');
  assert.equal(led.facilitator_ids.length, 1);
  assert.match(table('session', 'show', draft.id), /Ade Example/);
  assert.match(refused('session', 'create', '--workshop', 'worry', '--start',
    'in 50 days at 18:30', '--capacity', '4', '--facilitator', 'ade example'),
  /FACILITATOR_BUSY/);
  assert.equal(ctl('session', 'schedule', draft.id).state, 'SCHEDULED');
});

test('what people may do in a meeting is loosened for a reason, and closed again', () => {
  const young = ctl('workshop', 'create', '--slug', 'exams', '--title', 'Exams', '--summary',
    'What helps.', '--audience', 'young people', '--ages', '13 to 19', '--minutes', '60');
  ctl('workshop', 'publish', 'exams');
  const {id} = ctl('session', 'create', '--workshop', young.id, '--start', 'in 70 days at 17:00',
    '--capacity', '8', '--join', 'https://teams.microsoft.com/l/meetup-join/70');
  assert.deepEqual(ctl('session', 'options', id).meeting_options.options, {
    lobby_for_outsiders: true, attendee_camera: false, attendee_microphone: false,
    chat: false, recording: false});
  assert.match(refused('session', 'options', id, '--chat', 'on'), /REASON_REQUIRED/);
  const loose = ctl('session', 'options', id, '--chat', 'on', '--reason', 'Some cannot speak.');
  assert.deepEqual([loose.loosened, loose.set_by], [['chat'], 'STAFF']);
  assert.match(refused('session', 'open', id), /chat is on \(loosened\)/);
  assert.equal(ctl('session', 'open', id, '--meeting-options-confirmed').state, 'OPEN');
  assert.match(table('session', 'options', id), /chat on +OPERATOR uid-\d+ +Some cannot speak\./);
  assert.deepEqual(ctl('session', 'options', id, '--chat', 'off').loosened ?? [], []);
});

test('a series is looked at, made and changed', () => {
  const options = ['--workshop', 'worry', '--rule', 'FREQ=WEEKLY;COUNT=3', '--start',
    'in 60 days at 18:00', '--capacity', '6'];
  assert.equal(ctl('series', 'preview', ...options).dates.length, 3);
  const made = ctl('series', 'create', ...options);
  assert.equal(made.sessions.length, 3);
  assert.equal(ctl('series', 'edit', made.id, '--all', '--time', '19:00').local_start.slice(11),
    '19:00');
  const shown = ctl('series', 'show', made.id);
  assert.ok(shown.sessions.every((one) => one.meetings[0].local_start.endsWith('19:00')));
  ctl('session', 'open', made.sessions[0].id);
  const waits = ctl('series', 'edit', made.id, '--all', '--time', '20:00', '--confirm-all');
  assert.ok(waits.sessions.every((one) => one.pending_change.series_edit));
  assert.equal(waits.local_start.slice(11), '19:00');
  const undone = ctl('series', 'undo', made.id);
  assert.ok(undone.sessions.every((one) => !one.pending_change));
  assert.deepEqual(ctl('series', 'list', '--workshop', 'worry').series.map((one) => one.id),
    [made.id]);
});

test('bank holidays are brought in', () => {
  const known = ctl('bank-holidays', 'list');
  assert.ok(JSON.stringify(known).includes('2026-12-25'));
  writeFileSync(file('holidays.json'), '{"england-and-wales": 7}');
  assert.match(cwpctl('bank-holidays', 'import', file('holidays.json')).stderr,
    /BANK_HOLIDAYS_INVALID/);
  // Eight days a year, as there have been at the least; which they are is not judged.
  const days = ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'];
  const events = ['2026', '2027', '2028', '2029'].flatMap((year) => days.map((day) =>
    ({title: `Holiday of ${day}`, date: `${year}-${day}`, notes: '', bunting: true})));
  writeFileSync(file('holidays.json'), JSON.stringify(
    {'england-and-wales': {division: 'england-and-wales', events}}));
  ctl('bank-holidays', 'import', file('holidays.json'));
  assert.ok(JSON.stringify(ctl('bank-holidays', 'list')).includes('2029-12-25'));
});

test('the meetings on Teams are looked after', () => {
  // Those without an address wait for whoever is to make meetings one day.
  const queue = Object.values(ctl('teams', 'queue')).find(Array.isArray);
  assert.deepEqual(new Set(queue.map((one) => one.state)), new Set(['WAITING']));
  assert.match(refused('teams', 'retry', other.id), /MEETING_NOT_QUEUED/);
  ctl('teams', 'retry', queue[0].session_id);
  ran.push(['teams', 'doctor']);
  const doctor = cwpctl('teams', 'doctor');
  assert.equal(doctor.status, 1, 'nothing is set up');
  assert.match(doctor.stderr, /TEAMS_NOT_READY/);
});

let token;

/** Calls the partners' API about the session. */
async function partner(where, options = {}) {
  const response = await fetch(`http://127.0.0.1:${port + 1}/v3/events/${session.id}${where}`,
    {...options, headers: {Authorization: `Bearer ${token}`, ...options.headers}});
  return {status: response.status, body: await response.json()};
}

/** Books a place as a partner does. */
async function book(email, key) {
  const {body} = await partner('/ticket_classes/');
  return partner('/orders/', {method: 'POST',
    headers: {'Content-Type': 'application/json', 'Idempotency-Key': key},
    body: JSON.stringify({order: {contact: {name: 'Asha Example', email},
      attendees: [{ticket_class_id: body.ticket_classes?.[0].id, age_band: '5_to_11'}],
      eligibility: {in_area: 'yes', of_age: 'yes'}}})});
}

test('a partner gets a token and an allotment, and loses them', async () => {
  const made = ctl('partner', 'create', '--name', 'Example Bookings', '--channel', 'example');
  token = made.token;
  assert.deepEqual(ctl('partner', 'list').partners.map((one) => one.channel), ['example']);
  assert.equal(ctl('allotment', 'set', session.id, 'example', '1').places, 1);
  assert.equal(ctl('allotment', 'list', session.id).allotments.length, 1);
  await until('the event', async () => (await partner('/')).status === 200);
  for (const [email, key] of [['asha@example.org', 'key-1'], ['tom@example.org', 'key-2']]) {
    const booked = await book(email, key);
    assert.equal(booked.status, 200, JSON.stringify(booked.body));
  }
  ctl('allotment', 'set', session.id, 'example', '0');
  assert.ok(ctl('partner', 'revoke', made.partner.id).revoke_time);
  assert.equal((await book('lee@example.org', 'key-3')).status, 401);
});

test('what the organisation says of itself is shown', () => {
  const parts = ctl('organisation', 'show').parts.map(({part}) => part);
  assert.ok(parts.includes('URGENT_HELP') && parts.includes('ELIGIBILITY'), parts.join());
  assert.match(table('organisation', 'show'), /as the services were told/);
  assert.deepEqual(ctl('organisation', 'history', 'urgent-help').versions ?? [], []);
  assert.match(refused('organisation', 'restore', 'urgent-help', '1'),
    /ORGANISATION_VERSION_NOT_FOUND/);
});

const pidOf = (program) =>
  readFileSync(path.join(data, `run/${program}.pid`), 'utf8').trim();

/** Runs a command as the account that a program runs as, which may limit itself and get at its
 * files. */
function runAs(program, command, ...rest) {
  const {uid, gid} = statSync(`/proc/${pidOf(program)}`);
  const done = spawnSync(command, rest, {encoding: 'utf8', uid, gid});
  assert.equal(done.status, 0, done.stderr);
}

/** No file of a program may grow past so many bytes: so a full disk looks to it. */
const limit = (program, bytes) =>
  runAs(program, 'prlimit', '--pid', pidOf(program), `--fsize=${bytes}:`);

test('pages stand while the disk is full, and urgent help with them', async () => {
  limit('web', '4096');
  for (const where of ['/', '/workshops', '/urgent-help', '/desk/sign-in']) {
    const answer = await fetch(`http://127.0.0.1:${port}${where}`);
    assert.equal(answer.status, 200, where);
    assert.match(await answer.text(), /999/, where);
  }
  limit('web', 'unlimited');
  assert.equal((await fetch(`http://127.0.0.1:${port}/urgent-help`)).status, 200);
});

test('while nothing can be saved nothing is booked, and then the same form is', async () => {
  const send = ({action, sealed}) => fetch(`http://127.0.0.1:${port}${action}`, {
    method: 'POST', redirect: 'manual',
    body: new URLSearchParams({...answersOf('full@example.org'), answers: sealed})});
  let step = stepIn(await page(`/sessions/${other.id}/book`));
  while (!step.action.endsWith('/confirm')) {
    const answer = await send(step);
    assert.equal(answer.status, 200);
    step = stepIn(await answer.text());
  }
  limit('registration', '4096');
  const refusal = await send(step);
  assert.equal(refusal.status, 503);
  assert.match(await refusal.text(), /We cannot save anything right now/);
  const help = await fetch(`http://127.0.0.1:${port}/urgent-help`);
  assert.equal(help.status, 200);
  assert.match(await help.text(), /999/);
  limit('registration', 'unlimited');
  await until('the booking', async () => (await send(step)).status === 303);
  const {bookings} = ctl('booking', 'list', other.id);
  assert.deepEqual(bookings.map(({contact}) => contact.email), ['full@example.org']);
});

test('staff are invited, change roles and are shut out', () => {
  const invite = (email, role) => ctl('staff', 'invite', '--email', email,
    '--name', 'Ada Example', '--role', role);
  const {staff, invitation_uri: first} = invite('ada@example.org', 'coordinator');
  assert.match(first, /\/desk\/invitation\//);
  assert.match(refused('staff', 'invite', '--email', 'ADA@example.org', '--name', 'Ada',
    '--role', 'reader'), /STAFF_EXISTS/);
  assert.notEqual(ctl('staff', 'invite-again', staff.id).invitation_uri, first);
  assert.equal(ctl('staff', 'role', staff.id, '--role', 'reader').role, 'READER');
  assert.equal(ctl('staff', 'disable', staff.id).disabled, true);
  assert.ok(!ctl('staff', 'enable', staff.id).disabled);
  assert.equal(ctl('staff', 'sign-out', staff.id).id, staff.id);
  assert.match(table('staff', 'list'), /ada@example\.org/);
  // All of that is in the log, which fits together.
  const acts = ctl('audit', 'list').records.map(({entry}) => entry.act);
  for (const act of ['STAFF_INVITED', 'STAFF_ROLE_CHANGED', 'STAFF_DISABLED', 'STAFF_ENABLED']) {
    assert.ok(acts.includes(act), act);
  }
  ctl('audit', 'verify');
  assert.match(refused('audit', 'erase-reason', '1'), /AUDIT_REASON_NOT_FOUND/);
});

test('bookings are seen, moved, refused and cancelled', () => {
  const [one, two] = ctl('booking', 'list', session.id).bookings;
  assert.equal(ctl('booking', 'show', one.id).contact.email, 'asha@example.org');
  assert.match(table('booking', 'show', one.id), /Asha Example/);
  assert.equal(ctl('booking', 'revoke-links', one.id).id, one.id);
  assert.equal(ctl('booking', 'move', one.id, other.id).session_id, other.id);
  assert.equal(ctl('booking', 'cancel', one.id).state, 'CANCELLED');
  second = two;
  assert.match(refused('booking', 'show', '7'), /BOOKING_NOT_FOUND/);
});

test('people wait, leave, and are refused', () => {
  const join = (email, ...more) => ctl('waitlist', 'join', session.id, '--name', 'Lee Example',
    '--email', email, '--places', '2', ...more);
  const entry = join('lee@example.org');
  assert.equal(entry.state, 'WAITING');
  assert.deepEqual(ctl('waitlist', 'list', session.id).waitlist_entries.map((one) => one.id), [entry.id]);
  assert.equal(ctl('waitlist', 'show', entry.id).id, entry.id);
  assert.equal(ctl('waitlist', 'leave', entry.id).state, 'LEFT');
  assert.equal(ctl('booking', 'refuse', second.id).cancel_reason, 'REFUSED');
});

test('a contact is blocked, told and forgotten', () => {
  ctl('contact', 'block', 'tom@example.org', 'no longer with a school in the area');
  ctl('contact', 'unblock', 'tom@example.org');
  assert.equal(ctl('contact', 'export', 'tom@example.org').bookings.length, 1);
  assert.equal(ctl('contact', 'erase', 'tom@example.org').bookings, 1);
  assert.deepEqual(ctl('contact', 'export', 'tom@example.org').bookings ?? [], []);
});

test('messages are seen, without what they say', async () => {
  await until('the messages', () => ctl('message', 'list').messages
    ?.some((one) => one.state === 'SENT'));
  const one = ctl('message', 'list').messages.find(({state}) => state === 'SENT');
  assert.equal(ctl('message', 'show', one.id).id, one.id);
  assert.doesNotMatch(table('message', 'show', one.id), /example\.org/);
  // Only what was dropped is tried again.
  assert.match(refused('message', 'resend', one.id), /MESSAGE_SENT/);
});

test('files are uploaded and a webinar published', async () => {
  writeFileSync(file('plan.pdf'), '%PDF-1.4\n%%EOF\n');
  assert.match(ctl('file', 'upload', file('plan.pdf'), '--type', 'application/pdf').hash,
    /^[0-9a-f]{64}$/);
  writeFileSync(file('webinar.yaml'), `slug: sleep
title: Sleep
summary: What helps at night.
audience: parents and carers
parts:
  - {title: All of it, video_uri: "https://video.example.org/sleep"}
handouts:
  - {title: A plan, file: plan.pdf}
`);
  assert.equal(ctl('webinar', 'create', file('webinar.yaml')).state, 'DRAFT');
  assert.equal(ctl('webinar', 'publish', 'sleep').state, 'PUBLISHED');
  assert.equal(ctl('webinar', 'show', 'sleep').handouts.length, 1);
  assert.deepEqual(ctl('webinar', 'list').webinars.map((one) => one.slug), ['sleep']);
  await until('its page', async () => (await page('/webinars/sleep')).includes('A plan'));
});

test('a programme is brought in and written out', () => {
  writeFileSync(file('term.yaml'), `workshops:
  - slug: low-mood
    title: Low mood
    summary: What helps.
    audience: young people
    ages: 13 to 19
    minutes: 60
    sessions:
      - {start: in 12 days at 17:00, capacity: 8}
`);
  assert.equal(ctl('programme', 'import', file('term.yaml'), '--dry-run').items[0].outcome,
    'created');
  ctl('programme', 'import', file('term.yaml'));
  assert.ok(ctl('workshop', 'list').workshops.some((one) => one.slug === 'low-mood'));
  for (const name of ['back.yaml', 'back.csv']) {
    table('programme', 'export', file(name));
    const {items} = ctl('programme', 'import', file(name), '--dry-run');
    assert.ok(items.some((one) => one.name.startsWith('low-mood')));
    assert.deepEqual(items.filter((one) => one.outcome !== 'unchanged'), []);
  }
});

/** Lets an entry of the ledger say what the one before it says. */
const forge = (revision) => runAs('registration', 'sqlite3', '-cmd', '.timeout 5000',
  path.join(data, 'db/registration.db'), `UPDATE feed_entries SET change =
    (SELECT change FROM feed_entries WHERE revision = ${revision - 1})
    WHERE revision = ${revision}`);

test('the ledger is recounted, and a backup made, checked and brought back', () => {
  ctl('ledger', 'verify');
  ctl('backup', 'create', '--out', file('backup'));
  ctl('backup', 'verify', '--from', file('backup'));

  forge(12);
  forge(9);
  assert.match(refused('ledger', 'verify'),
    /entry 9 does not fit: its hash does not follow.*\(LEDGER_BROKEN\)/);
  deploy('deploy/down', '--data', data);
  ctl('backup', 'restore', '--from', file('backup'), '--force');
  start();
  assert.equal(ctl('workshop', 'show', 'worry').title, 'Living with worry');
  ctl('ledger', 'verify');

  const manifest = readFileSync(file('backup/manifest.json'), 'utf8');
  writeFileSync(file('backup/manifest.json'), manifest.replace(/[0-9a-f]{64}/, '0'.repeat(64)));
  assert.match(refused('backup', 'verify', '--from', file('backup')), /BACKUP_/);
});

test('no verb was forgotten', () => {
  const verbs = listed();
  assert.ok(verbs.length > 60, String(verbs));
  assert.deepEqual(verbs.filter((verb) =>
    !ran.some((words) => verb.every((word, at) => words[at] === word))), []);
});
