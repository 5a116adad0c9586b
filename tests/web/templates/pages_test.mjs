// What must be true of every page, whatever it shows: the contract with the
// program, valid HTML, escaping, weight.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync }
  from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildAssets } from './browser.mjs';
import { longAnswers, longCourse } from './long_samples.mjs';
import {
  isObject, pages, partials, renderPage, viewModel, web,
} from './render.mjs';
import { samples } from './samples.mjs';
import { mistakesIn } from './valid_html.mjs';

const all = samples({
  style_css: '/assets/style.css', live_js: '/assets/live.js', upload_js: '/assets/upload.js',
});

// What a page tells machines.
const data = /<script type="application\/ld\+json">[^<]*<\/script>/g;

// Calls visit(value, path) for `value` and all that is in it.
function walk(value, visit, path = '') {
  visit(value, path);
  if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, visit, `${path}[${index}]`));
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      walk(item, visit, path ? `${path}.${key}` : key);
    }
  }
}

/** Markup that the program has made, which keys in `_html` hold, stays. */
function mapStrings(value, change) {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) {
    return value.map((item) => mapStrings(item, change));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value)
    .map(([key, item]) => [key, key.endsWith('_html') ? item : mapStrings(item, change)]));
}

test('every page has a sample', () => {
  const shown = new Set(all.map(({ page }) => page));
  assert.deepEqual(Object.keys(pages).filter((page) => !shown.has(page)), []);
});

test('view models hold nothing empty, which kainjow takes for true', () => {
  for (const { name, page, known } of all) {
    walk(viewModel(page, known), (value, path) => {
      assert.notEqual(value, '', `${name}: ${path}`);
      assert.notEqual(typeof value, 'number', `${name}: ${path}`);
      assert.ok(value !== null && value !== undefined, `${name}: ${path}`);
      if (isObject(value)) {
        assert.ok(Object.keys(value).length, `${name}: ${path}`);
      }
    });
  }
});

