// The pages of a booking as families use them: by keyboard alone, going back,
// clicking twice, losing the connection anywhere, without cookies; with scripts
// and without. On what deploy/up starts.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {answer, fillIn, goOn, heading, isBooked} from './booking_form.mjs';
import {FamilySite} from './family_site.mjs';
import {lettersOf} from './letters.mjs';

const steps = ['who', 'age', 'area', 'contact', 'needs', 'use'];

const family = new FamilySite();
const {bookings, withPage} = family;
const site = (where) => family.at(where);
const newSession = (capacity) => family.newSession(capacity);
const {openBooking} = lettersOf(family);

before(() => family.start());
after(() => family.stop());

const stepOf = async (page) =>
  (await page.locator('#step').getAttribute('action')).split('/').at(-1);

/** Presses Tab until what has the focus is what is looked for. */
async function tabTo(page, selector) {
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((sought) => document.activeElement.matches(sought), selector)) return;
  }
  assert.fail(`the Tab key does not reach ${selector}`);
}

for (const javaScriptEnabled of [false, true]) {
  const scripts = javaScriptEnabled ? 'with scripts' : 'without scripts';

  test(`a booking by keyboard alone, ${scripts}`, () =>
    withPage({look: false, javaScriptEnabled, forcedColors: 'active'}, async (page) => {
      const session = await newSession();
      const press = async (selector, ...keys) => {
        await tabTo(page, selector);
        for (const key of keys) await page.keyboard.press(key);
      };
      // The Enter key in a field goes on, though there are buttons before it.
      const enter = async (step) => {
        await page.keyboard.press('Enter');
        await page.locator(`#step:not([action$=${step}])`).waitFor();
      };
      await page.goto(site(`/sessions/${session}/book`));
      await press('[name=who_for]', 'Space', 'ArrowDown');
      await press('[name=places]', '2');
      await enter('who');
      await press('[name=age_band]', 'Space', 'ArrowDown');
      await press('#step button:not([name])');
      await enter('age');
      await press('[name=in_area]', 'Space');
      await press('#step button:not([name])');
      await enter('area');
      await press('[name=contact_name]', ...'Ada');
      await press('[name=contact_email]', ...'keys@example.org');
      await enter('contact');
      await press('[name=access_needs]', 'Space');
      for (const step of ['needs', 'use']) {
        await press('#step button:not([name])');
        await enter(step);
      }
      await press('#step button:not([name])', 'Enter');
      await isBooked(page);
      assert.equal(bookings(session).length, 1);
      assert.equal(bookings(session)[0].places, 2);
    }));

  test(`Back works on every page and loses nothing, ${scripts}`, () =>
    withPage({javaScriptEnabled}, async (page) => {
      const session = await newSession();
      const typed = {contact_email: 'back@example.org', access_other: 'A quiet room'};
      await page.goto(site(`/sessions/${session}/book`));
      await fillIn(page, {contact_email: 'no address'});
      await fillIn(page, typed);
      // The browser's own, also to what was refused.
      for (const step of ['use', 'needs', 'contact', ...steps.slice(0, 4).reverse()]) {
        await page.goBack();
        assert.equal(await stepOf(page), step);
      }
      assert.ok(await page.locator('[name=who_for][value=child]').isChecked());
      for (let i = 0; i <= steps.length; ++i) await page.goForward();
      // And the link.
      for (const step of [...steps].reverse()) {
        await page.getByRole('button', {name: 'Back'}).click();
        assert.equal(await stepOf(page), step);
        if (step === 'contact') {
          assert.equal(await page.locator('[name=contact_email]').inputValue(),
            'back@example.org');
        }
        if (step === 'needs') {
          assert.equal(await page.locator('[name=access_other]').inputValue(), 'A quiet room');
        }
      }
      for (const step of steps) {
        assert.equal(await stepOf(page), step);
        await goOn(page);
      }
      await page.getByRole('button', {name: 'Confirm booking'}).click();
      await isBooked(page);
      await page.goBack();
      await page.getByRole('button', {name: 'Confirm booking'}).click();
      await isBooked(page);
      assert.equal(bookings(session).length, 1);
    }));

  test(`clicking twice, and reloading every page, books once, ${scripts}`, () =>
    withPage({javaScriptEnabled}, async (page) => {
      const session = await newSession(2);
      await page.goto(site(`/sessions/${session}/book`));
      for (const step of steps) {
        assert.equal(await stepOf(page), step);
        await answer(page, {contact_email: 'twice@example.org'});
        await page.getByRole('button', {name: 'Continue'}).last().dblclick();
        await page.locator(`#step:not([action$=${step}])`).waitFor();
        await page.waitForLoadState('networkidle');
        await page.reload();
      }
      await page.getByRole('button', {name: 'Confirm booking'}).dblclick();
      await isBooked(page);
      await page.reload();
      await isBooked(page);
      assert.deepEqual(bookings(session).map(({places}) => places), [2]);
    }));

  test(`a connection lost at any page loses nothing, ${scripts}`, () =>
    withPage({javaScriptEnabled}, async (page) => {
      const session = await newSession(2);
      let cut = false;
      // The request arrives, and its answer is lost.
      await page.route('**/book/**', async (route) => {
        if (!cut) return route.continue();
        cut = false;
        await route.fetch({maxRedirects: 0});
        return route.abort('connectionreset');
      });
      await page.goto(site(`/sessions/${session}/book`));
      for (const step of [...steps, 'confirm']) {
        assert.equal(await stepOf(page), step);
        await answer(page, {contact_email: 'cut@example.org'});
        const button = step === 'confirm' ? 'Confirm booking' : 'Continue';
        cut = true;
        await page.getByRole('button', {name: button}).last().click();
        await page.waitForURL('chrome-error://**');
        await page.goBack();
        assert.equal(await stepOf(page), step);
        await answer(page, {contact_email: 'cut@example.org'});
        await page.getByRole('button', {name: button}).last().click();
      }
      await isBooked(page);
      assert.deepEqual(bookings(session).map(({places}) => places), [2]);
    }));
}

