// How long "find my booking" takes, a booking, and putting its address right, tells nothing.
// On what deploy/up starts.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {fillIn as fillInPage, isBooked, press} from './booking_form.mjs';
import {FamilySite} from './family_site.mjs';
import {answersOf, stepIn} from './plain_form.mjs';

const TRIES = process.env.CWP_TEST_LONG ? 2000 : 600;
const AT_ONCE = 10;

// How many bookings a contact may have.
const MOST = 2;

const family = new FamilySite();
// Everybody asks from an address of their own, as far as web can tell.
before(() => family.start(
  {config: `trusted-proxies = "127.0.0.1"\ncontact-bookings = ${MOST}\n`}));
after(() => family.stop());

const addressOf = (person) =>
  ({'X-Forwarded-For': `10.1.${person >> 8}.${person & 255}`});

/** For how many milliseconds somebody waits who asks for this e-mail address. */
async function ask(person, email) {
  const begin = performance.now();
  const answer = await fetch(family.at('/find-my-booking'), {
    method: 'POST', redirect: 'manual', headers: addressOf(person),
    body: new URLSearchParams({contact_email: email}),
  });
  await answer.arrayBuffer();
  assert.equal(answer.status, 303);
  return performance.now() - begin;
}

const middle = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

/** How well somebody guesses who knows the best place to cut: 0.5 is by chance. */
function bestGuess(first, second) {
  const all = [...first.map((time) => [time, 1]), ...second.map((time) => [time, -1])]
    .sort(([a], [b]) => a - b);
  let sum = 0;
  let most = 0;
  for (const [, which] of all) {
    sum += which;
    most = Math.max(most, Math.abs(sum));
  }
  return 0.5 + most / all.length;
}

/** Fills in a form without a browser; its last answer, and how long that took. */
async function fillIn(form, person, answers) {
  let html = await (await fetch(family.at(form))).text();
  for (;;) {
    const {action, sealed} = stepIn(html);
    const begin = performance.now();
    const answer = await fetch(family.at(action), {method: 'POST', redirect: 'manual',
      headers: addressOf(person),
      body: new URLSearchParams({...answers, answers: sealed})});
    html = await answer.text();
    if (answer.status === 303) return {answer, took: performance.now() - begin};
    assert.equal(answer.status, 200);
    assert.ok(!html.includes('<title>Error'), html);
  }
}

const fillInBooking = (session, person, email) =>
  fillIn(`/sessions/${session}/book`, person, answersOf(email));

const book = async (session, person, email) =>
  (await fillInBooking(session, person, email)).took;

const wait = async (session, person, email) =>
  (await fillIn(`/workshops/journey/waitlist?date=${session}`, person,
    {...answersOf(email), dates: session, least_places: '1'})).took;

/** Books with another address than this; where that is put right, and by which cookie. */
async function mistype(session, person, email) {
  const {answer} = await fillInBooking(session, person, `mistyped-${email}`);
  const kept = answer.headers.getSetCookie().find((cookie) => cookie.startsWith('booked='));
  return {where: `${answer.headers.get('location')}/email`, cookie: kept.split(';')[0]};
}

/** For how long somebody waits who puts an address right. */
async function correct({where, cookie}, person, email) {
  const begin = performance.now();
  const answer = await fetch(family.at(where), {
    method: 'POST', redirect: 'manual', headers: {...addressOf(person), Cookie: cookie},
    body: new URLSearchParams({contact_email: email}),
  });
  await answer.arrayBuffer();
  assert.equal(answer.status, 303);
  return performance.now() - begin;
}

const block = (email) => family.ctl('contact', 'block', email, 'asked us to');

/** How long `act` takes for those who are `known` and for as many who come anew, by turns. */
async function timesOf(known, act) {
  const anew = `not-${known}`;
  const times = {[known]: [], [anew]: []};
  for (let i = 0, batch = 0; i < TRIES / 2; i += AT_ONCE / 2, ++batch) {
    // Whoever begins is not always of the same kind: that takes longer.
    await Promise.all(Array.from({length: AT_ONCE}, async (_, index) => {
      const who = (index + batch) % 2 === 0 ? known : anew;
      const person = i + Math.floor(index / 2);
      times[who].push(await act(person, `${who}-${person}@example.org`));
    }));
  }
  return times;
}

/** What somebody learns who knows these times. */
function judge(t, times) {
  const [first, second] = Object.values(times);
  const guess = bestGuess(first, second);
  t.diagnostic(`medians ${middle(first).toFixed(2)} and ${middle(second).toFixed(2)} ms; `
    + `the best guess is right ${(100 * guess).toFixed(1)} times in 100`);
  assert.ok(Math.abs(middle(first) - middle(second)) < 2);
  // By chance it is 0.53, or 0.55 for fewer.
  assert.ok(guess < (TRIES < 2000 ? 0.6 : 0.57), `guessed right in ${guess}`);
}

