// The tree under test: its files, their text, and what CMake said of targets.

import {execFileSync} from 'node:child_process';
import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';

/** One target as CMake wrote it: name, kind, files, deps. */
export class Targets {
  constructor(records) {
    this.all = records;
    this.byName = new Map(records.map((target) => [target.name, target]));
    this.ownersOf = new Map();
    for (const target of records) {
      for (const file of target.files) {
        if (!this.ownersOf.has(file)) this.ownersOf.set(file, []);
        this.ownersOf.get(file).push(target);
      }
    }
  }

  owners(file) {
    return this.ownersOf.get(file) ?? [];
  }

  /** Every target that `target` reaches through what the targets declare. */
  closure(target) {
    const seen = new Set();
    const open = [...target.deps];
    while (open.length > 0) {
      const name = open.pop();
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(...(this.byName.get(name)?.deps ?? []));
    }
    return seen;
  }
}

export class Tree {
  /**
   * @param root the folder to check, a git work tree
   * @param targets the records of targets.json
   */
  constructor(root, targets) {
    this.root = root;
    this.targets = new Targets(targets);
    this.files = listFiles(root);
    this.texts = new Map();
    this.findings = [];
  }

  /** The text of a file, by its path from the root. */
  text(file) {
    if (!this.texts.has(file)) {
      this.texts.set(file, readFileSync(path.join(this.root, file), 'utf8'));
    }
    return this.texts.get(file);
  }

  /** Files whose names end in one of `endings`. */
  ending(...endings) {
    return this.files.filter((file) => endings.some((e) => file.endsWith(e)));
  }

  report(file, line, message) {
    this.findings.push({file, line, message});
  }
}

/** What git tracks or would track, so that ignored files are left alone. */
export function listFiles(root) {
  const out = execFileSync(
    'git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {cwd: root, encoding: 'utf8', maxBuffer: 1 << 26});
  const files = [...new Set(out.split('\0'))].filter((file) => file !== '');
  return files.filter((file) => isFile(path.join(root, file))).sort();
}

function isFile(file) {
  return statSync(file, {throwIfNoEntry: false})?.isFile() ?? false;
}

/** The 1-based line at which `offset` stands in `text`. */
export function lineAt(text, offset) {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset;
    i = text.indexOf('\n', i + 1)) {
    line++;
  }
  return line;
}
