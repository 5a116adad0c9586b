// That the samples show all that pages can say: each part of a page that is there at
// times stands in one sample, and in another does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isObject, pages, renderPage, tools } from './render.mjs';
import { samples } from './samples.mjs';

const { Writer } = tools('mustache');

const all = samples({
  style_css: '/assets/style.css', live_js: '/assets/live.js', upload_js: '/assets/upload.js',
});

/** What a section is given: 'nothing' when it is left out, or 'text', 'list', 'object'. */
function kindOf(value) {
  if (!value || (Array.isArray(value) && value.length === 0)) return 'nothing';
  if (Array.isArray(value)) return 'list';
  return isObject(value) ? 'object' : 'text';
}

/** The kinds of what each section in a page's own template is given, over its samples. */
function kindsOfSections(page) {
  const kinds = new Map();
  const watched = ['renderSection', 'renderInverted'];
  const before = watched.map((how) => Writer.prototype[how]);
  watched.forEach((how, index) => {
    Writer.prototype[how] = function watch(token, context, inside, text, ...rest) {
      // A partial has a text of its own.
      if (text === pages[page]) {
        const [, name] = token;
        kinds.set(name, (kinds.get(name) ?? new Set()).add(kindOf(context.lookup(name))));
      }
      return before[index].call(this, token, context, inside, text, ...rest);
    };
  });
  try {
    for (const sample of all) {
      if (sample.page === page) renderPage(page, sample.known);
    }
  } finally {
    watched.forEach((how, index) => { Writer.prototype[how] = before[index]; });
  }
  return kinds;
}

for (const [page, text] of Object.entries(pages)) {
  test(`samples show each part of ${page}, and each that can be left out without it`, () => {
    const kinds = kindsOfSections(page);
    const names = new Set([...text.matchAll(/\{\{\s*[#^]\s*([\w.]+)/g)].map(([, name]) => name));
    const never = [];
    const always = [];
    for (const name of names) {
      const given = kinds.get(name) ?? new Set();
      if (![...given].some((kind) => kind !== 'nothing')) never.push(name);
      // An object or a list is mostly what a component is made of, and there on every page
      // of its kind; where the template says something else without it, it is not.
      const asks = given.has('text') || new RegExp(`\\{\\{\\s*\\^\\s*${name}\\s*\\}\\}`).test(text);
      if (asks && !given.has('nothing')) always.push(name);
    }
    assert.deepEqual({ never, always }, { never: [], always: [] });
  });
}
