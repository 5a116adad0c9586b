// Shows what the list of mutants is held to, and how the end of a test program
// is read.

import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import test from 'node:test';

import {
  choose, faultsOfList, LEAST, mutate, MUTANTS, presetOf, targetOf,
} from './list.mjs';
import {verdict} from './verdict.mjs';

const GOOD = {
  name: 'one', file: 'a.cc', text: 'a < b', replacement: 'a <= b',
  breaks: 'Less is less.', caughtBy: ['a_test'],
};

const read = (source) => (file) => file === 'a.cc' ? source : undefined;

const LISTS = [
  {name: 'a good one', mutants: [GOOD], fault: undefined},
  {name: 'a text that is not there', source: 'return a > b;', mutants: [GOOD],
    fault: /not in a\.cc any more/},
  {name: 'a text that is there twice', source: 'a < b || (a < b)', mutants: [GOOD],
    fault: /2 times in a\.cc/},
  {name: 'a text over two lines that is there once',
    source: 'f(a,\n  b);\nf(a,\n  c);\n', mutants: [{...GOOD, text: 'f(a,\n  c)'}],
    fault: undefined},
  {name: 'a file that is not there', mutants: [{...GOOD, file: 'b.cc'}],
    fault: /there is no b\.cc/},
  {name: 'no text', mutants: [{...GOOD, text: ''}], fault: /its text is empty/},
  {name: 'no change', mutants: [{...GOOD, replacement: 'a < b'}],
    fault: /changes nothing/},
  {name: 'no promise', mutants: [{...GOOD, breaks: ''}], fault: /which promise/},
  {name: 'no test', mutants: [{...GOOD, caughtBy: []}], fault: /name a test/},
  {name: 'a name twice', mutants: [GOOD, GOOD], fault: /the name is taken/},
  {name: 'too few', mutants: [GOOD], least: 2, fault: /1 mutants, and not at least 2/},
];

for (const {name, mutants, source = 'return a < b;', least = 1, fault} of LISTS) {
  test(`a list with ${name}`, () => {
    const faults = faultsOfList(mutants, read(source), least);
    assert.equal(faults.length, fault ? 1 : 0, faults.join('\n'));
    if (fault) assert.match(faults[0], fault);
  });
}

test('every replacement is taken as it stands', () => {
  const mutant = {...GOOD, replacement: 'a $& $1 b'};
  assert.equal(mutate(mutant, 'return a < b;'), 'return a $& $1 b;');
});

test('there are enough mutants', () => {
  assert.ok(MUTANTS.length >= LEAST);
});

test('seeds one after the other take every mutant', () => {
  const taken = new Set();
  for (let seed = 0; seed < 20; ++seed) {
    const share = choose(MUTANTS, seed, false);
    assert.equal(share.length, Math.ceil(MUTANTS.length / 20));
    assert.deepEqual(share, choose(MUTANTS, seed, false));
    for (const mutant of share) taken.add(mutant.name);
  }
  assert.equal(taken.size, MUTANTS.length);
  assert.equal(choose(MUTANTS, 1, true).length, MUTANTS.length);
});

test('both engines are one program', () => {
  assert.equal(targetOf('a_test.postgres'), 'a_test');
  assert.equal(targetOf('a_test'), 'a_test');
});

test('simulations alone are built in release', () => {
  const list = new URL('../simulation/CMakeLists.txt', import.meta.url);
  const simulations = [...readFileSync(list, 'utf8').matchAll(/^cwp_test\((\w+)/gm)]
    .map(([, name]) => name);
  assert.ok(simulations.length > 0);
  for (const name of simulations) assert.equal(presetOf(name), 'release', name);
  for (const name of MUTANTS.flatMap((mutant) => mutant.caughtBy)) {
    const expected = simulations.includes(targetOf(name)) ? 'release' : 'debug';
    assert.equal(presetOf(name), expected, name);
  }
});

const RUN = '[ RUN      ] ATest.Works\n';
const OK = '[       OK ] ATest.Works (0 ms)\n';

const ENDS = [
  {name: 'passes', run: {status: 0, stdout: RUN + OK}, state: 'passed'},
  {name: 'has a test that fails',
    run: {status: 1, stdout: `${RUN}[  FAILED  ] ATest.Works (0 ms)\n`},
    state: 'failed', what: /^ATest\.Works$/},
  {name: 'is taken down by a check in a test',
    run: {status: null, signal: 'SIGABRT', stdout: RUN},
    state: 'failed', what: /ATest\.Works, which ended by SIGABRT/},
  {name: 'is taken down after its tests',
    run: {status: null, signal: 'SIGSEGV', stdout: RUN + OK}, state: 'broken',
    what: /SIGSEGV/},
  {name: 'does not understand what it is asked',
    run: {status: 2, stdout: ''}, state: 'broken', what: /ended with 2/},
  {name: 'cannot be started',
    run: {status: null, error: new Error('no such file'), stdout: ''},
    state: 'broken', what: /no such file/},
  {name: 'does not end',
    run: {status: null, signal: 'SIGKILL', stdout: RUN,
      error: Object.assign(new Error('timeout'), {code: 'ETIMEDOUT'})},
    state: 'hung', what: /ATest\.Works/},
];

for (const {name, run, state, what = /^$/} of ENDS) {
  test(`a program that ${name} has ${state}`, () => {
    const said = verdict(run);
    assert.equal(said.state, state);
    assert.match(said.what ?? '', what);
  });
}

test('the list itself fits the tree', () => {
  const faults = faultsOfList(MUTANTS, (file) => {
    const url = new URL(`../../${file}`, import.meta.url);
    return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
  });
  assert.deepEqual(faults, []);
});
