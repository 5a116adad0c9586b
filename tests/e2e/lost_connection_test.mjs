// What families do after booking, with a connection that fails at every page and form: the
// first time before anything arrives, the second time before the answer does. Then the
// browser's Reload sends it again. On what deploy/up starts.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {answer, heading} from './booking_form.mjs';
import {FamilySite} from './family_site.mjs';
import {lettersOf} from './letters.mjs';

const family = new FamilySite();
const {at, bookings, mailTo} = family;
const {book, join, linkFor} = lettersOf(family);

before(() => family.start());
after(() => family.stop());

/** Lets each request for a page, or of a form, fail twice. */
async function failAll(page) {
  const tries = new Map();
  await page.route('**/*', async (route) => {
    const request = route.request();
    if (!request.isNavigationRequest()) return route.continue();
    const what = `${request.method()} ${request.url()} ${request.postData()}`;
    const before = tries.get(what) ?? 0;
    tries.set(what, before + 1);
    if (before > 1) return route.continue();
    if (before === 1) await route.fetch({maxRedirects: 0});
    return route.abort('connectionreset');
  });
}

/** Does what asks for a page, and asks again until it is there. */
async function reach(page, act) {
  await act().catch(() => {});
  await page.waitForURL('chrome-error://**');
  await page.reload().catch(() => {});
  await page.waitForURL('chrome-error://**');
  await page.reload();
}

const go = (page, where) => reach(page, () => page.goto(where));
const press = (page, name) =>
  reach(page, () => page.getByRole('button', {name}).last().click());
const follow = (page, name) => reach(page, () => page.getByRole('link', {name}).click());

const withLostAnswers = (act) => family.withPage({}, async (page) => {
  await failAll(page);
  await act(page);
});

async function openBooking(page, email) {
  await go(page, linkFor(email, 'manage'));
  await press(page, 'See my booking');
}

async function openTurn(page, email) {
  await go(page, linkFor(email, 'w'));
  await press(page, 'See my turn');
}

test('who comes and what they need is changed once', () => withLostAnswers(async (page) => {
  const session = await family.newSession(3);
  await book(session, 'changer@example.org');
  await openBooking(page, 'changer@example.org');
  await follow(page, /Change who comes/);
  await page.locator('[name=places]').fill('3');
  await press(page, 'Save who comes');
  await page.getByText('3 places, booked').waitFor();
  await follow(page, /Change your name/);
  await page.locator('[name=contact_name]').fill('Ada Lovelace');
  await page.locator('[name=access_other]').fill('A quiet room');
  await page.locator('[name=access_needs][value=breaks]').check();
  await press(page, 'Save');
  await page.getByText('A quiet room').waitFor();
  const [kept, ...others] = bookings(session);
  assert.deepEqual(others, []);
  assert.equal(kept.places, 3);
  assert.equal(kept.contact.name, 'Ada Lovelace');
  assert.equal(kept.access_needs.other, 'A quiet room');
  assert.equal(kept.access_needs.breaks, true);
}));

test('a booking moves once', () => withLostAnswers(async (page) => {
  const [first, second] = [await family.newSession(2), await family.newSession(2)];
  await book(first, 'mover@example.org');
  await openBooking(page, 'mover@example.org');
  await follow(page, 'Move to another date');
  await page.locator(`[name=to_session][value="${second}"]`).check();
  await press(page, 'Move my booking');
  await heading(page, 'Your booking');
  assert.deepEqual([bookings(first).length, bookings(second).length], [0, 1]);
}));

test('a booking is cancelled once', () => withLostAnswers(async (page) => {
  const session = await family.newSession(2);
  await book(session, 'canceller@example.org');
  await openBooking(page, 'canceller@example.org');
  await reach(page, () => page.getByRole('button', {name: /cancel/i}).first().click());
  await reach(page, () => page.getByRole('button', {name: /cancel/i}).first().click());
  await heading(page, /cancelled/);
  assert.equal(bookings(session).length, 0);
  await until('the letter', () => mailTo('canceller@example.org').length === 2);
}));

test('the waitlist is joined once, and an offer taken once', () =>
  withLostAnswers(async (page) => {
    const session = await family.newSession(2);
    await book(session, 'sitter@example.org');
    await go(page, at(`/workshops/journey/waitlist?date=${session}`));
    const answers = {contact_email: 'waiter@example.org', least_places: '1',
      access_other: 'A quiet room'};
    while (await page.locator('#step[action$="/confirm"]').count() === 0) {
      await answer(page, answers);
      await press(page, 'Continue');
    }
    await page.getByText('A quiet room').waitFor();
    await press(page, 'Join the waitlist');
    await heading(page, 'Thank you. We have your answers');
    await until('the letter', () => mailTo('waiter@example.org').length > 0);
    assert.equal(family.ctl('waitlist', 'list', session).waitlist_entries.length, 1);
    assert.equal(mailTo('waiter@example.org').length, 1);

    await openBooking(page, 'sitter@example.org');
    await reach(page, () => page.getByRole('button', {name: /cancel/i}).first().click());
    await reach(page, () => page.getByRole('button', {name: /cancel/i}).first().click());
    await until('the offer', () => mailTo('waiter@example.org').length === 2);
    await openTurn(page, 'waiter@example.org');
    await reach(page, () => page.getByRole('button', {name: 'Take the places'}).click());
    await page.locator('[name=who_for][value=child]').check();
    await page.locator('[name=age_band]').nth(1).check();
    await press(page, 'Take the places');
    await heading(page, 'Your places are booked');
    assert.deepEqual(bookings(session).map(({places}) => places), [2]);
  }));

test('an offer is declined, and the waitlist left, once', () =>
  withLostAnswers(async (page) => {
    const session = await family.newSession(1);
    await book(session, 'first@example.org', {places: '1'});
    await join(session, 'decliner@example.org', {places: '1'});
    await join(session, 'leaver@example.org', {places: '1'});
    await openTurn(page, 'leaver@example.org');
    await reach(page, () => page.getByRole('button', {name: 'Leave the waitlist'}).click());
    await press(page, 'Leave the waitlist');
    await heading(page, 'You are not on the waitlist');
    await openBooking(page, 'first@example.org');
    await reach(page, () => page.getByRole('button', {name: /cancel/i}).first().click());
    await reach(page, () => page.getByRole('button', {name: /cancel/i}).first().click());
    await until('the offer', () => mailTo('decliner@example.org').length === 2);
    await openTurn(page, 'decliner@example.org');
    await press(page, 'No, thank you');
    await heading(page, 'You are not on the waitlist');
    assert.equal(bookings(session).length, 0);
  }));

test('a lost e-mail is sent again once', () => withLostAnswers(async (page) => {
  const session = await family.newSession(2);
  await book(session, 'loser@example.org');
  await go(page, at('/find-my-booking'));
  await page.locator('[name=contact_email]').fill('loser@example.org');
  await press(page, 'Email me my bookings');
  await page.getByText('If there are bookings').waitFor();
  await until('the letter', () => mailTo('loser@example.org').length === 2);
}));
