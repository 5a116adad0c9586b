// What families do, with a connection that fails at every page and form, and at every page
// that one leads to: the first time before anything arrives, the second time before the
// answer does. Then the browser's Reload sends it again. On what deploy/up starts.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {breakConnection, download, lose, reach} from './bad_connection.mjs';
import {answer, fillIn as fillInPage, giveBack, heading, isBooked, keep,
  press as pressOnce} from './booking_form.mjs';
import {FamilySite, inMinutes} from './family_site.mjs';
import {lettersOf} from './letters.mjs';
import {withSelfCheck} from './self_check.mjs';

const family = new FamilySite();
const {at, bookings, mailTo} = family;
const {book, join, linkFor} = lettersOf(family);

before(() => family.start(withSelfCheck()));
after(() => family.stop());

const go = (page, where) => reach(page, () => page.goto(where));
const press = (page, name) =>
  reach(page, () => page.getByRole('button', {name}).last().click());
const follow = (page, name) => reach(page, () => page.getByRole('link', {name}).click());

const withLostAnswers = (act, options = {}) => family.withPage(options, async (page) => {
  await breakConnection(page, at('/'));
  await act(page);
});

const formOf = (session) => at(`/sessions/${session}/book`);

async function openBooking(page, email) {
  await go(page, linkFor(email, 'manage'));
  await press(page, 'See my booking');
}

async function openTurn(page, email) {
  await go(page, linkFor(email, 'w'));
  await press(page, 'See my turn');
}

/** Answers step by step, until the last look. */
async function fillIn(page, answers) {
  while (await page.locator('#step[action$="/confirm"]').count() === 0) {
    await answer(page, answers);
    await press(page, 'Continue');
  }
}

test('places are booked once, with more time, a change, and the address put right', () =>
  withLostAnswers(async (page) => {
    const session = await family.newSession(3);
    const answers = {contact_email: 'mistyped@example.org', access_other: 'A quiet room'};
    await go(page, formOf(session));
    await answer(page, answers);
    await press(page, 'Continue');
    await press(page, 'Keep my places for longer');
    await fillIn(page, answers);
    await press(page, 'Change anything else that would help');
    assert.equal(await page.locator('[name=access_other]').inputValue(), 'A quiet room');
    await page.locator('[name=access_other]').fill('A calm room');
    await press(page, 'Continue');
    await page.getByText('A calm room').waitFor();
    await press(page, 'Keep my places for longer');
    await press(page, 'Confirm booking');
    await isBooked(page);
    await follow(page, 'This is not my email address');
    await page.locator('[name=contact_email]').fill('right@example.org');
    await press(page, 'Send to this address');
    await page.getByText('right@example.org').waitFor();
    await until('the letter', () => mailTo('right@example.org').length > 0);
    const [kept, ...others] = bookings(session);
    assert.deepEqual(others, []);
    assert.equal(kept.places, 2);
    assert.equal(kept.access_needs.other, 'A calm room');
    assert.equal(mailTo('right@example.org').length, 1);
  }));

test('places are waited for in line, and booked once', () =>
  family.withPage({look: false}, (stranger) => withLostAnswers(async (page) => {
    const session = await family.newSession(2);
    await keep(stranger, formOf(session), '2');
    await go(page, formOf(session));
    await answer(page, {});
    await press(page, 'Continue');
    await press(page, 'Wait in line');
    await press(page, 'Keep my turn for longer');
    await page.getByText('You are next.').waitFor();
    await giveBack(stranger);
    await press(page, 'Look again');
    await fillIn(page, {contact_email: 'line@example.org'});
    await press(page, 'Confirm booking');
    await isBooked(page);
    assert.deepEqual(bookings(session).map(({places}) => places), [2]);
  })));

test('whoever waits in line at the end types nothing again, and books once', () =>
  family.withPage({look: false}, (stranger) => withLostAnswers(async (page) => {
    const session = await family.newSession(2);
    await go(page, formOf(session));
    await fillIn(page, {contact_email: 'late@example.org'});
    // The places go to another window of the same browser, and from there to nobody.
    const window = await page.context().newPage();
    await keep(window, formOf(await family.newSession()), '1');
    await keep(stranger, formOf(session), '2');
    await press(page, 'Confirm booking');
    await press(page, 'Wait in line');
    await page.getByText('You are next.').waitFor();
    await giveBack(stranger);
    await press(page, 'Look again');
    await page.getByText('late@example.org').waitFor();
    await press(page, 'Confirm booking');
    await isBooked(page);
    assert.deepEqual(bookings(session).map(({places}) => places), [2]);
  })));

