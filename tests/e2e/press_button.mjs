/** Presses a button, and waits for the page that it leads to: a click alone waits only until that
 * begins to come. */
export async function pressButton(page, button) {
  await button.click();
  await page.waitForLoadState('domcontentloaded');
}
