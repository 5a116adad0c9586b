// A copy of the work tree, with a build folder of its own: what is broken on
// purpose is broken there.

import {spawnSync} from 'node:child_process';
import {
  copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import {listFiles} from '../tidy/tree.mjs';
import {mutate, presetOf, targetOf} from './list.mjs';
import {verdict} from './verdict.mjs';

// What a test may take that is caught at once when all is well.
const TEST_MINUTES = 15;

export class Scratch {
  /** Copies the work tree `root` to `folder`, as far as it differs. */
  constructor(root, folder) {
    this.root = root;
    this.folder = folder;
    const files = new Set(listFiles(root));
    for (const file of filesBelow(folder)) {
      if (!files.has(file)) rmSync(path.join(folder, file));
    }
    for (const file of files) this.#copy(file);
  }

  // A file that is the same keeps its time, so that nothing is built in vain.
  #copy(file) {
    const to = path.join(this.folder, file);
    const from = path.join(this.root, file);
    if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) return;
    mkdirSync(path.dirname(to), {recursive: true});
    copyFileSync(from, to);
  }

  /** Calls `body` while the copy has the change in it. */
  with(mutant, body) {
    const file = path.join(this.folder, mutant.file);
    writeFileSync(file, mutate(mutant, readFileSync(file, 'utf8')));
    try {
      return body();
    } finally {
      this.#copy(mutant.file);
    }
  }

  /**
   * Builds the programs of tests, as tests/run builds its own.
   *
   * @returns what was printed when that failed, else undefined
   */
  build(tests) {
    for (const preset of new Set(tests.map(presetOf))) {
      const targets = tests.filter((test) => presetOf(test) === preset).map(targetOf);
      const unbuilt = this.#build(preset, new Set(targets));
      if (unbuilt) return unbuilt;
    }
    return undefined;
  }

  #build(preset, targets) {
    const run = spawnSync(
      'bash', ['-c', '. deploy/build.sh; build "$1" -DCWP_BUILD_TESTS=ON -- "${@:2}"',
        'build', preset, ...targets],
      {cwd: this.folder, encoding: 'utf8', maxBuffer: 1 << 28});
    if (run.status === 0) return undefined;
    return `${run.error?.message ?? ''}${run.stdout}${run.stderr}`;
  }

  /**
   * Asks CTest, which needs configured builds.
   *
   * @returns the tests that it does not know, or what was printed when that failed
   */
  unknown(tests) {
    const known = new Set();
    for (const preset of new Set(tests.map(presetOf))) {
      const unbuilt = this.#build(preset, ['build.ninja']);
      if (unbuilt) return [unbuilt];
      for (const {name} of this.#askCTest(preset)) known.add(name);
    }
    return tests.filter((test) => !known.has(test));
  }

  // CTest names the command of a test only once that is built.
  #askCTest(preset) {
    const run = spawnSync(
      'ctest', ['--test-dir', `.build/${preset}`, '--show-only=json-v1'],
      {cwd: this.folder, encoding: 'utf8', maxBuffer: 1 << 28});
    return JSON.parse(run.stdout).tests;
  }

  /** Runs a test until its first failure. What became of it, and all it said. */
  run(test, extra = {}) {
    const {command: [program, ...args], properties} =
      this.#askCTest(presetOf(test)).find(({name}) => name === test);
    const set = properties.find(({name}) => name === 'ENVIRONMENT')?.value ?? [];
    const env = Object.fromEntries(set.map((one) => one.split('=', 2)));
    const {CWP_SEED: _, ...around} = process.env;
    const run = spawnSync(program, [...args, '--gtest_fail_fast'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {...around, ...env, ...extra},
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 28,
      timeout: TEST_MINUTES * 60_000,
    });
    return {...verdict(run), output: `${run.stdout}${run.stderr}`};
  }
}

// The files of a copy, its build folder aside.
function filesBelow(folder, below = '') {
  if (!existsSync(path.join(folder, below))) return [];
  return readdirSync(path.join(folder, below), {withFileTypes: true})
    .filter((entry) => entry.name !== '.build')
    .flatMap((entry) => {
      const name = path.join(below, entry.name);
      return entry.isDirectory() ? filesBelow(folder, name) : [name];
    });
}
