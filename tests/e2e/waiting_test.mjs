// What families do when there are no places: wait in line for those that others
// keep, or join the waitlist. On what deploy/up starts.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {until} from '../deploy/installation.mjs';
import {answer, fillIn, giveBack, goOn, heading, isBooked, keep, press} from './booking_form.mjs';
import {FamilySite} from './family_site.mjs';

const family = new FamilySite();
const {at, bookings, mailTo, shoot, withPage} = family;

before(() => family.start());
after(() => family.stop());

const formOf = (session) => at(`/sessions/${session}/book`);

for (const javaScriptEnabled of [false, true]) {
  const scripts = javaScriptEnabled ? 'with scripts' : 'without scripts';

  test(`places that others keep are waited for in line, ${scripts}`, () =>
    withPage({}, (stranger) => withPage({javaScriptEnabled}, async (page) => {
      const session = await family.newSession(2);
      await keep(stranger, formOf(session), '2');
      await page.goto(formOf(session));
      await answer(page, {});
      await goOn(page);
      await heading(page, 'We could not book your places');
      await shoot(page, 'held');
      await press(page, 'Wait in line');
      await heading(page, 'You are in line');
      await page.getByText('You are next.').waitFor();
      await page.getByText('Other people keep places until').waitFor();
      await shoot(page, 'in-line');
      const first = page.url();
      await press(page, 'Keep my turn for longer');
      await heading(page, 'You are in line');
      await page.goto(first);
      assert.doesNotMatch(decodeURIComponent(first), /child|places=/);

      await giveBack(stranger);
      // By itself, after 20 seconds.
      await page.getByRole('heading', {name: 'There are places for you'})
        .waitFor({timeout: 40_000});
      await shoot(page, 'in-line-ready');
      await press(page, 'Continue with your booking');
      await fillIn(page, {contact_email: `line-${javaScriptEnabled}@example.org`});
      await press(page, 'Confirm booking');
      await isBooked(page);
      assert.deepEqual(bookings(session).map(({places}) => places), [2]);
    })));
}

test('a page in line can be told to stay as it is', () =>
  withPage({}, (stranger) => withPage({}, async (page) => {
    const session = await family.newSession(1);
    await keep(stranger, formOf(session), '1');
    await page.goto(formOf(session));
    await answer(page, {places: '1'});
    await goOn(page);
    await press(page, 'Wait in line');
    const loud = await fetch(page.url());
    assert.equal(loud.headers.get('refresh'), '20');
    await page.getByRole('link', {name: 'Stop that'}).click();
    await page.getByText('does not look again by itself').waitFor();
    assert.equal((await fetch(page.url())).headers.get('refresh'), null);
    await press(page, 'Leave the line');
    await heading(page, 'A journey');
  })));

test('whoever waits at the end loses nothing', () =>
  withPage({}, (stranger) => withPage({}, async (page) => {
    const session = await family.newSession(2);
    await page.goto(formOf(session));
    await fillIn(page, {places: '1', contact_email: 'late@example.org'});
    // The places go to another window of the same browser, and from there to nobody.
    const window = await page.context().newPage();
    await keep(window, formOf(await family.newSession()), '1');
    await keep(stranger, formOf(session), '2');
    await press(page, 'Confirm booking');
    await heading(page, 'We could not book your places');
    await press(page, 'Wait in line');
    await heading(page, 'You are in line');
    const turn = page.url();
    assert.match(turn, /\/book\/line\/./);
    await page.reload();
    await heading(page, 'You are in line');
    await giveBack(stranger);
    // By itself, after 20 seconds.
    await page.getByRole('heading', {name: 'There are places for you'})
      .waitFor({timeout: 40_000});
    // Another browser that has the address knows nothing of who waits.
    await withPage({}, async (other) => {
      await other.goto(turn);
      await press(other, 'Continue with your booking');
      assert.equal(await other.locator('[name=contact_email]').inputValue(), '');
    });
    await press(page, 'Continue with your booking');
    await page.getByText('late@example.org').waitFor();
    const kept = async () => (await page.context().cookies())
      .filter(({name}) => name.startsWith('line-')).length;
    assert.equal(await kept(), 1);
    await press(page, 'Confirm booking');
    await isBooked(page);
    assert.equal(await kept(), 0);
    assert.equal(bookings(session).length, 1);
  })));

/** Books all places of a session. */
async function fill(session, email) {
  await withPage({}, async (page) => {
    await page.goto(formOf(session));
    await fillIn(page, {contact_email: email});
    await press(page, 'Confirm booking');
    await isBooked(page);
  });
  await until('the full session', async () =>
    (await fetch(formOf(session))).status === 409);
}

test('the waitlist of a full session is joined, and the page tells nothing', () =>
  withPage({javaScriptEnabled: false}, async (page) => {
    const session = await family.newSession(2);
    await fill(session, 'first@example.org');
    await page.goto(formOf(session));
    await page.getByRole('link', {name: 'Join the waitlist'}).first().click();
    await shoot(page, 'wait-who');
    await answer(page, {});
    await goOn(page);
    assert.ok(await page.locator(`[name=dates][value="${session}"]`).isChecked());
    await page.locator('[name=least_places]').fill('1');
    await shoot(page, 'wait-dates');
    await fillIn(page, {contact_email: 'second@example.org'});
    await shoot(page, 'wait-check');
    await press(page, 'Join the waitlist');
    await heading(page, 'Thank you. We have your answers');
    await shoot(page, 'wait-joined');
    const said = await page.locator('main').innerText();
    await page.goBack();
    await press(page, 'Join the waitlist');
    await heading(page, 'Thank you. We have your answers');
    await until('the letter', () => mailTo('second@example.org').length > 0);
    const [entry] = family.ctl('waitlist', 'list', session).waitlist_entries;
    assert.equal(entry.least_places, 1);
    assert.equal(mailTo('second@example.org').length, 1, 'joined once');

    // Somebody who has a place already is told so by e-mail alone.
    await page.goto(at(`/workshops/journey/waitlist?date=${session}`));
    await fillIn(page, {least_places: '2', contact_email: 'first@example.org'});
    await press(page, 'Join the waitlist');
    await heading(page, 'Thank you. We have your answers');
    assert.equal(await page.locator('main').innerText(), said);
    await until('the letter', () => mailTo('first@example.org').length === 2);
  }));

test('a workshop without dates takes those who wait for any', () =>
  withPage({}, async (page) => {
    family.newWorkshop('later', 'Later');
    await until('its page', async () =>
      (await fetch(at('/workshops/later'))).status === 200);
    await page.goto(at('/workshops/later'));
    await page.getByText('Dates later.').waitFor();
    await page.getByRole('link', {name: 'Join the waitlist'}).click();
    await answer(page, {places: '1'});
    await goOn(page);
    await goOn(page);
    assert.match(await page.title(), /^Error: /);
    await page.getByLabel('Any date, also later ones').check();
    await fillIn(page, {places: '1', contact_email: 'any@example.org'});
    await press(page, 'Join the waitlist');
    await heading(page, 'Thank you. We have your answers');
    await until('the letter', () => mailTo('any@example.org').length === 1);
  }));
