// The mutants, and what holds for every list of them.
//
// A mutant breaks one promise: it replaces one piece of text in one file.
//
//   name         of its own
//   file         from the top of the tree
//   text         what is replaced, found exactly once in the file
//   replacement  what compiles, and breaks the promise
//   breaks       the promise, in a sentence
//   caughtBy     the tests, as CTest knows them, one of which has to fail

import {COMMON} from './common.mjs';
import {DOMAIN} from './domain.mjs';
import {FAMILY} from './family.mjs';
import {LEADING} from './leading.mjs';
import {LISTS} from './lists.mjs';
import {MEETINGS} from './meetings.mjs';
import {NOTICES} from './notices.mjs';
import {ORGANISATION} from './organisation.mjs';
import {PICTURES} from './pictures.mjs';
import {PROMISES} from './promises.mjs';
import {QUEUE} from './queue.mjs';
import {READING} from './reading.mjs';
import {SERIES} from './series.mjs';
import {STAFF} from './staff.mjs';
import {STORE} from './store.mjs';

export const MUTANTS = [
  ...DOMAIN, ...SERIES, ...STORE, ...COMMON, ...MEETINGS, ...LEADING, ...LISTS,
  ...ORGANISATION, ...PICTURES, ...FAMILY, ...READING, ...STAFF, ...NOTICES,
  ...QUEUE, ...PROMISES,
];

/** How many mutants there are at the least. */
export const LEAST = 25;

// A run that is not a long one takes a twentieth, rounded up.
const SHARE = 20;

/**
 * What is wrong with a list, in sentences; nothing is compiled for it.
 *
 * @param read gives the text of a file, undefined where there is none
 */
export function faultsOfList(mutants, read, least = LEAST) {
  const faults = [];
  if (mutants.length < least) {
    faults.push(`There are ${mutants.length} mutants, and not at least ${least}.`);
  }
  const names = new Set();
  for (const mutant of mutants) {
    if (names.has(mutant.name)) faults.push(`${mutant.name}: the name is taken.`);
    names.add(mutant.name);
    const fault = faultOf(mutant, read(mutant.file));
    if (fault) faults.push(`${mutant.name}: ${fault}`);
  }
  return faults;
}

function faultOf(mutant, source) {
  if (!mutant.breaks) return 'say which promise it breaks.';
  if (!mutant.caughtBy?.length) return 'name a test that catches it.';
  if (source === undefined) return `there is no ${mutant.file}.`;
  if (!mutant.text) return 'its text is empty.';
  const times = source.split(mutant.text).length - 1;
  if (times === 0) {
    return `its text is not in ${mutant.file} any more: take the line as it is ` +
      'now, and see that a test still catches it.';
  }
  if (times > 1) {
    return `its text is ${times} times in ${mutant.file}: take more of what is ` +
      'around it.';
  }
  if (mutate(mutant, source) === source) return 'it changes nothing.';
  return undefined;
}

/** The source with the one change. */
export function mutate(mutant, source) {
  return source.replace(mutant.text, () => mutant.replacement);
}

/**
 * The mutants of one run: all of a long one, else a share. Seeds one after the
 * other go round the whole list.
 */
export function choose(mutants, seed, long) {
  if (long) return mutants;
  const count = Math.ceil(mutants.length / SHARE);
  const first = (seed * count) % mutants.length;
  return [...mutants, ...mutants].slice(first, first + count);
}

/** The program that a test is, which is also the name of its target. */
export function targetOf(test) {
  return test.replace(/\.postgres$/, '');
}

// Labelled simulation: built and run in release builds alone (Cwp.cmake).
const SIMULATIONS = new Set([
  'registration_simulation_test', 'registration_engines_test',
]);

/** The preset whose builds have a test. */
export function presetOf(test) {
  return SIMULATIONS.has(targetOf(test)) ? 'release' : 'debug';
}
