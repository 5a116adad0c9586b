// Every reason that an error of ours carries is documented where callers look.

import {scan} from './cpp.mjs';
import {lineAt} from './tree.mjs';

const MAKERS =
  /\b(?:MakeError|InvalidArgument|NotFound|FailedPrecondition|Unavailable|\w+Error)\(/g;
const REASON = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

export function checkReasons(tree) {
  const documented = documentedWords(tree);
  for (const file of tree.ending('.cc')) {
    if (!/^(?:services|common)\//.test(file)) continue;
    const text = tree.text(file);
    for (const {at, reason} of reasonsIn(text)) {
      if (documented.has(reason)) continue;
      tree.report(file, lineAt(text, at), `reason ${reason} is documented nowhere: ` +
        'name it in the comment of the RPC, or of the function in its header');
    }
  }
}

function documentedWords(tree) {
  const words = new Set();
  const add = (comment) => {
    for (const match of comment.matchAll(/`([A-Z][A-Z0-9_]*)`/g)) words.add(match[1]);
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

function closing(code, from) {
  let depth = 1;
  for (let at = from; at < code.length; at++) {
    if (code[at] === '(') depth++;
    if (code[at] === ')' && --depth === 0) return at;
  }
  return code.length;
}
