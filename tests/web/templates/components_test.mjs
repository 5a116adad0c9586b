// Our partials against the HTML that nhsuk-frontend itself makes: every fixture
// the package ships for the components we use, but for space between tags.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { components } from './components.mjs';
import { elements, parts } from './markup.mjs';
import { rawSign } from './options.mjs';
import { isObject, pages, partials, renderPage, renderText, web }
  from './render.mjs';
import { samples } from './samples.mjs';

const frontend = dirname(createRequire(join(web, 'package.json'))
  .resolve('nhsuk-frontend/package.json'));

const assets = {
  style_css: '/assets/style.css', live_js: '/assets/live.js', upload_js: '/assets/upload.js',
};

function fixturesOf(component) {
  return JSON.parse(readFileSync(join(frontend, 'dist', 'nhsuk', 'components',
    component, 'fixtures.json'), 'utf8')).fixtures;
}

// The paths of all options in `value`: `label.text`, `items[].value`.
function optionsIn(value, path = '') {
  if (Array.isArray(value)) {
    return value.flatMap((item) => optionsIn(item, `${path}[]`));
  }
  if (isObject(value)) {
    return Object.entries(value)
      .flatMap(([key, item]) => optionsIn(item, path ? `${path}.${key}` : key));
  }
  return [path];
}

const named = {
  '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': '\'',
  '&#39;': '\'', '&#96;': '`',
};

// `html` as a list of tags and texts. Space that breaks lines says nothing;
// space within a line stays, as one.
function pieces(html) {
  return html
    .replace(/&(?:amp|lt|gt|quot|apos|#39|#96);/g, (entity) => named[entity])
    .replace(/\s*\n\s*(?=<)|(?<=>)\s*\n\s*/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .split(/(<[^>]*>)/)
    .map((piece) => piece.replace(/\s+/g, ' ')
      .replace(/\s+>$/, '>').replace(/" \/>$/, '"/>'))
    .map((piece) => piece.startsWith('<') ? piece.trim() : piece)
    .filter((piece) => piece.trim());
}

// Leaves out what is not there, as the program does.
function present(value) {
  if (Array.isArray(value)) return value.map(present);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([, item]) => item !== undefined && item !== null && item !== '')
    .map(([key, item]) => [key, present(item)]));
}

// The fixture's HTML and ours, or nothing when it is not for our partial.
function compare(component, fixture) {
  const { template, templateOf, takes, lacks, suits, view, body, expected } =
    components[component];
  const options = fixture.context;
  for (const option of new Set(optionsIn(options))) {
    assert.ok(takes.includes(option) || lacks.includes(option),
      `${component} "${fixture.name}": nobody spoke of ${option}`);
    if (lacks.includes(option)) return null;
  }
  if (suits && !suits(options)) return null;
  const takesBody = template.includes('{{{body}}}');
  if (fixture.callBlock && !takesBody && !takes.includes('html')) return null;
  const given = fixture.callBlock ?? body?.(options) ?? '';
  const shown = fixture.callBlock && !takesBody
    ? { ...options, html: fixture.callBlock } : options;
  const ours = renderText(templateOf?.(options) ?? template,
    { ...present(view(shown)), body: given }, rawSign);
  const theirs = expected ? expected(fixture.html) : fixture.html;
  return { ours: pieces(ours), theirs: pieces(theirs) };
}

for (const component of Object.keys(components)) {
  test(component, (context) => {
    const fixtures = fixturesOf(component);
    let compared = 0;
    for (const fixture of fixtures) {
      const found = compare(component, fixture);
      if (!found) continue;
      ++compared;
      assert.deepEqual(found.ours, found.theirs, fixture.name);
    }
    context.diagnostic(`${compared} of ${fixtures.length} fixtures equal`);
    assert.equal(compared, components[component].equal);
  });
}

test('options that are said to lack are really in a fixture', () => {
  for (const [component, { takes, lacks }] of Object.entries(components)) {
    const used = new Set(fixturesOf(component)
      .flatMap(({ context }) => optionsIn(context)));
    for (const option of lacks) {
      assert.ok(used.has(option), `${component}: ${option}`);
      assert.ok(!takes.includes(option), `${component}: ${option}`);
    }
  }
});

test('every partial is used or compared', () => {
  const templates = [
    ...Object.values(partials), ...Object.values(pages),
    ...Object.values(components).map(({ template, templateOf }) =>
      template + String(templateOf)),
  ].join('');
  for (const name of Object.keys(partials)) {
    assert.ok(templates.includes(`{{> ${name}}}`), name);
  }
});

// Every HTML that the package ships, components that we have no partial for
// included.
function allFixtures() {
  const folder = join(frontend, 'dist', 'nhsuk', 'components');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => fixturesOf(name))
    .map(({ html }) => html);
}

function styledClasses() {
  const css = readFileSync(
    join(frontend, 'dist', 'nhsuk', 'nhsuk-frontend.min.css'), 'utf8');
  return [...css.matchAll(/\.(nhsuk-(?:\\.|[\w-])+)/g)]
    .map(([, name]) => name.replaceAll('\\', ''));
}

// What no partial makes is held against the package too: in every page each
// part of a component is an element, and in a part, as in some fixture.
test('what stands in pages by hand is made as the package makes it', () => {
  const theirs = allFixtures();
  const known = new Map();
  for (const { name, said } of theirs.flatMap(parts)) {
    known.set(name, (known.get(name) ?? new Set()).add(said));
  }
  const classes = new Set([...styledClasses(),
    ...theirs.flatMap(elements).flatMap((element) => element.classes)]);
  const components = new Set([...known]
    .filter(([name, found]) => name.includes('__') ||
      [...found].some((said) => said.includes('data-module')))
    .map(([name]) => name.split('__')[0]));
  const faults = new Set();
  for (const { page, known: shown } of samples(assets)) {
    const html = renderPage(page, shown);
    for (const { classes: named } of elements(html)) {
      for (const name of named) {
        if (!classes.has(name)) faults.add(`${page}: ${name} is not the package's`);
      }
    }
    for (const { name, said } of parts(html)) {
      if (!components.has(name.split('__')[0])) continue;
      if (known.get(name)?.has(said)) continue;
      faults.add(`${page}: ${said} is in no fixture`);
    }
  }
  assert.deepEqual([...faults], []);
});