for (const [what, isLost, kinds] of [
  ['anything that a page loads', () => true, ['stylesheet', 'script']],
  ['news of places', (kind) => kind === 'eventsource', ['eventsource']]]) {
  test(`places are booked though ${what} never comes`, () =>
    family.withPage({look: false}, async (page) => {
      const session = await family.newSession(2);
      const lost = new Set();
      await page.route('**/*', (route) => {
        const kind = route.request().resourceType();
        if (route.request().isNavigationRequest() || !isLost(kind)) return route.continue();
        lost.add(kind);
        return route.abort('connectionreset');
      });
      await page.goto(at('/workshops/journey'));
      await until('what is lost', () => kinds.every((kind) => lost.has(kind)));
      await page.goto(formOf(session));
      await fillInPage(page, {contact_email: `${kinds[0]}@example.org`});
      await pressOnce(page, 'Confirm booking');
      await isBooked(page);
      assert.deepEqual(bookings(session).map(({places}) => places), [2]);
    }));
}

for (const [who, begin, openLink] of [
  ['whoever booked', book, openBooking], ['whoever waits', join, openTurn]]) {
  test(`what is kept of ${who} is deleted once`, () => withLostAnswers(async (page) => {
    const session = await family.newSession(2);
    await book(session, `sitter-of-${begin.name}@example.org`, {places: '1'});
    const email = `eraser-of-${begin.name}@example.org`;
    await begin(session, email, {places: '1'});
    // The letters of before are erased with it.
    const farewells = () => mailTo(email)
      .filter((text) => /^Subject: Your details are erased/m.test(text));
    await openLink(page, email);
    await follow(page, 'Ask us to delete it');
    await press(page, 'Delete everything about me');
    await until('the farewell', () => farewells().length > 0);
    assert.equal(farewells().length, 1);
    assert.equal(bookings(session).length, 1, 'others keep theirs');
    assert.deepEqual(family.ctl('waitlist', 'list', session).waitlist_entries ?? [], []);
  }));
}

test('who comes and what they need is changed once', () => withLostAnswers(async (page) => {
  const session = await family.newSession(3);
  await book(session, 'changer@example.org');
  await openBooking(page, 'changer@example.org');
  await follow(page, /Change who comes/);
  await page.locator('[name=places]').fill('3');
  await press(page, 'Save who comes');
  await page.getByText('3 places, booked').waitFor();
  await follow(page, /Change your details/);
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

test('the self-check forgets no answer', () => withLostAnswers(async (page) => {
  await go(page, at('/could-this-help'));
  await press(page, 'Start');
  for (const said of ['No', 'A child aged 5 to 11', 'Worry or fear']) {
    await page.getByLabel(said, {exact: true}).check();
    await press(page, 'Continue');
  }
  await page.getByRole('heading', {name: 'A workshop for parents'}).waitFor();
}));

test('what is kept can be downloaded after all', () => withLostAnswers(async (page) => {
  const session = await family.newSession(2);
  await book(session, 'keeper@example.org');
  await openBooking(page, 'keeper@example.org');
  const text = await download(page, () =>
    page.getByRole('link', {name: 'Download what we keep about you'}).click());
  assert.equal(JSON.parse(text).bookings[0].contact.email, 'keeper@example.org');
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
    await fillIn(page, answers);
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

test('the meeting is joined, and put into a calendar, after all', () =>
  withLostAnswers(async (page) => {
    const session = await family.newSession(2, inMinutes(14));
    await book(session, 'joiner@example.org');
    const link = linkFor('joiner@example.org', 'j');
    await go(page, link);
    const button = page.getByRole('button', {name: 'Join on Microsoft Teams'});
    await lose(page, () => button.click({noWaitAfter: true}));
    await lose(page, () => page.reload());
    const [asked] = await Promise.all([
      page.waitForRequest('https://teams.microsoft.com/**'),
      // Nobody is there.
      lose(page, () => page.reload())]);
    assert.equal(asked.url(), 'https://teams.microsoft.com/l/meetup-join/journey');
    await go(page, link);
    const entry = await download(page, () =>
      page.getByRole('link', {name: 'Add to your calendar'}).click());
    assert.match(entry, /^BEGIN:VCALENDAR[^]*BEGIN:VEVENT/);
  }, {elsewhere: ['https://teams.microsoft.com/']}));
