// The programme at the desk by keyboard alone, on what deploy/up starts: a coordinator
// makes a workshop and a session, shows both to families, changes them, moves the session
// and cancels it, plans a series, copies and archives a workshop and brings in a term.
// Nothing is clicked, and nothing filled in but by keys: Tab, arrows, Space, Enter and what
// is typed; only which file it is, the computer's own window asks. Where the focus is can
// always be seen.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {setUp} from './desk_colleague.mjs';
import {FamilySite} from './family_site.mjs';

const family = new FamilySite();
const {at, ctl} = family;

// More than any page here has to stop at.
const MOST_STOPS = 200;

let page;
let session;

/** "12 January 2027", so many days from now. */
function dayIn(days) {
  return new Intl.DateTimeFormat('en-GB', {dateStyle: 'long', timeZone: 'Europe/London'})
    .format(new Date(Date.now() + days * 86_400_000));
}

/** What has the focus: its name, as its label or its own words give it, and its kind. */
const focused = () => page.evaluate(() => {
  const one = document.activeElement;
  const label = [...one.labels ?? []].map(({textContent}) => textContent).join(' ');
  const style = getComputedStyle(one);
  const shown = one.type === 'radio' || one.type === 'checkbox'
    || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  return {
    name: (one.getAttribute('aria-label') || label || one.textContent).replace(/\s+/g, ' ').trim(),
    tag: one.tagName, type: one.type ?? '', group: one.name ?? '', checked: one.checked, shown,
  };
});

/** Goes on by Tab until this has the focus. A name that is a string is the whole of it. */
async function tabTo(name, {tag} = {}) {
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    const at_ = await focused();
    if (at_.tag === 'BODY') continue;
    const same = name instanceof RegExp ? name.test(at_.name) : at_.name === name;
    if (!same || (tag && at_.tag !== tag)) continue;
    assert.ok(at_.shown, `nobody sees that “${at_.name}” has the focus`);
    return at_;
  }
  throw new Error(`Tab does not come to ${name} on ${page.url()}`);
}

/** Presses a button or follows a link, and waits for the page that it leads to. */
async function follow(name, key = 'Enter', tag = key === 'Space' ? 'BUTTON' : undefined) {
  await tabTo(name, {tag});
  const answered = page.waitForNavigation();
  await page.keyboard.press(key);
  await answered;
}

/** Types into a field, in place of what is there. */
async function type(name, text) {
  await tabTo(name);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Chooses one of some radios: Tab comes to the first, or the chosen one; arrows go on. */
async function choose(group, text) {
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    if ((await focused()).group === group) break;
  }
  await page.keyboard.press('Space');
  for (let steps = 0; steps < 20; steps += 1) {
    const {name, checked, group: here} = await focused();
    assert.equal(here, group);
    if (name.startsWith(text) && checked) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`arrows do not come to ${text}`);
}

const heading = (name) => page.getByRole('heading', {level: 1, name}).waitFor();

before(async () => {
  await family.start();
  const invited = ctl('staff', 'invite', '--email', 'bea@example.org', '--name',
    'Bea Example', '--role', 'coordinator');
  page = await family.newPage({scripts: true});
  await setUp(family, {email: 'bea@example.org', page}, invited.invitation_uri);
});
after(() => family.stop());

test('a workshop is made and shown to families by keys alone', async () => {
  await page.goto(at('/desk'));
  await follow('Workshops');
  await follow('Make a workshop');
  await type('Title', 'Keys only');
  await type(/^Summary/, 'What helps.');
  await choose('audience', 'Parents and carers');
  await type(/^Youngest age/, '5');
  await type(/^Oldest age/, '11');
  await type(/^Places of a session/, '8');
  await follow('See how families would see it', 'Space');
  await page.getByText('Nothing is saved yet').waitFor();
  await follow('Save it');
  await heading('Keys only');
  await follow('Show it to families', 'Space');
  await page.getByText('None yet').waitFor();
  await follow('Show it to families', 'Space');
  await page.getByText('Families see it now').waitFor();
});

test('a workshop is changed by keys alone', async () => {
  await follow('Change what it says');
  await type('Summary', 'What helps, and when.');
  await follow('See how families would see it', 'Space');
  await page.getByText('Nothing is saved yet').waitFor();
  await follow('Save it');
  await heading('Keys only');
  await page.getByText('What helps, and when.').first().waitFor();
  assert.equal(ctl('workshop', 'show', 'keys-only').summary, 'What helps, and when.');
});