test('booking needs no cookies, and a link that does says so', () => withPage({}, async (page) => {
  const session = await newSession();
  await page.goto(site(`/sessions/${session}/book`));
  for (const step of [...steps, 'confirm']) {
    assert.equal(await stepOf(page), step);
    await answer(page, {contact_email: 'none@example.org'});
    // As a browser that keeps none.
    await page.context().clearCookies();
    await page.locator('#step button:not([name])').click();
    await page.waitForLoadState();
  }
  await isBooked(page);
  assert.equal(bookings(session).length, 1);

  // What the letter leads to is seen with one alone, and says so.
  await until('the letter', () => family.mailTo('none@example.org').length > 0);
  await openBooking(page, 'none@example.org');
  await page.waitForURL('**/booking');
  await page.context().clearCookies();
  await page.reload();
  await heading(page, 'Please open the link again');
  await page.getByText('your browser may not accept cookies').waitFor();
  await page.getByText('we can do all of this for you').waitFor();
}));

test('two windows book two sessions, and one keeps places at a time', () =>
  withPage({}, async (page) => {
    const [first, second] = [await newSession(2), await newSession(2)];
    const other = await page.context().newPage();
    await page.goto(site(`/sessions/${first}/book`));
    await fillIn(page, {contact_email: 'two@example.org'});
    await other.goto(site(`/sessions/${second}/book`));
    await fillIn(other, {contact_email: 'two@example.org'});
    // The first window's places went to the second, and others may have them.
    await withPage({}, async (stranger) => {
      await stranger.goto(site(`/sessions/${first}/book`));
      await fillIn(stranger, {contact_email: 'stranger@example.org', places: '1'});
      await stranger.getByRole('button', {name: 'Confirm booking'}).click();
      await isBooked(stranger);
    });
    await other.getByRole('button', {name: 'Confirm booking'}).click();
    await isBooked(other);
    await page.getByRole('button', {name: 'Confirm booking'}).click();
    await page.getByRole('heading', {name: 'We could not book your places'}).waitFor();
    await page.getByText('is now 1 place left').waitFor();
    await page.getByRole('button', {name: 'Change the number of places'}).click();
    await page.locator('[name=places]').fill('1');
    await goOn(page);
    await page.getByText('two@example.org').waitFor();
    await page.getByRole('button', {name: 'Confirm booking'}).click();
    await isBooked(page);
    assert.equal(bookings(first).length, 2);
    assert.equal(bookings(second).length, 1);
  }));

test('emoji and long names are kept as they are', () => withPage({}, async (page) => {
  const session = await newSession();
  const name = '🦊'.repeat(100);
  await page.goto(site(`/sessions/${session}/book`));
  await fillIn(page, {contact_email: '  spaces @example.org ', contact_name: name + name});
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator('[name=contact_name]').inputValue(), name + name);
  await fillIn(page, {contact_email: '  spaces @example.org ', contact_name: name});
  await page.getByRole('button', {name: 'Confirm booking'}).click();
  await isBooked(page);
  const [kept] = bookings(session);
  assert.equal(kept.contact.name, name);
  assert.equal(kept.contact.email, 'spaces@example.org');
}));
