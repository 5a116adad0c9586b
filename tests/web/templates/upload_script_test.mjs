// What the script that uploads does when somebody is signed in no more, with the
// page and the server made up.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';

import { web } from './render.mjs';

const script = readFileSync(join(web, 'scripts', 'upload.js'), 'utf8');

// Tokens of forms: of a visit, and of the account.
const token = (visit, account) => visit.repeat(43) + account.repeat(43);

// A page whose token is `old`, at a server that takes pieces with `taken` alone
// and shows `now` on the page when it is asked for again; null for the page to
// sign in by.
function load({ old, taken, now }) {
  const page = { said: '', submitted: 0, sent: [], listeners: {} };
  const csrf = { name: 'csrf', value: old };
  const elements = { csrf };
  const file = { size: 3, lastModified: 1, name: 'talk.mp4', slice: () => new Blob(['abc']) };
  const input = { files: [file], disabled: false };
  const words = { wordsOut: 'out', wordsBroken: 'broken', wordsAt: '%1 of %2' };
  const parts = {
    '[data-upload-status]': { set textContent(text) { page.said = text; } },
    '[data-upload-stop]': { addEventListener() {} },
    progress: {},
  };
  const form = {
    elements,
    querySelector: () => input,
    addEventListener: (name, listener) => { page.listeners[name] = listener; },
    append: (field) => { elements[field.name] = field; },
    submit: () => { page.submitted += 1; },
  };
  const box = {
    dataset: { upload: 'video', most: '100', piece: '10', ...words },
    closest: () => form,
    querySelector: (name) => parts[name],
  };
  const fetch = async (url, { body } = {}) => {
    if (url === 'https://book.example.org/desk/webinars/1/parts/new') {
      return { text: async () => now };
    }
    page.sent.push(body.get('csrf'));
    const known = body.get('csrf') === taken;
    return {
      status: known ? 200 : 403,
      headers: new Headers({ 'Content-Type': known ? 'application/json' : 'text/html' }),
      json: async () => ({ received: body.has('piece') ? 3 : 0 }),
    };
  };
  class DOMParser {
    parseFromString(text) {
      return { querySelector: () => (text ? { value: text } : null) };
    }
  }
  vm.runInNewContext(script, {
    AbortController, Blob, DOMParser, FormData, Headers, fetch, setTimeout,
    document: { querySelector: () => box, createElement: () => ({}) },
    location: { href: 'https://book.example.org/desk/webinars/1/parts/new' },
    window: { addEventListener() {} },
  });
  page.press = () => page.listeners.submit({ preventDefault() {} });
  page.csrf = csrf;
  return page;
}

test('goes on with the token of whoever signed in again in another tab', async () => {
  const old = token('a', 'x');
  const fresh = token('b', 'x');
  const page = load({ old, taken: fresh, now: fresh });
  await page.press();
  assert.deepEqual(page.sent, [old, fresh, fresh]);
  assert.equal(page.csrf.value, fresh);
  assert.equal(page.submitted, 1);
});

test('says who has to sign in, and sends nothing', async () => {
  const old = token('a', 'x');
  for (const [now, what] of [
    [null, 'nobody is signed in'],
    [token('b', 'y'), 'somebody else is signed in'],
    [old, 'the page is the same, and refused all the same'],
  ]) {
    const page = load({ old, taken: 'none', now });
    await page.press();
    assert.equal(page.said, 'out', what);
    assert.equal(page.csrf.value, old, what);
    assert.equal(page.submitted, 0, what);
  }
});
