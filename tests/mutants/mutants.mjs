#!/usr/bin/env node
// Breaks one promise of the code at a time, and demands that a test notices.
//
//   node tests/mutants/mutants.mjs [--seed N] [NAME...]
//
// Checks the whole list. Then takes the mutants named, or all with
// CWP_TEST_LONG=1, or a share that the seed picks (CWP_SEED, --seed, or one of
// its own, which is printed): builds each alone in a copy of the work tree below
// .build/mutants, and runs the tests that are to catch it. Those on PostgreSQL
// need TEST_POSTGRES, as tests/run sets it. What is printed is also in
// .build/mutants.log, since CTest keeps it back.
//
// Ends with 1 when a text is not found exactly once, a mutant does not compile,
// or one survives.

import {
  appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

import {choose, faultsOfList, MUTANTS} from './list.mjs';
import {Scratch} from './scratch.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '..', '..');

const log = path.join(root, '.build', 'mutants.log');

class Failure extends Error {}

function say(text) {
  console.log(text);
  appendFileSync(log, `${text}\n`);
}

function readOptions(args) {
  const options = {names: [], seed: process.env.CWP_SEED};
  for (let i = 0; i < args.length; ++i) {
    if (args[i] === '--seed') {
      options.seed = args[++i];
    } else if (args[i].startsWith('-')) {
      throw new Failure(`unknown option ${args[i]}: --seed N [NAME...]`);
    } else {
      options.names.push(args[i]);
    }
  }
  options.seed = Number(options.seed ?? Math.floor(Date.now() / 1000));
  if (!Number.isSafeInteger(options.seed) || options.seed < 0) {
    throw new Failure('a seed is a whole number, 0 or more');
  }
  return options;
}

function checkList() {
  const read = (file) => {
    const at = path.join(root, file);
    return existsSync(at) ? readFileSync(at, 'utf8') : undefined;
  };
  const faults = faultsOfList(MUTANTS, read);
  if (faults.length > 0) throw new Failure(faults.join('\n'));
  say(`${MUTANTS.length} mutants, each of their texts found once`);
}

function chosen({names, seed}) {
  if (names.length === 0) {
    return choose(MUTANTS, seed, process.env.CWP_TEST_LONG === '1');
  }
  return names.map((name) => {
    const found = MUTANTS.find((mutant) => mutant.name === name);
    if (!found) throw new Failure(`there is no mutant ${name}`);
    return found;
  });
}

// Otherwise a test that fails anyhow would catch everything.
function checkUnbroken(scratch, mutants) {
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.caughtBy))];
  if (tests.some((test) => test.endsWith('.postgres')) && !process.env.TEST_POSTGRES) {
    throw new Failure('TEST_POSTGRES names no server: start this by tests/run mutants');
  }
  const unknown = scratch.unknown([...new Set(MUTANTS.flatMap((m) => m.caughtBy))]);
  if (unknown.length > 0) throw new Failure(`There is no test ${unknown.join(', ')}`);
  const unbuilt = scratch.build(tests);
  if (unbuilt) throw new Failure(`What is not broken does not build:\n${unbuilt}`);
  for (const test of tests) {
    // One short run of the simulation is enough here.
    const run = scratch.run(test, {CWP_SEED: '1'});
    if (run.state === 'passed') continue;
    throw new Failure(`${test} has to pass while nothing is broken, and ${run.state}: ` +
      `${run.what}\n${run.output}`);
  }
}

// Lines enough to see what went wrong.
function end(text) {
  return text.trimEnd().split('\n').slice(-30).join('\n');
}

// Which test catches it; a failure when none does.
function hunt(scratch, mutant) {
  for (const test of mutant.caughtBy) {
    const unbuilt = scratch.build([test]);
    if (unbuilt) {
      throw new Failure('does not compile, so that no test says anything of it: ' +
        `change its replacement.\n${end(unbuilt)}`);
    }
    const {state, what, output} = scratch.run(test);
    if (state === 'failed') return `${test}: ${what}`;
    if (state === 'passed') continue;
    throw new Failure(`${test} ${state} (${what}), where a test has to fail: change ` +
      `its replacement.\n${end(output)}`);
  }
  throw new Failure(`survives: nothing in ${mutant.caughtBy.join(' and ')} fails, ` +
    `although this promise is broken: ${mutant.breaks} Write the test that is missing.`);
}

function huntAll(scratch, mutants) {
  let faults = 0;
  mutants.forEach((mutant, index) => {
    const start = Date.now();
    let said;
    try {
      said = `caught by ${scratch.with(mutant, () => hunt(scratch, mutant))}`;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      ++faults;
      said = `FAULT: ${error.message}`;
    }
    const seconds = Math.round((Date.now() - start) / 1000);
    say(`[${index + 1}/${mutants.length}, ${seconds} s] ${mutant.name} ` +
      `(${mutant.file}) ${said}`);
  });
  return faults;
}

function main() {
  const start = Date.now();
  const options = readOptions(process.argv.slice(2));
  mkdirSync(path.dirname(log), {recursive: true});
  writeFileSync(log, '');
  checkList();
  const mutants = chosen(options);
  say(`${mutants.length} of them, CWP_SEED=${options.seed}`);
  const scratch = new Scratch(root, path.join(root, '.build', 'mutants'));
  checkUnbroken(scratch, mutants);
  const seconds = () => Math.round((Date.now() - start) / 1000);
  say(`all their tests pass unbroken, after ${seconds()} s`);
  const faults = huntAll(scratch, mutants);
  say(`${mutants.length - faults} of ${mutants.length} caught, ${seconds()} s`);
  if (faults > 0) throw new Failure(`${faults} mutants are at fault; see above`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exit(1);
}
