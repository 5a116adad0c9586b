// Every reason that an error of ours carries is documented where callers look, and
// every one that a contract promises comes about in a test.

import {closing, scan} from './cpp.mjs';
import {lineAt} from './tree.mjs';

const MAKERS =
  /\b(?:MakeError|InvalidArgument|NotFound|FailedPrecondition|Unavailable|\w+Error)\(/g;
const WORD = /`([A-Z][A-Z0-9_]*)`/g;
const REASON = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

export function checkReasons(tree) {
  const documented = documentedWords(tree);
  const made = new Set();
  for (const file of tree.ending('.cc')) {
    if (!/^(?:services|common)\//.test(file)) continue;
    const text = tree.text(file);
    for (const {at, reason} of reasonsIn(text)) {
      made.add(reason);
      if (documented.has(reason)) continue;
      tree.report(file, lineAt(text, at), `reason ${reason} is documented nowhere: ` +
        'name it in the comment of the RPC, or of the function in its header');
    }
  }
  checkPromised(tree, made);
}

// A test meets a reason when it names it, in the room of the service that promises
// it or where services are tested together: what a fake says elsewhere proves
// nothing. Words that no error carries are names of something else.
function checkPromised(tree, made) {
  for (const file of tree.ending('.proto')) {
    const room = /^proto\/cwp\/([^/]+)\//.exec(file)?.[1];
    const text = tree.text(file);
    for (const match of text.matchAll(/\/\/[^\n]*/g)) {
      for (const [, reason] of match[0].matchAll(WORD)) {
        if (!made.has(reason) || isMet(tree, room, reason)) continue;
        tree.report(file, lineAt(text, match.index), `reason ${reason} comes about in ` +
          `no test: expect it by its name in tests/${room} or tests/integration`);
      }
    }
  }
}

function isMet(tree, room, reason) {
  const rooms = new RegExp(`^tests/(?:${room}|common|integration|faults)/`);
  return tree.ending('.cc', '.h').some((file) =>
    rooms.test(file) && tree.text(file).includes(`"${reason}"`));
}

function documentedWords(tree) {
  const words = new Set();
  const add = (comment) => {
    for (const match of comment.matchAll(WORD)) words.add(match[1]);
  };
  for (const file of tree.ending('.proto')) {
    for (const match of tree.text(file).matchAll(/\/\/[^\n]*/g)) add(match[0]);
  }
  for (const file of tree.ending('.h')) {
    for (const {text} of scan(tree.text(file)).comments) add(text);
  }
  return words;
}

// The first literal among the arguments of each call that makes an error, when
// it looks like a reason.
function reasonsIn(text) {
  const {code, strings} = scan(text);
  const found = [];
  for (const match of code.matchAll(MAKERS)) {
    const end = closing(code, match.index + match[0].length);
    const first = strings.find(({at}) => at > match.index && at < end);
    if (first && REASON.test(first.text)) found.push({at: first.at, reason: first.text});
  }
  return found;
}