test('no name at the top of a view model is seen inside a component', () => {
  const components = ['button', 'checkboxes', 'error_summary', 'field_head',
    'fieldset_open', 'input', 'label', 'radios', 'select', 'textarea',
    'breadcrumb', 'back_link', 'panel_open', 'care_card_open', 'pagination',
    'inset_text_open', 'error_summary_open', 'file_upload'];
  const inside = new Set();
  for (const component of components) {
    for (const [, name] of partials[`nhsuk_${component}`]
      .matchAll(/\{\{[#^/]?\s*([a-z_]+)/g)) inside.add(name);
  }
  inside.delete('rows');  // A textarea's; no page has both.
  for (const { name, page, known } of all) {
    const seen = Object.keys(viewModel(page, known))
      .filter((key) => inside.has(key));
    assert.deepEqual(seen, [], name);
  }
});

test('no partial has the name of a variable', () => {
  const names = Object.keys(partials);
  for (const { name, page, known } of all) {
    walk(viewModel(page, known), (value, path) => {
      const key = path.split(/[.\]]/).at(-1);
      assert.ok(!names.includes(key), `${name}: ${path}`);
    });
  }
});

test('nothing is put into a page unescaped', () => {
  for (const [name, text] of Object.entries({ ...pages, ...partials })) {
    assert.doesNotMatch(text.replace(/\{\{\{\w+_html\}\}\}/g, ''), /\{\{\{|\{\{&/, name);
  }
  const evil = '"\'><script>&';
  for (const { name, page, known } of all) {
    const html = renderPage(page, mapStrings(known, (text) => text + evil));
    assert.doesNotMatch(html, /<script>|'>/, name);
    assert.ok(html.includes('&quot;&apos;&gt;&lt;script&gt;&amp;'), name);
  }
});

test('text that is typed comes back as it was typed', () => {
  const shown = (name) => {
    const { page, known } = all.find((one) => one.name === name);
    return renderPage(page, known);
  };
  const html = shown('book, contact with errors') + shown('book, needs');
  assert.ok(html.includes(
    'value="&quot;Ada&quot; &lt;Example&gt; &amp; O’Neil&apos;s"'));
  assert.ok(html.includes(
    '>Text with &lt;b&gt;signs&lt;/b&gt; &amp; &quot;quotes&quot;\n'
    + 'and a new line</textarea>'));
});

test('every page has its frame', () => {
  const { site } = all[0].known;
  for (const { name, page, known } of all) {
    const html = renderPage(page, known);
    const ending = ` - ${site.service_name} - ${site.organisation}</title>`;
    const title = html.match(/<title>(.*)<\/title>/)[1];
    assert.ok(`${title}</title>`.endsWith(ending), `${name}: ${title}`);
    assert.equal(title.startsWith('Error: '), 'error_summary' in known, name);
    assert.ok(html.startsWith('<!DOCTYPE html>\n<html lang="en-GB">'), name);
    for (const element of ['h1', 'main', 'header', 'footer', 'aside']) {
      const count = html.match(new RegExp(`<${element}[ >]`, 'g'))?.length;
      assert.equal(count, 1, `${name}: ${element}`);
    }
    assert.doesNotMatch(html.replace(data, ''), /\{\{|\}\}/, name);
  }
});

test('the header shows no logo but the organisation’s own', () => {
  let shown = 0;
  for (const { name, page, known } of all) {
    const [header] = renderPage(page, known).match(/<header [^]*<\/header>/);
    // The NHS logo of nhsuk-frontend is drawn in the page, under this name.
    assert.doesNotMatch(header, /<svg|nhsuk-header__logo\b/, name);
    const pictures = [...header.matchAll(/<img [^>]* src="([^"]*)"/g)].map(([, src]) => src);
    assert.deepEqual(pictures, known.site.logo_src ? [known.site.logo_src] : [], name);
    shown += pictures.length;
  }
  assert.ok(shown > 0 && shown < all.length);
});

test('no title says what a booking is about, or whose it is', () => {
  const mark = ' †';
  const named = { workshop: 'workshop', webinar: 'webinar' };
  for (const { name, page, known } of all) {
    if (page.startsWith('desk')) continue;
    // These are the same for everybody: the organisation, the page, the step of the form,
    // and how many pages a list has.
    const { site, text_title, step, paged, ...own } = known;
    const same = Object.fromEntries(Object.entries({ site, text_title, step, paged })
      .filter(([, value]) => value !== undefined));
    const [, title] = renderPage(page, { ...mapStrings(own, (text) => text + mark), ...same })
      .match(/<title>(.*)<\/title>/);
    const what = known[named[page]];
    const part = paged ? ` (page ${paged.page_number} of ${paged.page_count})` : '';
    const expected = what ? `${what.title}${mark}${part} - ${site.service_name} - ` : '';
    assert.ok(title.startsWith(expected), `${name}: ${title}`);
    assert.ok(!title.slice(expected.length).includes(mark), `${name}: ${title}`);
  }
});

test('help is in the same place and the same words on every page', () => {
  const panels = new Set();
  for (const { name, page, known } of all) {
    const html = renderPage(page, known);
    const panel =
      html.match(/<\/main>\s*<\/div>\s*(<aside [\s\S]*<\/aside>)\s*<footer/);
    assert.ok(panel, name);
    panels.add(panel[1]);
    assert.ok(panel[1].includes('tel:999') && panel[1].includes('tel:111'));
    assert.ok(panel[1].includes(known.urgent.local_phone));
  }
  assert.equal(panels.size, 1);
});

test('without a local number the help panel still reads well', () => {
  const { page, known } = all.find(({ name }) => name === 'urgent help');
  const html = renderPage(page,
    { ...known, urgent: { others: known.urgent.others } });
  assert.match(html, /select the mental health option\.<\/li>/);
  assert.doesNotMatch(html, /We last checked/);
});

test('how to reach us makes sense whatever there is', () => {
  const { page, known } = all.find(({ name }) => name === 'confirmation');
  const { phone, phone_href, email, ...nothing } = known.site;
  const said = (site) => {
    const html = renderPage(page, { ...known, site: { ...nothing, ...site } });
    const paragraphs = [...html.matchAll(/<p[^>]*>([^]*?)<\/p>/g)]
      .map(([, text]) => text.replace(/<[^>]*>/g, ''));
    return paragraphs.find((text) => text.includes('We are open'));
  };
  const open = `We are open ${nothing.opening_hours}.`;
  assert.equal(said({ phone, phone_href, email }), `Call ${phone} or email ${email}. ${open}`);
  assert.equal(said({ phone, phone_href }), `Call ${phone}. ${open}`);
  assert.equal(said({ email }), `Email ${email}. ${open}`);
  assert.equal(said({}), `See how to reach us. ${open}`);
});

test('every page has a way out before all else, which says what it does not do', () => {
  const { page, known } = all.find(({ name }) => name === 'home');
  for (const { name, page: each, known: its } of all) {
    if (!its.site.exit_href) continue;
    const body = renderPage(each, its).split('<body>')[1];
    const [first, second] = body.matchAll(/<a [^>]*>[^<]*/g);
    assert.match(first[0], /Skip to main content/, name);
    assert.match(second[0], /href="https:.*rel="noreferrer nofollow">Leave this site now/, name);
    assert.match(body, /Your browser still remembers that you were here/, name);
  }
  for (const hidden of [{ site: { ...known.site, exit_href: false } }, { leave: false }]) {
    assert.doesNotMatch(renderPage(page, { ...known, ...hidden }), /Leave this site/);
  }
});

test('a page runs no script but ours, styles nothing by itself and moves nothing', () => {
  for (const { name, page, known } of all) {
    const html = renderPage(page, known);
    assert.doesNotMatch(html, /<(marquee|blink|animate|set)|\s(autoplay|http-equiv)\b/i, name);
    // What search engines read is data, which nothing runs; one file of our own
    // keeps numbers of places as they are, and another uploads.
    const run = html.replace(data, '')
      .replace(/<script src="\/assets\/(live|upload)\.js" type="module"><\/script>/g, '');
    assert.doesNotMatch(run, /<script|<style|\sstyle=|\son[a-z]+=/, name);
    for (const [, url] of html.matchAll(/\ssrc="([^"]*)"/g)) {
      assert.ok(url.startsWith('/'), `${name}: ${url}`);
    }
  }
});

test('links inside the service lead somewhere', () => {
  const routes = ['/', '/about', '/guided-self-help', '/what-happens', '/referral',
    '/contact', '/privacy/young-people', '/complaints-about-data', '/could-this-help', '/workshops',
    '/webinars', '/urgent-help', '/privacy', '/cookies', '/accessibility',
    '/waiting/accept', '/waiting/leave', '/waiting/download', '/waiting/erase',
    '/find-my-booking', '/booking/download', '/booking/erase', '/desk',
    '/desk/facilitators', '/desk/partners', '/desk/programme', '/desk/sessions', '/desk/webinars', '/desk/webinars/new', '/desk/sign-in', '/desk/staff'];
  for (const [name, text] of Object.entries({ ...pages, ...partials })) {
    for (const [, path] of text.matchAll(/href="(\/[^"]*)"/g)) {
      assert.ok(routes.includes(path), `${name}: ${path}`);
    }
  }
});

test('one table for families and one for staff say how each of the 55 criteria is checked', () => {
  const tables = readFileSync(join(web, '../../tests/browser/WCAG.md'), 'utf8')
    .split('## At the desk');
  assert.equal(tables.length, 2);
  for (const table of tables) {
    const rows = [...table.matchAll(/^\| (\d\.\d\.\d+) [^|]+\| (AA?) \| [^|]+ \|$/gm)];
    assert.equal(new Set(rows.map(([, number]) => number)).size, 55);
    assert.equal(rows.length, 55);
    assert.equal(rows.filter(([, , level]) => level === 'A').length, 31);
  }
});

test('the tests that the tables name are there', () => {
  const read = (path) => readFileSync(join(web, '../..', path), 'utf8');
  const named = new Set([...read('tests/browser/WCAG.md')
    .matchAll(/`((?:web|e2e)_\w+)`/g)].map(([, name]) => name));
  assert.ok(named.size > 5);
  const units = read('tests/web/CMakeLists.txt');
  const ends = read('tests/e2e/CMakeLists.txt');
  for (const name of named) {
    const [, kind, rest] = name.match(/^(web_templates|web|e2e)_(\w+)$/);
    if (kind === 'web') assert.ok(units.includes(`cwp_test(${name}\n`), name);
    if (kind === 'e2e') assert.match(ends, new RegExp(`\\b${rest}\\b`), name);
    if (kind === 'web') continue;
    const folder = kind === 'e2e' ? 'e2e' : 'web/templates';
    assert.ok(existsSync(join(web, `../../tests/${folder}/${rest}_test.mjs`)), name);
  }
});

test('browsers are told what fields about the visitor are for', () => {
  const purposes = {
    contact_name: 'name', contact_email: 'email', contact_phone: 'tel',
  };
  const found = new Set();
  for (const { name, page, known } of all) {
    // At the desk the fields are about somebody else.
    if (page.startsWith('desk')) continue;
    for (const [input, field] of renderPage(page, known)
      .matchAll(/<input [^>]*name="(contact_\w+)"[^>]*>/g)) {
      if (input.includes('type="hidden"')) continue;
      assert.ok(input.includes(` autocomplete="${purposes[field]}"`), `${name}: ${input}`);
      found.add(`${page} ${field}`);
    }
  }
  for (const field of ['book contact_name', 'book contact_email', 'book contact_phone',
    'find-booking contact_email', 'correct-email contact_email', 'manage-details contact_name']) {
    assert.ok(found.has(field), field);
  }
});

test('browsers are told which fields of staff are a password or a code', () => {
  const purposes = [[/type="password"/, /autocomplete="(current|new)-password"/],
    [/name="code"/, /autocomplete="one-time-code"/]];
  const found = purposes.map(() => 0);
  for (const { name, page, known } of all) {
    if (!page.startsWith('desk')) continue;
    for (const [input] of renderPage(page, known).matchAll(/<input [^>]*>/g)) {
      purposes.forEach(([field, purpose], index) => {
        if (!field.test(input)) return;
        assert.match(input, purpose, name);
        ++found[index];
      });
    }
  }
  assert.ok(found.every((count) => count > 0), found.join());
});

test('an error leads to the field it is about', () => {
  const { page, known } = all.find(({ name }) => name === 'book, contact with errors');
  const html = renderPage(page, known);
  assert.ok(known.error_summary.items.length > 2);
  for (const { href, text } of known.error_summary.items) {
    assert.ok(html.includes(` id="${href.slice(1)}"`), href);
    assert.equal(html.split(text).length - 1, 2, text);
  }
});

test('every error in a summary leads somewhere on its page', () => {
  for (const { name, page, known } of all) {
    const html = renderPage(page, known);
    for (const { href } of known.error_summary?.items ?? []) {
      assert.ok(!href || html.includes(` id="${href.slice(1)}"`), `${name}: ${href}`);
    }
  }
});

test('every field of the booking form has its words', () => {
  const { fields: { website, ...fields }, field_order } =
    viewModel('book', all[0].known);
  assert.ok(website.errors.filled);
  assert.deepEqual(field_order, Object.keys(fields));
  for (const [name, field] of Object.entries(fields)) {
    assert.equal(field.id, name);
    assert.equal(field.name, name);
    assert.ok(field.summary && field.change, name);
    assert.equal('required' in field.errors, !field.optional, name);
    for (const item of field.items ?? []) {
      assert.ok(item.item_id.startsWith(name), item.item_id);
      assert.ok(item.value && item.text, item.item_id);
    }
    if (field.items) assert.equal(field.items[0].item_id, name);
  }
  assert.match(fields.in_area.legend, /Anyshire/);
});

for (const { name, page, known } of all) {
  test(`valid HTML: ${name}`, async () => {
    assert.deepEqual(await mistakesIn(renderPage(page, known)), []);
  });
}

// The pages that are the same for everybody are compressed on their way; what families see
// besides is sent as it is.
const compressed = ['home', 'workshops', 'workshop', 'webinars', 'webinar', 'text', 'urgent-help'];

// Pages on the way to a booking, whose forms carry all that was answered.
const carry = ['book', 'check', 'booking-refused', 'in-line', 'try-again', 'not-eligible'];

/** What a page is told, with all answers in each of its forms that has any. */
function withAnswers(known) {
  return Object.fromEntries(Object.entries(known).map(([key, value]) => {
    if (!/(^|_)form$/.test(key) || !value.hidden) return [key, value];
    const others = value.hidden.filter(({ name }) => name !== longAnswers.name);
    return [key, { ...value, hidden: [...others, longAnswers] }];
  }));
}

// What is said of one session, said of one with as many meetings as there may be.
const ofCourses = all.filter(({ known }) => known.session).map(({ name, page, known }) => ({
  name: `${name}, of a long course`, page,
  known: { ...carry.includes(page) ? withAnswers(known) : known, session: {
    ...known.session, several_meetings: true, meetings: longCourse.meetings,
  } },
}));

test('pages and styles are light, as they are sent, however long their lists are', () => {
  const assets = buildAssets();
  try {
    const weigh = (text) => gzipSync(text, { level: 9 }).length;
    const style = weigh(
      readFileSync(join(assets.folder, assets.names.style_css)));
    assert.ok(style <= 31_000, `the stylesheet weighs ${style} bytes`);
    for (const { name, page, known } of [...all, ...ofCourses]) {
      const html = renderPage(page, known);
      const weight = page.startsWith('desk') || compressed.includes(page)
        ? weigh(html) : Buffer.byteLength(html);
      assert.ok(weight <= 14 * 1024, `${name} weighs ${weight} bytes`);
    }
  } finally {
    rmSync(assets.folder, { recursive: true });
  }
});

test('the built assets ask for no font and no other site, hold no logo and move nothing', () => {
  const { folder, names } = buildAssets();
  try {
    const style = readFileSync(join(folder, names.style_css), 'utf8');
    assert.doesNotMatch(style, /frutiger|@font-face|@import|https?:\/\//i);
    assert.doesNotMatch(style, /@keyframes|animation|scroll-behavior/i);
    assert.doesNotMatch(readdirSync(folder).join(), /logo/i);
    for (const [, file] of style.matchAll(/url\(([\w.-]+)\)/g)) {
      assert.ok(readdirSync(folder).includes(file), file);
    }
    for (const file of Object.values(names)) {
      assert.match(file, /\.[0-9a-f]{10}\.[a-z]+$/);
    }
    assert.match(readFileSync(join(folder, 'third-party-notices.txt'), 'utf8'),
      /Copyright \(c\) 2019 NHS England/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a build empties no folder but its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cwp-pages-'));
  const build = () =>
    spawnSync(process.execPath, [join(web, 'build.mjs'), folder]).status;
  try {
    writeFileSync(join(folder, 'precious.txt'), 'kept');
    assert.notEqual(build(), 0);
    assert.deepEqual(readdirSync(folder), ['precious.txt']);
    rmSync(join(folder, 'precious.txt'));
    assert.equal(build(), 0);
    const first = readdirSync(folder);
    assert.equal(build(), 0);
    assert.deepEqual(readdirSync(folder), first);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