test('a session is made, shown and opened by keys alone', async () => {
  await follow('Make a session');
  await type(/^Day/, dayIn(40));
  await type(/^Starts at/, '6pm');
  await type(/^Address to join by/, 'https://teams.microsoft.com/l/meetup-join/keys');
  await follow('Look it through', 'Space');
  await page.getByText(`${dayIn(40)}, 6pm`).waitFor();
  await follow('Make it, as a draft');
  await page.getByText('It is a draft: show it to families').waitFor();
  session = new URL(page.url()).pathname.split('/').at(-1);
  await follow('Show it to families', 'Space');
  await follow('Open it for booking', 'Space');
  assert.equal(ctl('session', 'show', session).state, 'OPEN');
});

test('a session is changed by keys alone', async () => {
  const before = Number(ctl('session', 'show', session).join_address_version);
  await follow('Change where it is, who leads it, or when it can be booked');
  await type('Address to join by', 'https://teams.microsoft.com/l/meetup-join/other');
  await follow('Look it through', 'Space');
  await heading('Change the session?');
  await follow('Change it', 'Space');
  await heading('Keys only');
  assert.ok(Number(ctl('session', 'show', session).join_address_version) > before);
});

test('a session is given more places by keys alone', async () => {
  await follow('Change the number of places');
  await type('Number of places', '9');
  await follow('See what it would do', 'Space');
  await follow('Change it', 'Space');
  assert.equal(ctl('session', 'show', session).capacity, 9);
});

test('a session is moved, and that taken back, by keys alone', async () => {
  await follow('Move it to another time');
  await type(/^Day/, dayIn(41));
  await follow('See what it would do', 'Space');
  await follow('Move it', 'Space');
  await page.getByText(/It is about to be moved/).waitFor();
  await follow('Take it back', 'Space');
  await page.getByText('About to be moved').waitFor({state: 'detached'});
});

test('a session is cancelled by keys alone', async () => {
  await follow('Cancel this session');
  await follow('Yes, cancel the session', 'Space');
  await page.getByText(/It is about to be cancelled/).waitFor();
  assert.ok(ctl('session', 'show', session).pending_change);
});

test('a series is made, and changed, by keys alone', async () => {
  await follow('Workshops');
  await follow('Keys only');
  await follow('Make a series of sessions');
  await type('First day', dayIn(50));
  await type('Starts at', '10am');
  await type(/^How many dates/, '3');
  await follow('See all dates', 'Space');
  await follow(/^Make \d sessions?$/, 'Space');
  await heading(/, a series$/);
  await follow('Change all of them');
  await type(/^Starts at/, '11am');
  await follow('See what it would do', 'Space');
  await heading('Change the series?');
  await follow('Change it', 'Space');
  await page.getByText(/11am to/).first().waitFor();
});

test('a workshop is copied, and the copy archived, by keys alone', async () => {
  await follow('Workshops');
  await follow('Keys only');
  await follow('Make a copy of it');
  await type('Name in the address of the copy', 'keys-copy');
  await follow('Make the copy', 'Space');
  await follow('Change what it says');
  await type('Title', 'Keys again');
  await follow('Save it without looking', 'Space');
  await heading('Keys again');
  await page.getByText('It is a draft, and families do not see it').waitFor();
  await follow('Archive it: families see it no longer', 'Space');
  await heading('Archive “Keys again”?');
  await follow('Archive it', 'Space');
  await heading('Keys again');
  assert.equal(ctl('workshop', 'show', 'keys-copy').state, 'ARCHIVED');
});

test('a term is brought in by keys alone', async () => {
  await follow('Programme');
  await follow('Import a term from a file');
  await tabTo('The file');
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  const start = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  await (await chooser).setFiles({
    name: 'term.csv', mimeType: 'text/csv',
    buffer: Buffer.from('slug,title,summary,audience,ages,minutes,capacity,start\n'
      + 'keys-term,Keys in a term,What helps.,parents and carers,5 to 11,50,12,\n'
      + `keys-term,,,,,,,${start} 18:00\n`),
  });
  await follow('See what it would do', 'Space');
  await heading('Import a term: is this right?');
  await follow('Import 1 session', 'Space');
  await heading('The term is imported');
  assert.equal(ctl('workshop', 'show', 'keys-term').title, 'Keys in a term');
});
