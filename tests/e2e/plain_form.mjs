import assert from 'node:assert/strict';

/** The step of a form that a page asks for: where its answers go, and what was said so far. */
export function stepIn(html) {
  const action = /<form id="step" action="([^"]*)"/.exec(html)?.[1];
  assert.ok(action, /<main[^]*<.main>/.exec(html)?.[0]);
  const sealed = /name="answers" value="([^"]*)"/.exec(html.slice(html.indexOf(action)))[1];
  return {action, sealed};
}

/** What somebody answers to the steps of a booking. */
export const answersOf = (email) => ({who_for: 'child', places: '1', age_band: '5_to_11',
  in_area: 'yes', contact_name: 'Ada Example', contact_email: email});
