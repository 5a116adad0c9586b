import {lookOnce} from './axe_check.mjs';
import {pressButton} from './press_button.mjs';

/** What a family answers, by field; `email` and others may differ. */
const usual = {
  who_for: 'child', places: '2', young_people: '1', in_area: 'yes',
  attendee_names: 'Ada\nBo', contact_name: 'Ada Example',
};

/** Fills in what the page asks, of these answers or, where it has to be, of the
 * usual ones. */
export async function answer(page, answers) {
  for (const [name, value] of Object.entries({...usual, ...answers})) {
    const field = page.locator(`#step [name=${name}]`);
    if (await field.count() === 0) continue;
    if (await field.first().getAttribute('type') === 'radio') {
      await page.locator(`#step [name=${name}][value=${value}]`).check();
    } else {
      await field.fill(value);
    }
  }
  const bands = page.locator('#step [name=age_band]');
  if (await bands.count() > 0 && await page.locator('[name=age_band]:checked').count() === 0) {
    await bands.nth(await bands.count() > 1 ? 1 : 0).check();
  }
}

export const press = (page, name) =>
  pressButton(page, page.getByRole('button', {name}).last());

export const goOn = (page) => press(page, 'Continue');

/** Answers step by step, until the last look or an answer that is refused. */
export async function fillIn(page, answers) {
  for (;;) {
    await lookOnce(page);
    await answer(page, answers);
    await goOn(page);
    const last = await page.locator('#step[action$="/confirm"]').count() > 0;
    if (last || (await page.title()).startsWith('Error: ')) return lookOnce(page);
  }
}

/** The page with this heading is there, and accessible. */
export async function heading(page, name) {
  await page.getByRole('heading', {level: 1, name}).waitFor();
  await lookOnce(page);
}

/** Takes the places of a session, by its form, and does not book them. */
export async function keep(page, form, places) {
  await page.goto(form);
  await answer(page, {places});
  await goOn(page);
  await page.getByText('We are keeping').waitFor();
}

/** Gives them back by an answer for which the service is not the right one. */
export async function giveBack(page) {
  await answer(page, {});
  await page.locator('[name=age_band]').last().check();
  await goOn(page);
  await heading(page, 'This service may not be the right one for you');
}

/** The page that says that places are booked is there, and accessible. */
export async function isBooked(page) {
  await page.locator('.nhsuk-panel').waitFor();
  await lookOnce(page);
}
