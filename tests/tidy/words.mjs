// What people read stands in the catalogue, services/web/templates/words, and code
// names its keys: every key that is named is there, every one that is there is named,
// and each is given what its words lay in. No sentence stands in code.

import {closing, joinedStrings, scan} from './cpp.mjs';
import {lineAt} from './tree.mjs';

const CATALOGUE = /^services\/web\/templates\/words\/(\w+)\.json$/;
const CODE = /^services\/web\/.*\.(?:cc|h)$/;
const CALL = /\b(Say|SayCount)\(/g;
// Keyed by the reasons that errors carry.
const REASONS = /(?:^|_)reasons$/;
// What begins with a capital and goes on with another word.
const SENTENCE = /^["“]?[A-Z][a-z]*[ ,][a-z“]/;
// What only operators read: helps of settings, and of metrics.
const FOR_OPERATORS = /\/(?:main|(?:oidc_)?settings)\.(?:cc|h)$/;
const METRIC = /^cwp_\w+$/;

export function checkWords(tree) {
  const catalogue = readCatalogue(tree);
  const named = new Set();
  for (const file of tree.ending('.cc', '.h')) {
    if (!CODE.test(file)) continue;
    const text = tree.text(file);
    const {code, strings} = scan(text);
    for (const {text: string} of strings) named.add(string);
    for (const call of callsIn(code, strings)) checkCall(tree, file, text, call, catalogue);
    if (!FOR_OPERATORS.test(file)) checkSentences(tree, file, text);
  }
  for (const [key, {file, line}] of catalogue) {
    if (isNamed(key, named)) continue;
    tree.report(file, line, `no code in services/web names ${key}: take it out`);
  }
}

function checkSentences(tree, file, text) {
  const strings = joinedStrings(scan(text));
  strings.forEach((string, i) => {
    if (!SENTENCE.test(string.text) || METRIC.test(strings[i - 1]?.text ?? '')) return;
    tree.report(file, lineAt(text, string.at),
      'what people read stands in services/web/templates/words: Say its key');
  });
}

function readCatalogue(tree) {
  const catalogue = new Map();
  for (const file of tree.ending('.json')) {
    const name = CATALOGUE.exec(file)?.[1];
    if (!name || REASONS.test(name)) continue;
    const text = tree.text(file);
    for (const [key, words] of Object.entries(JSON.parse(text))) {
      const line = lineAt(text, text.indexOf(`"${key}"`));
      if (catalogue.has(key)) tree.report(file, line, `${key} is in the catalogue twice`);
      catalogue.set(key, {file, line, names: namesIn(words)});
    }
  }
  return catalogue;
}

const namesIn = (words) => new Set([...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

// A key may be put together from its beginning, "language.", and a name.
function isNamed(key, named) {
  const whole = key.replace(/\.(?:one|other)$/, '');
  const beginning = key.slice(0, key.lastIndexOf('.') + 1);
  return named.has(key) || named.has(whole) || named.has(beginning);
}

// The calls whose key is written in place, with the names of their values: not those
// of a call within.
function callsIn(code, strings) {
  const calls = [...code.matchAll(CALL)].map((match) => {
    const begin = match.index + match[0].length;
    return {at: match.index, counts: match[1] === 'SayCount', begin, end: closing(code, begin)};
  });
  return calls.flatMap((call) => {
    const inner = calls.filter(({at}) => at >= call.begin && at < call.end);
    const own = strings.filter(({at}) => at >= call.begin && at < call.end &&
      !inner.some(({begin, end}) => at >= begin && at < end));
    const [key, ...rest] = own;
    if (!key || code.slice(call.begin, key.at).trim() !== '') return [];
    const names = rest.filter(({at}) => /\{\s*$/.test(code.slice(call.begin, at)));
    return [{...call, key: key.text, names: new Set(names.map(({text}) => text))}];
  });
}

function checkCall(tree, file, text, call, catalogue) {
  const keys = call.counts ? [`${call.key}.one`, `${call.key}.other`] : [call.key];
  const line = lineAt(text, call.at);
  const wanted = new Set(call.counts ? ['count'] : []);
  for (const key of keys) {
    if (!catalogue.has(key)) {
      tree.report(file, line, `the catalogue has no ${key}: see services/web/templates/words`);
      return;
    }
    for (const name of catalogue.get(key).names) wanted.add(name);
  }
  const given = new Set([...call.names, ...(call.counts ? ['count'] : [])]);
  for (const name of wanted) {
    if (!given.has(name)) tree.report(file, line, `${call.key} has {${name}}: give it a value`);
  }
  for (const name of given) {
    if (!wanted.has(name)) tree.report(file, line, `${call.key} has no {${name}}`);
  }
}
