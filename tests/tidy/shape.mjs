// The shape of single files: length, functions, lines, guards, layers.

import {functions, joinedStrings, scan} from './cpp.mjs';
import {lineAt} from './tree.mjs';

const MAX_FILE_LINES = 400;
// Tests are lists of cases, which are read one at a time.
const MAX_TEST_LINES = 500;
const MAX_FUNCTION_LINES = 70;
const MAX_COLUMNS = 80;

const CODE = ['.cc', '.h', '.mjs', '.js', '.ts', '.py'];

// Statements of SQL, which are written in capitals here.
const SQL =
  /\b(?:SELECT\s[\s\S]*\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(?:TABLE|INDEX|UNIQUE))\b/;
const HAS_SQL =
  /^(?:common\/(?:db|feed|testing)\/|tests\/)|^(?:common|services)\/\w+\/(?:\w+_)?(?:store|schema|migrations)(?:_\w+)?\.(?:cc|h)$/;

// Who looks at the wall clock: what keeps the time, what speaks of it, and what
// hands a deadline to gRPC or takes one from it.
const HAS_WALL =
  /^(?:common\/testing\/|tests\/)|^common\/(?:base\/clock|rpc\/(?:gate|peer|server)|telemetry\/(?:log|process))\.cc$/;

// Pages of the desk whose forms ask for much at once: each part has an id of its
// own, made of the form's.
const ASKS_FOR_MUCH = /^services\/web\/desk_import_make\.cc$/;

// The words that mark unfinished work, put together so that this file has none.
const UNFINISHED = new RegExp(
  `\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);

export function checkShape(tree) {
  for (const file of tree.ending(...CODE)) checkLength(tree, file);
  for (const file of tree.ending('.cc', '.h', '.proto')) checkColumns(tree, file);
  for (const file of tree.ending('.h')) {
    checkGuard(tree, file);
    checkStringView(tree, file);
  }
  for (const file of tree.ending('.cc', '.h')) {
    const text = tree.text(file);
    const scanned = scan(text);
    checkFunctions(tree, file, scanned.code);
    checkSql(tree, file, text, scanned);
    checkWall(tree, file, scanned.code);
    if (file.startsWith('services/web/desk_')) checkRequestIds(tree, file, scanned.code);
  }
  for (const file of tree.files) checkUnfinished(tree, file);
}

function checkLength(tree, file) {
  const lines = tree.text(file).split('\n').length - 1;
  const most = file.startsWith('tests/') ? MAX_TEST_LINES : MAX_FILE_LINES;
  if (lines <= most) return;
  tree.report(file, lines, `${lines} lines, over ${most}: split it by resource`);
}

function checkColumns(tree, file) {
  tree.text(file).split('\n').forEach((line, index) => {
    const columns = [...line].length;
    if (columns <= MAX_COLUMNS || /^\s*#(?:include|ifndef|define)|^#endif/.test(line) ||
        /https?:\/\/\S+/.test(line)) {
      return;
    }
    tree.report(file, index + 1, `${columns} columns, over ${MAX_COLUMNS}: break it`);
  });
}

function checkGuard(tree, file) {
  const guard = `CWP_${file.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}_`;
  const {code} = scan(tree.text(file));
  if (new RegExp(`^\\s*#ifndef ${guard}\\n#define ${guard}\\n`).test(code)) return;
  tree.report(file, 1, `begin with the include guard ${guard}`);
}

function checkStringView(tree, file) {
  const {code} = scan(tree.text(file));
  for (const match of code.matchAll(/\bstd::string_view\b/g)) {
    tree.report(file, lineAt(code, match.index),
      'std::string_view does not convert to Abseil\'s: use absl::string_view');
  }
}

function checkFunctions(tree, file, code) {
  for (const {from, to} of functions(code)) {
    const lines = lineAt(code, to) - lineAt(code, from) + 1;
    if (lines <= MAX_FUNCTION_LINES) continue;
    tree.report(file, lineAt(code, from), `a function of ${lines} lines, over ` +
      `${MAX_FUNCTION_LINES}: take it apart`);
  }
}

function checkSql(tree, file, text, scanned) {
  if (HAS_SQL.test(file)) return;
  for (const {at, text: string} of joinedStrings(scanned)) {
    if (!SQL.test(string)) continue;
    tree.report(file, lineAt(text, at), 'SQL outside a store: move it to store.cc');
  }
}

function checkWall(tree, file, code) {
  if (HAS_WALL.test(file)) return;
  for (const match of code.matchAll(/\babsl::Now\b|\bsystem_clock::now\b/g)) {
    tree.report(file, lineAt(code, match.index),
      'anybody may set the wall clock: take SteadyNow() to wait, else a Clock');
  }
}

// Whatever staff send twice is done once.
function checkRequestIds(tree, file, code) {
  if (ASKS_FOR_MUCH.test(file)) return;
  for (const match of code.matchAll(/\bset_request_id\(([^;]*);/g)) {
    if (match[1].includes('RequestIdOf(')) continue;
    tree.report(file, lineAt(code, match.index),
      'a form sent twice asks twice: make the request id by RequestIdOf()');
  }
}

function checkUnfinished(tree, file) {
  if (/(?:\.(?:png|jpg|mp4|pdf|ico|woff2?)|package-lock\.json)$/.test(file)) return;
  tree.text(file).split('\n').forEach((line, index) => {
    const match = UNFINISHED.exec(line);
    if (match) tree.report(file, index + 1, `${match[0]}: finish it or file it`);
  });
}
