// What families do with the links in their e-mails: answer an offer, change a
// booking, have everything deleted. On what deploy/up starts.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {heading, press} from './booking_form.mjs';
import {FamilySite, inMinutes} from './family_site.mjs';
import {lettersOf} from './letters.mjs';

const family = new FamilySite();
const {at, bookings, mailTo, shoot, withPage} = family;

before(() => family.start());
after(() => family.stop());

const {book, join, linkFor, openBooking, openTurn} = lettersOf(family);

test('an offer is taken with the link of its e-mail, and another declined', () =>
  withPage({javaScriptEnabled: false}, async (page) => {
    const session = await family.newSession(2);
    await book(session, 'early@example.org');
    await join(session, 'taker@example.org');
    await join(session, 'decliner@example.org', {places: '1'});
    await openTurn(page, 'taker@example.org');
    await heading(page, 'You are on the waitlist');
    await page.getByText('You are number 1').waitFor();
    await shoot(page, 'turn');

    await openBooking(page, 'early@example.org');
    await page.getByRole('link', {name: /Change who comes/}).click();
    await page.locator('[name=places]').fill('1');
    await shoot(page, 'who-comes');
    await press(page, 'Save who comes');
    await page.getByText('1 place, booked').waitFor();
    assert.equal(bookings(session)[0].places, 1);

    await until('the offer', () => mailTo('taker@example.org').length === 2);
    await openTurn(page, 'taker@example.org');
    await heading(page, 'There are places for you');
    await page.getByText('We are keeping 1 place for you. You asked for 2.').waitFor();
    await shoot(page, 'offer');
    await page.getByRole('button', {name: 'Take the places'}).click();
    await press(page, 'Take the places');
    assert.match(await page.title(), /^Error: /);
    await page.locator('[name=who_for][value=child]').check();
    await page.locator('[name=age_band]').nth(1).check();
    await shoot(page, 'take');
    await press(page, 'Take the places');
    await heading(page, 'Your places are booked');
    await page.goBack();
    await press(page, 'Take the places');
    await page.getByRole('heading', {level: 1}).waitFor();
    assert.deepEqual(bookings(session).map(({places}) => places), [1, 1]);

    // The rest is offered to the next, who does not want it.
    await openBooking(page, 'early@example.org');
    await page.getByRole('button', {name: /cancel/i}).click();
    await page.getByRole('button', {name: /cancel/i}).first().click();
    await until('the offer', () => mailTo('decliner@example.org').length === 2);
    await openTurn(page, 'decliner@example.org');
    await press(page, 'No, thank you');
    await heading(page, 'You are not on the waitlist');
    assert.equal(bookings(session).length, 1);
  }));

test('the waitlist can be left', () => withPage({}, async (page) => {
  const session = await family.newSession(2);
  await book(session, 'sitter@example.org');
  await join(session, 'leaver@example.org');
  await openTurn(page, 'leaver@example.org');
  await page.getByRole('button', {name: 'Leave the waitlist'}).click();
  await heading(page, 'Do you want to leave the waitlist?');
  await shoot(page, 'leave');
  await press(page, 'Leave the waitlist');
  await heading(page, 'You are not on the waitlist');
  assert.equal((family.ctl('waitlist', 'list', session).waitlist_entries ?? []).length, 0);
}));

test('a booking moves to another date in one step', () => withPage({}, async (page) => {
  const first = await family.newSession(2);
  const second = await family.newSession(2);
  await book(first, 'mover@example.org');
  await openBooking(page, 'mover@example.org');
  await shoot(page, 'booking');
  await page.getByRole('link', {name: 'Move to another date'}).click();
  await press(page, 'Move my booking');
  assert.match(await page.title(), /^Error: /);
  await page.locator(`[name=to_session][value="${second}"]`).check();
  await shoot(page, 'move');
  await press(page, 'Move my booking');
  await heading(page, 'Your booking');
  assert.deepEqual([bookings(first).length, bookings(second).length], [0, 1]);
}));