test(`nobody learns from ${TRIES} answers whether there is a booking`, async (t) => {
  // Each is asked for once, since somebody who was told is not told again so soon.
  const session = await family.newSession(TRIES / 2);
  for (let i = 0; i < TRIES / 2; ++i) await book(session, i, `there-${i}@example.org`);
  const times = {there: [], nowhere: []};
  for (let i = 0, batch = 0; i < TRIES / 2; i += AT_ONCE / 2, ++batch) {
    // Whoever begins is not always of the same kind: that takes longer.
    await Promise.all(Array.from({length: AT_ONCE}, async (_, index) => {
      const who = (index + batch) % 2 === 0 ? 'there' : 'nowhere';
      const person = i + Math.floor(index / 2);
      times[who].push(await ask(person, `${who}-${person}@example.org`));
    }));
  }
  judge(t, times);
});

for (const [what, act] of [['books', book], ['waits', wait]]) {
  test(`nobody learns from ${TRIES} forms who ${what} already`, async (t) => {
    // Whoever books again holds places, too, for as long as the form takes.
    const session = await family.newSession(act === book ? TRIES + AT_ONCE : 1);
    if (act === wait) await book(session, 0, 'sitter@example.org');
    for (let i = 0; i < TRIES / 2; ++i) await act(session, i, `again-${i}@example.org`);
    judge(t, await timesOf('again', (person, email) => act(session, person, email)));
  });
}

test(`nobody learns from ${TRIES} forms whom staff block`, async (t) => {
  const session = await family.newSession(TRIES + AT_ONCE);
  for (let i = 0; i < TRIES / 2; ++i) block(`blocked-${i}@example.org`);
  judge(t, await timesOf('blocked', (person, email) => book(session, person, email)));
  const [kept] = family.ctl('contact', 'export', 'blocked-0@example.org').bookings;
  assert.equal(kept.cancel_reason, 'BLOCKED');
});

/** Books for each of these contacts all that one may have. */
async function bookMost(emails) {
  for (let i = 0; i < MOST; ++i) {
    const session = await family.newSession(emails.length);
    for (const [person, email] of emails.entries()) await book(session, person, email);
  }
}

test(`nobody learns from ${TRIES} forms who has as many bookings as one may have`, async (t) => {
  await bookMost(Array.from({length: TRIES / 2}, (_, i) => `limited-${i}@example.org`));
  const session = await family.newSession(TRIES + AT_ONCE);
  judge(t, await timesOf('limited', (person, email) => book(session, person, email)));
  const kept = family.ctl('contact', 'export', 'limited-0@example.org').bookings
    .filter(({session_id: id}) => id === session);
  assert.deepEqual(kept.map(({cancel_reason: reason}) => reason), ['AT_LIMIT']);
});

test(`nobody learns from ${TRIES} corrections whether the right address has booked`, async (t) => {
  const session = await family.newSession(2 * TRIES);
  const mistyped = new Map();
  for (let i = 0; i < TRIES / 2; ++i) {
    await book(session, i, `right-${i}@example.org`);
    for (const email of [`right-${i}@example.org`, `not-right-${i}@example.org`]) {
      mistyped.set(email, await mistype(session, i, email));
    }
  }
  judge(t, await timesOf('right', (person, email) =>
    correct(mistyped.get(email), person, email)));
  const states = (email) => family.ctl('contact', 'export', email).bookings
    .map(({state, cancel_reason: reason}) => (state === 'CANCELLED' ? reason : state)).sort();
  assert.deepEqual(states('right-0@example.org'), ['CONFIRMED', 'REPEAT']);
  assert.deepEqual(states('not-right-0@example.org'), ['CONFIRMED']);
});

/** What a browser shows at the end of a booking, but for what is each booking's own. */
async function saidTo(session, email) {
  let said;
  await family.withPage({javaScriptEnabled: false}, async (page) => {
    await page.goto(family.at(`/sessions/${session}/book`));
    await fillInPage(page, {contact_email: email});
    await press(page, 'Confirm booking');
    await isBooked(page);
    said = await page.locator('main').innerText();
  });
  assert.ok(said.includes(email));
  return said.replaceAll(email, 'ADDRESS').replace(/\b[0-9A-Z]{8}\b/g, 'REFERENCE');
}

test('a first, a repeated, a blocked and one booking too many end with the same page', async () => {
  const session = await family.newSession();
  block('unwelcome@example.org');
  await bookMost(['often@example.org']);
  const first = await saidTo(session, 'same@example.org');
  assert.match(first, /REFERENCE/);
  assert.equal(await saidTo(session, 'same@example.org'), first);
  assert.equal(await saidTo(session, 'unwelcome@example.org'), first);
  assert.equal(await saidTo(session, 'often@example.org'), first);
  assert.equal(family.bookings(session).length, 1);
});
