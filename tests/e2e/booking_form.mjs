/** Fills the booking form in, as far as a booking needs. */
export async function fillIn(page, email, places = '2') {
  await page.getByLabel('How many places').fill(places);
  for (const group of await page.locator('fieldset').all()) {
    const radios = group.locator('input[type=radio]');
    if (await radios.count() > 0 && await group.locator('input:checked').count() === 0) {
      const second = await radios.nth(1);
      await (await radios.count() > 1 ? second : radios.first()).check();
    }
  }
  const area = page.locator('input[name=in_area]');
  if (await area.count() > 0) await area.first().check();
  await page.locator('input[name=contact_name]').fill('Ada Example');
  await page.locator('input[name=contact_email]').fill(email);
}
