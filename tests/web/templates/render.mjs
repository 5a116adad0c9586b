// Renders templates the way cwp-web does, so that pages can be looked at
// without the service. services/web/templates/README.md is the contract.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..', '..');
export const web = join(root, 'services', 'web');
const templates = join(web, 'templates');

// The packages of all browser tests live in one place.
export const tools = createRequire(
  join(root, 'tests', 'browser', 'package.json'));
const Mustache = tools('mustache');

// kainjow's escapes; mustache.js knows a few more.
const escapes = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;',
};
Mustache.escape = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => escapes[sign]);

function load(folder, ending) {
  const files = {};
  for (const file of readdirSync(join(templates, folder))) {
    if (!file.endsWith(ending)) continue;
    files[basename(file, ending)] =
      readFileSync(join(templates, folder, file), 'utf8');
  }
  return files;
}

export const partials = load('partials', '.mustache');
export const pages = load('pages', '.mustache');
const unchanging = Object.fromEntries(
  Object.entries(load('pages', '.json')).map(([n, t]) => [n, JSON.parse(t)]));
const shared = JSON.parse(readFileSync(join(templates, 'shared.json'), 'utf8'));

export function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

// Objects are merged key by key, everything else is replaced.
export function overlay(below, above) {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    merged[key] = isObject(value) && isObject(merged[key])
      ? overlay(merged[key], value) : value;
  }
  return merged;
}

// Renders the strings of unchanging data that are templates over `site`.
function settle(value, site) {
  if (Array.isArray(value)) return value.map((item) => settle(item, site));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, settle(item, site)]));
  }
  if (typeof value !== 'string' || !/\{\{#?site\./.test(value)) return value;
  return Mustache.render(value, { site }, {}, { escape: (text) => text });
}

// The whole view model of a page.
export function viewModel(page, known) {
  const fixed = settle(overlay(shared, unchanging[page] ?? {}), known.site);
  return overlay(fixed, known);
}

export function renderPage(page, known) {
  return Mustache.render(pages[page], viewModel(page, known), partials);
}

// Renders a template of this text with the partials at hand. Values that begin
// with `rawSign` are HTML and stay as they are after it.
export function renderText(template, view, rawSign) {
  return Mustache.render(template, view, partials, {
    escape: (value) => String(value).startsWith(rawSign)
      ? value.slice(rawSign.length) : Mustache.escape(value),
  });
}
