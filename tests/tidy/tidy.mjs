#!/usr/bin/env node
// Checks the rules of the house that no compiler checks.
//
//   node tests/tidy/tidy.mjs BUILD/targets.json [ROOT]
//
// Prints one line per finding, with what to do about it; ends with 1 if there
// are any.

import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

import {checkHouse} from './house.mjs';
import {checkIncludes} from './includes.mjs';
import {checkReasons} from './reasons.mjs';
import {checkShape} from './shape.mjs';
import {Tree} from './tree.mjs';
import {checkWords} from './words.mjs';

/** The findings in the work tree `root`, in order of file and line. */
export function tidy(root, targets) {
  const tree = new Tree(root, targets);
  checkIncludes(tree);
  checkShape(tree);
  checkReasons(tree);
  checkHouse(tree);
  checkWords(tree);
  const seen = new Set();
  return tree.findings
    .map(({file, line, message}) => ({file, line, text: `${file}:${line}: ${message}`}))
    .filter(({text}) => !seen.has(text) && seen.add(text))
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
    .map(({text}) => text);
}

function main() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const [targets, root = path.join(here, '..', '..')] = process.argv.slice(2);
  if (!targets) {
    console.error('usage: tidy.mjs BUILD/targets.json [ROOT]');
    process.exit(2);
  }
  const findings = tidy(root, JSON.parse(readFileSync(targets, 'utf8')));
  for (const finding of findings) console.log(finding);
  console.log(findings.length === 0 ? 'tidy' : `${findings.length} findings`);
  process.exit(findings.length === 0 ? 0 : 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
