// The frame of the house, and what must never be committed to it.

import {existsSync} from 'node:fs';
import path from 'node:path';

const TOP_LEVEL =
  /^(?:\..*|CMakeLists\.txt|CMakePresets\.json|LICENSE|README\.md|proto|services|common|deploy|tests)$/;
const BINARY = /\.(?:png|jpg|jpeg|ico|mp4|webm|pdf|woff2?)$/;

// Folders of one person's or one build machine.
const MACHINE_PATH = /(?:^|[\s"'`(=:,])(\/(?:work|home|Users)\/[\w.]+|\/tmp\/[a-z]\/\w*)/;

export function checkHouse(tree) {
  const reported = new Set();
  for (const file of tree.files) {
    const top = file.split('/')[0];
    if (TOP_LEVEL.test(top) || reported.has(top)) continue;
    reported.add(top);
    tree.report(file, 1, `${top} is not an agreed entry of the top level`);
  }
  for (const file of tree.files) {
    if (!BINARY.test(file)) checkLines(tree, file);
  }
  checkTemplate(tree);
}

function checkLines(tree, file) {
  tree.text(file).split('\n').forEach((line, index) => {
    const machine = MACHINE_PATH.exec(line);
    if (machine) {
      tree.report(file, index + 1, `${machine[1]} is a path of one machine: ` +
        'use one relative to the repository, or a temporary folder');
    }
    if (/(?:CMakeLists\.txt|\.cmake)$/.test(file) &&
        /^[^#]*\bfile\s*\(\s*GLOB/i.test(line)) {
      tree.report(file, index + 1, 'a glob hides what a target holds: list the files');
    }
    if (file.endsWith('package-lock.json') && /"resolved":\s*"http/.test(line)) {
      tree.report(file, index + 1, 'a download address: set omit-lockfile-registry-resolved');
    }
  });
}

// A reader who has seen one service has seen all.
function checkTemplate(tree) {
  const services = new Set(tree.files
    .map((file) => /^services\/(\w+)\/main\.cc$/.exec(file)?.[1])
    .filter((name) => name));
  for (const name of services) {
    const readme = `services/${name}/README.md`;
    if (existsSync(path.join(tree.root, readme))) continue;
    tree.report(`services/${name}/main.cc`, 1, `${readme} is missing: what the ` +
      'service owns, what it promises, how to run it alone');
  }
}
