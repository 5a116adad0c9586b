// How long "find my booking" takes, and a booking, tells nothing. On what deploy/up starts.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {FamilySite} from './family_site.mjs';

const TRIES = process.env.CWP_TEST_LONG ? 2000 : 600;
const AT_ONCE = 10;

const family = new FamilySite();
// Everybody asks from an address of their own, as far as web can tell.
before(() => family.start({config: 'trusted-proxies = "127.0.0.1"\n'}));
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

const answersOf = (email) => ({who_for: 'child', places: '1', age_band: '5_to_11',
  in_area: 'yes', contact_name: 'Ada Example', contact_email: email});

/** Fills in a form without a browser; for how long its last page takes. */
async function fillIn(form, person, answers) {
  let html = await (await fetch(family.at(form))).text();
  for (;;) {
    const action = /<form id="step" action="([^"]*)"/.exec(html)?.[1];
    assert.ok(action, /<main[^]*<.main>/.exec(html)?.[0]);
    const sealed = /name="answers" value="([^"]*)"/.exec(html.slice(html.indexOf(action)))[1];
    const begin = performance.now();
    const answer = await fetch(family.at(action), {method: 'POST', redirect: 'manual',
      headers: addressOf(person),
      body: new URLSearchParams({...answers, answers: sealed})});
    html = await answer.text();
    if (answer.status === 303) return performance.now() - begin;
    assert.equal(answer.status, 200);
    assert.ok(!html.includes('<title>Error'), html);
  }
}

const book = (session, person, email) =>
  fillIn(`/sessions/${session}/book`, person, answersOf(email));

const wait = (session, person, email) =>
  fillIn(`/workshops/journey/waitlist?date=${session}`, person,
    {...answersOf(email), dates: session, least_places: '1'});

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
  for (let i = 0; i < TRIES / 2; i += AT_ONCE / 2) {
    await Promise.all(Array.from({length: AT_ONCE}, async (_, index) => {
      const who = index % 2 === 0 ? 'there' : 'nowhere';
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
    const times = {again: [], anew: []};
    for (let i = 0; i < TRIES / 2; i += AT_ONCE / 2) {
      await Promise.all(Array.from({length: AT_ONCE}, async (_, index) => {
        const who = index % 2 === 0 ? 'again' : 'anew';
        const person = i + Math.floor(index / 2);
        times[who].push(await act(session, person, `${who}-${person}@example.org`));
      }));
    }
    judge(t, times);
  });
}
