import assert from 'node:assert/strict';

import {until} from '../deploy/installation.mjs';
import {fillIn, heading, isBooked, press} from './booking_form.mjs';

/** What families do with the letters of a site: get them, and open their links. */
export function lettersOf({at, mailTo, newPage}) {
  /** Books, and waits for the letter. */
  async function book(session, email, answers = {}) {
    const page = await newPage();
    await page.goto(at(`/sessions/${session}/book`));
    await fillIn(page, {contact_email: email, ...answers});
    await press(page, 'Confirm booking');
    await isBooked(page);
    await page.context().close();
    await until('the letter', () => mailTo(email).length > 0);
  }

  /** Joins the waitlist, and waits for the letter. */
  async function join(session, email, answers = {}) {
    const page = await newPage();
    await page.goto(at(`/workshops/journey/waitlist?date=${session}`));
    await fillIn(page, {contact_email: email, least_places: '1', ...answers});
    await press(page, 'Join the waitlist');
    await heading(page, 'Thank you. We have your answers');
    await page.context().close();
    await until('the letter', () => mailTo(email).length > 0);
  }

  /** The link of the newest letter: `kind` is `manage` or `w`. */
  const linkFor = (email, kind) =>
    new RegExp(`http\\S+/${kind}/\\S+`).exec(mailTo(email).at(-1))[0];

  /** Opens that link, by its button. */
  async function open(page, email, kind, button) {
    await page.goto(linkFor(email, kind));
    assert.ok(!(await page.content()).includes(email), 'the link alone shows nothing');
    await press(page, button);
  }

  return {
    book, join, linkFor,
    openBooking: (page, email) => open(page, email, 'manage', 'See my booking'),
    openTurn: (page, email) => open(page, email, 'w', 'See my turn'),
  };
}
