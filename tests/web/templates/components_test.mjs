// Our partials against the HTML that nhsuk-frontend itself makes: every fixture
// the package ships for the components we use, but for space between tags.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { components } from './components.mjs';
import { rawSign } from './options.mjs';
import { isObject, pages, partials, renderText, web } from './render.mjs';

const frontend = dirname(createRequire(join(web, 'package.json'))
  .resolve('nhsuk-frontend/package.json'));

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
    assert.ok(compared > 0);
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
