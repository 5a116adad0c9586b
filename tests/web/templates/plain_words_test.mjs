// Families read every page without effort: a child of 11 can, short sentences, no words of
// the trade.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import {
  gradeOf, lengthOf, longestOf, piecesOfPage, piecesOfText, sentencesOf,
} from './plain_words.mjs';
import { longCases } from './long_samples.mjs';
import { renderPage, web } from './render.mjs';
import { samples } from './samples.mjs';

// Ages 9 to 11 are grades 4 to 6.
const HIGHEST_GRADE = 6;
// The law's own sentences stand in it, word for word: a decision in README.md.
const HIGHEST_GRADE_OF_STATEMENT = 8;
const MOST_WORDS = 30;
// Fewer sentences say nothing about how hard they are: such pages are read together.
const FEWEST_SENTENCES = 5;

const TRADE_WORDS = ['queue', 'e-mail', 'attendee', 'eligib', 'facilitator', 'session', 'slot',
  'utilis', 'commence', 'regarding', 'prior to', 'in order to', 'intervention', 'camhs', 'cbt',
  'low-intensity', 'pathway', 'triage', 'capacity', 'invalid', 'submit', 'click here',
  'please note', 'allocat', 'clinician', 'neurodiver', 'psychoeducation'];

// Nobody is pushed: places are counted, and that is all.
const PRESSING_WORDS = [/last (few )?(places?|chance)/, /\bhurry\b/, /\bonly (\d+|one|two|a few) (places? )?(are |is )?left/,
  /\b(selling|going|filling up) fast/, /\bbefore it is too late/, /\bdo not miss/, /don[’']t miss/,
  /\bact now\b/, /\bbook now\b/, /\b(high|great) demand/, /\bpopular\b/, /\balmost full/];

const folder = join(web, 'templates/texts');
const texts = readdirSync(folder).filter((name) => name.endsWith('.md'))
  .map((name) => [name, piecesOfText(readFileSync(join(folder, name), 'utf8'))]);

/** What the program says of its own accord. */
const catalogue = ['families.json', 'reasons.json'].map((name) => [name,
  Object.values(JSON.parse(readFileSync(join(web, 'templates/words', name), 'utf8')))]);
texts.push(...catalogue);

/** What each page says, in all states that it is shown in. */
const said = new Map();
for (const { name, page, known } of samples({ style_css: '/assets/style.css',
  live_js: '/assets/live.js', upload_js: '/assets/upload.js' })) {
  // What is made up to be long is nobody's words.
  if (page.startsWith('desk-') || name in longCases) continue;
  const pieces = said.get(page) ?? [];
  pieces.push(...piecesOfPage(renderPage(page, known)));
  said.set(page, pieces);
}

const read = [...texts, ...said].map(([name, pieces]) => [name, sentencesOf(pieces)]);

test('the measure tells easy words from hard ones', () => {
  assert.ok(gradeOf(['We help you.', 'You can stop when you like.']) < 2);
  assert.ok(gradeOf(['Practitioners facilitate psychological interventions collaboratively.']) > 15);
});

test('a child of 11 can read it', () => {
  assert.ok(read.length > 30, 'there is something to read');
  const short = read.filter(([, sentences]) => sentences.length < FEWEST_SENTENCES);
  const long = read.filter(([, sentences]) => sentences.length >= FEWEST_SENTENCES);
  for (const [name, sentences] of [...long, ['short pages', short.flatMap(([, one]) => one)]]) {
    const highest = name === 'accessibility.md' ? HIGHEST_GRADE_OF_STATEMENT : HIGHEST_GRADE;
    const grade = gradeOf(sentences);
    assert.ok(grade <= highest, `${name}: ${grade.toFixed(1)}`);
  }
});

test('no sentence is long', () => {
  for (const [name, sentences] of read) {
    const longest = longestOf(sentences);
    assert.ok(lengthOf(longest) <= MOST_WORDS, `${name}: ${lengthOf(longest)}: ${longest}`);
  }
});

test('no word is of the trade', () => {
  for (const [name, pieces] of [...texts, ...said]) {
    const text = pieces.join(' ').toLowerCase();
    assert.deepEqual(TRADE_WORDS.filter((word) => text.includes(word)), [], name);
  }
});

test('no word presses', () => {
  const press = (text) => PRESSING_WORDS.filter((words) => words.test(text.toLowerCase())).map(String);
  for (const pressing of ['Other people are booking the last places', 'Only 2 places are left',
    'Hurry', 'only 1 left']) {
    assert.equal(press(pressing).length, 1, pressing);
  }
  assert.deepEqual(press('3 places left'), []);
  for (const [name, pieces] of [...texts, ...said]) {
    assert.deepEqual(press(pieces.join(' ')), [], name);
  }
});

test('a sentence for a reason stands alone', () => {
  for (const sentence of catalogue.find(([name]) => name === 'reasons.json')[1]) {
    assert.match(sentence, /^[A-Z][^_'{]*\.$/, sentence);
  }
});