/** What the browser saves when it follows a link to what is kept. */
async function downloadKept(page) {
  const [download] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('link', {name: 'Download what we keep about you'}).click()]);
  let text = '';
  for await (const piece of await download.createReadStream()) text += piece;
  return JSON.parse(text);
}

test('when it is time, one button leads to the meeting', () =>
  withPage({elsewhere: ['https://teams.microsoft.com/']}, async (page) => {
    const session = await family.newSession(2, inMinutes(14));
    await book(session, 'joiner@example.org');
    await page.goto(linkFor('joiner@example.org', 'j'));
    await page.getByText('It is time.').waitFor();
    await shoot(page, 'join');
    const meeting = page.waitForRequest('https://teams.microsoft.com/**');
    const button = page.getByRole('button', {name: 'Join on Microsoft Teams'});
    const [asked] = await Promise.all([meeting, button.click({noWaitAfter: true})]);
    assert.equal(asked.url(), 'https://teams.microsoft.com/l/meetup-join/journey');
    assert.equal(await asked.headerValue('referer'), null);
  }));

test('before it is time, the link says from when on', () => withPage({}, async (page) => {
  const session = await family.newSession(2, inMinutes(40));
  await book(session, 'early@example.org');
  await page.goto(linkFor('early@example.org', 'j'));
  await page.getByText('You can join from').waitFor();
  assert.equal(await page.getByRole('button', {name: /Join/}).count(), 0);
}));

test('what is kept is downloaded, and then deleted', () => withPage({}, async (page) => {
  const session = await family.newSession(2);
  await book(session, 'eraser@example.org', {access_other: 'A quiet room'});
  await openBooking(page, 'eraser@example.org');
  const {bookings: kept} = await downloadKept(page);
  assert.equal(kept[0].contact.email, 'eraser@example.org');
  assert.equal(kept[0].access_needs.other, 'A quiet room');
  await page.getByRole('link', {name: 'Ask us to delete it'}).click();
  await shoot(page, 'erase');
  await press(page, 'Delete everything about me');
  await heading(page, 'It is deleted');
  await shoot(page, 'erased');
  assert.equal(bookings(session).length, 0);
  await until('the farewell', () => mailTo('eraser@example.org').length === 1);
}));

test('so it is for whoever only waits, and the link leads nowhere then', () =>
  withPage({}, async (page) => {
    const session = await family.newSession(2);
    await book(session, 'sitting@example.org');
    await join(session, 'vanisher@example.org');
    const link = linkFor('vanisher@example.org', 'w');
    await openTurn(page, 'vanisher@example.org');
    const {waitlist_entries: kept} = await downloadKept(page);
    assert.equal(kept[0].contact.email, 'vanisher@example.org');
    await page.getByRole('link', {name: 'Ask us to delete it'}).click();
    await shoot(page, 'waiting-erase');
    await press(page, 'Delete everything about me');
    await heading(page, 'It is deleted');
    assert.equal((family.ctl('waitlist', 'list', session).waitlist_entries ?? []).length, 0);
    assert.deepEqual(bookings(session).map(({places}) => places), [2], 'others keep theirs');
    await page.goto(link);
    await heading(page, 'This link does not work');
  }));

test('whoever lost the e-mail gets it again, and the page tells nothing', () =>
  withPage({javaScriptEnabled: false}, async (page) => {
    const session = await family.newSession(2);
    await book(session, 'loser@example.org');
    const said = [];
    for (const email of ['loser@example.org', 'nobody@example.org']) {
      await page.goto(at('/'));
      await page.getByRole('link', {name: 'Find my booking'}).click();
      await page.locator('[name=contact_email]').fill(email);
      await shoot(page, 'find');
      await press(page, 'Email me my bookings');
      await page.getByText('If there are bookings').waitFor();
      said.push(`${page.url()} ${await page.locator('main').innerText()}`);
    }
    assert.equal(said[0], said[1]);
    await until('the letter', () => mailTo('loser@example.org').length === 2);
    assert.equal(mailTo('nobody@example.org').length, 0);
  }));
