// Shows each rule of tidy firing on a small tree, and staying quiet when the
// tree is right.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'node:test';

import {functions, scan} from './cpp.mjs';
import {tidy} from './tidy.mjs';

const GUARDED = (file, body) => {
  const guard = `CWP_${file.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}_`;
  return `#ifndef ${guard}\n#define ${guard}\n${body}\n#endif  // ${guard}\n`;
};

// A tree without a fault: one common room, one service with its test.
const FILES = {
  'README.md': 'A house.\n',
  'common/base/error.h': GUARDED('common/base/error.h',
    '#include <string>\n// Fails with `BAD_NAME`.\nint Check();'),
  'common/base/error.cc':
    '#include "common/base/error.h"\n\n#include "absl/strings/str_cat.h"\n' +
    'auto Fail() { return InvalidArgument("BAD_NAME", "A name is bad."); }\n',
  'proto/cwp/shop/v1/shop.proto': 'syntax = "proto3";\n',
  'services/shop/README.md': 'A shop.\n',
  'services/shop/domain.h': GUARDED('services/shop/domain.h', 'int Decide();'),
  'services/shop/domain.cc': '#include "services/shop/domain.h"\n',
  'services/shop/store.cc': 'const char kSql[] = "SELECT id FROM shops";\n',
  'services/shop/main.cc':
    '#include "common/base/error.h"\n#include "cwp/shop/v1/shop.grpc.pb.h"\n' +
    'int main() { return 0; }\n',
  'tests/shop/domain_test.cc':
    '#include "services/shop/domain.h"\n#include <gtest/gtest.h>\n' +
    'const char kSql[] = "DELETE FROM shops";\n',
};

const TARGETS = [
  {name: 'proto_shop', kind: 'proto', files: ['proto/cwp/shop/v1/shop.proto'], deps: []},
  {name: 'proto_shop_grpc', kind: 'proto', files: ['proto/cwp/shop/v1/shop.proto'],
    deps: ['proto_shop']},
  {name: 'common_base', kind: 'library',
    files: ['common/base/error.h', 'common/base/error.cc'], deps: ['absl::strings']},
  {name: 'shop_domain', kind: 'library',
    files: ['services/shop/domain.h', 'services/shop/domain.cc'], deps: []},
  {name: 'cwp-shop', kind: 'binary',
    files: ['services/shop/main.cc', 'services/shop/store.cc'],
    deps: ['common_base', 'proto_shop_grpc']},
  {name: 'shop_test', kind: 'test', files: ['tests/shop/domain_test.cc'],
    deps: ['shop_domain']},
];

// Runs tidy on the faultless tree with `changes` laid over it.
function findings(changes = {}, retarget = (targets) => targets) {
  const root = mkdtempSync(path.join(tmpdir(), 'tidy-'));
  try {
    execFileSync('git', ['init', '-q', root]);
    for (const [file, text] of Object.entries({...FILES, ...changes})) {
      if (text === null) continue;
      mkdirSync(path.join(root, path.dirname(file)), {recursive: true});
      writeFileSync(path.join(root, file), text);
    }
    return tidy(root, retarget(structuredClone(TARGETS)));
  } finally {
    rmSync(root, {recursive: true});
  }
}

const withDeps = (name, deps) => (targets) => targets.map(
  (target) => target.name === name ? {...target, deps} : target);
const withFile = (name, file) => (targets) => targets.map(
  (target) => target.name === name ?
    {...target, files: [...target.files, file]} : target);

// A service that says `call` in the words of a catalogue.
const saying = (call, words) => ({
  'services/web/README.md': 'Pages.\n',
  'services/web/say.cc': `auto f =\n    ${call.replace('{{', '\n{{')};\n`,
  'services/web/templates/words/shop.json': JSON.stringify(words, null, 1),
});
const withWeb = (targets) => [...targets,
  {name: 'web', kind: 'library', files: ['services/web/say.cc'], deps: []}];

// A body of `count` lines within a function.
const LONG = (count) => `int F() {\n${'  G();\n'.repeat(count - 2)}}\n`;

const FAULTS = [
  {name: 'a header of a room that is not declared',
    targets: withDeps('cwp-shop', ['proto_shop_grpc']),
    at: 'services/shop/main.cc:1:', says: /belongs to common_base: add it to DEPS/},
  {name: 'generated services without their target',
    targets: withDeps('cwp-shop', ['common_base', 'proto_shop']),
    at: 'services/shop/main.cc:2:', says: /made by proto_shop_grpc/},
  {name: 'a package that is not declared',
    targets: withDeps('common_base', []),
    at: 'common/base/error.cc:3:', says: /needs absl::strings/},
  {name: 'a header that no table knows',
    files: {'services/shop/domain.cc': '#include <zmq.h>\n'},
    at: 'services/shop/domain.cc:1:', says: /in no table/},
  {name: 'a test library outside of tests',
    files: {'services/shop/domain.cc': '#include <gmock/gmock.h>\n'},
    at: 'services/shop/domain.cc:1:', says: /for tests only/},
  {name: 'a file of no target',
    files: {'services/shop/extra.cc': 'int x;\n'},
    at: 'services/shop/extra.cc:1:', says: /belongs to no target/},
  {name: 'rules that see a database',
    targets: withDeps('shop_domain', ['common_db']),
    at: 'services/shop/domain.h:1:', says: /must not see common_db/},
  {name: 'one service including another',
    files: {'services/cafe/a.cc': '#include "services/shop/domain.h"\n'},
    targets: (targets) => [...targets, {name: 'cafe', kind: 'library',
      files: ['services/cafe/a.cc'], deps: ['shop_domain']}],
    at: 'services/cafe/a.cc:1:', says: /includes services\/shop/},
  {name: 'a proto import that is not declared',
    files: {'proto/cwp/cafe/v1/cafe.proto': 'import "cwp/shop/v1/shop.proto";\n'},
    targets: (targets) => [...targets, {name: 'proto_cafe', kind: 'proto',
      files: ['proto/cwp/cafe/v1/cafe.proto'], deps: []}],
    at: 'proto/cwp/cafe/v1/cafe.proto:1:', says: /belongs to proto_shop/},
  {name: 'SQL outside a store',
    files: {'services/shop/domain.cc':
      'const char k[] =\n    "UPDATE "\n    "shops SET a = 1";\n'},
    at: 'services/shop/domain.cc:2:', says: /SQL outside a store/},
  {name: 'the wall clock in a loop',
    files: {'services/shop/domain.cc': '// absl::Now()\nauto x = absl::Now();\n'},
    at: 'services/shop/domain.cc:2:', says: /SteadyNow/},
  {name: 'a request of staff that is another each time',
    files: {'services/web/README.md': 'Pages.\n', 'services/web/desk_shop.cc':
      'void F() {\n  wanted.set_request_id(\n      RandomToken());\n' +
      '  other.set_request_id(\n      StrCat(RequestIdOf(desk), 1));\n}\n'},
    targets: (targets) => [...targets,
      {name: 'web', kind: 'library', files: ['services/web/desk_shop.cc'], deps: []}],
    at: 'services/web/desk_shop.cc:2:', says: /RequestIdOf/},
  {name: 'a long file',
    files: {'services/shop/domain.cc': '\n'.repeat(501)},
    at: 'services/shop/domain.cc:501:', says: /501 lines/},
  {name: 'a long function',
    files: {'services/shop/domain.cc': LONG(71)},
    at: 'services/shop/domain.cc:1:', says: /function of 71 lines/},
  {name: 'a long line',
    files: {'services/shop/domain.cc': `// ${'x'.repeat(78)}\n`},
    at: 'services/shop/domain.cc:1:', says: /81 columns/},
  {name: 'a missing guard',
    files: {'services/shop/domain.h': '#pragma once\n'},
    at: 'services/shop/domain.h:1:', says: /CWP_SERVICES_SHOP_DOMAIN_H_/},
  {name: 'the other string_view in a header',
    files: {'services/shop/domain.h': GUARDED('services/shop/domain.h',
      'void F(std::string_view s);')},
    at: 'services/shop/domain.h:3:', says: /absl::string_view/},
  {name: 'an unfinished word',
    files: {'services/shop/domain.cc': `// ${'TO' + 'DO'}: more\n`},
    at: 'services/shop/domain.cc:1:', says: /finish it/},
  {name: 'a reason that is documented nowhere',
    files: {'services/shop/domain.cc':
      'auto F() {\n  return MakeError(kCode,\n      "NO_SUCH_SHOP", "No.");\n}\n'},
    at: 'services/shop/domain.cc:3:', says: /reason NO_SUCH_SHOP/},
  {name: 'a promised reason that only the test of another service names',
    files: {
      'proto/cwp/shop/v1/shop.proto':
        'syntax = "proto3";\n// Fails with `BAD_NAME`, never with `OPEN`.\n',
      'tests/cafe/fake.cc': 'auto F() { return Fail("BAD_NAME"); }\n'},
    targets: withFile('shop_test', 'tests/cafe/fake.cc'),
    at: 'proto/cwp/shop/v1/shop.proto:2:', says: /BAD_NAME comes about in no test/},
  {name: 'a top-level entry of its own',
    files: {'scripts/a.sh': 'true\n'},
    at: 'scripts/a.sh:1:', says: /not an agreed entry/},
  {name: 'a path of one machine',
    files: {'README.md': `See ${'/ho' + 'me'}/anna/booking.\n`},
    at: 'README.md:1:', says: /path of one machine/},
  {name: 'a glob',
    files: {'CMakeLists.txt': 'file(GLOB srcs *.cc)\n'},
    at: 'CMakeLists.txt:1:', says: /list the files/},
  {name: 'words that the catalogue does not have',
    files: saying('Say("shop.shut")', {}), targets: withWeb,
    at: 'services/web/say.cc:', says: /has no shop.shut/},
  {name: 'words that nobody says',
    files: saying('Say("shop.open")', {'shop.open': 'Open', 'shop.shut': 'Shut'}),
    targets: withWeb, at: 'services/web/templates/words/shop.json:3:', says: /names shop.shut/},
  {name: 'words without their value',
    files: saying('Say("shop.open")', {'shop.open': 'Open until {when}'}), targets: withWeb,
    at: 'services/web/say.cc:', says: /has \{when\}/},
  {name: 'a value that no words take',
    files: saying('Say("shop.open", {{"when", F("x")}})', {'shop.open': 'Open'}),
    targets: withWeb, at: 'services/web/say.cc:', says: /has no \{when\}/},
  {name: 'a sentence in code',
    files: saying('Answer("The shop has closed.")', {}), targets: withWeb,
    at: 'services/web/say.cc:', says: /Say its key/},
  {name: 'a number without words for one',
    files: saying('SayCount("shop.seats", 2)', {'shop.seats.other': '{count} seats'}),
    targets: withWeb, at: 'services/web/say.cc:', says: /has no shop.seats/},
  {name: 'a service without a README',
    files: {'services/shop/README.md': null},
    at: 'services/shop/main.cc:1:', says: /README.md is missing/},
];

test('a tree that is right has no findings', () => {
  assert.deepEqual(findings(), []);
});

for (const fault of FAULTS) {
  test(`finds ${fault.name}`, () => {
    const found = findings(fault.files, fault.targets);
    assert.equal(found.length, 1, found.join('\n'));
    assert.ok(found[0].startsWith(fault.at), found[0]);
    assert.match(found[0], fault.says);
  });
}

const QUIET = [
  {name: 'what a metric counts',
    files: saying('AddGauge("cwp_shops", "Shops that are open.")', {}), targets: withWeb},
  {name: 'words with what is laid into them',
    files: saying(
      'Say("shop.open", {{"when", SayCount("shop.hours", 2, {{"kind", "x"}})}})',
      {'shop.open': 'Open for {when}', 'shop.hours.one': '{count} {kind} hour',
        'shop.hours.other': '{count} {kind} hours'}),
    targets: withWeb},
  {name: 'a function of 70 lines',
    files: {'services/shop/domain.cc': LONG(70)}},
  {name: 'SQL in a store that is split by resource',
    files: {'services/shop/shop_store.cc': 'const char k[] = "DELETE FROM shops";\n'},
    targets: withFile('cwp-shop', 'services/shop/shop_store.cc')},
  {name: 'a promised reason that a test of the service expects',
    files: {
      'proto/cwp/shop/v1/shop.proto': 'syntax = "proto3";\n// Fails with `BAD_NAME`.\n',
      'tests/shop/domain_test.cc': 'EXPECT_EQ(ReasonOf(Check()), "BAD_NAME");\n'}},
  {name: 'prose that looks like SQL',
    files: {'services/shop/domain.cc': 'const char k[] = "select one from these";\n'}},
  {name: 'a test that looks at the wall clock',
    files: {'tests/shop/domain_test.cc':
      '#include "services/shop/domain.h"\nauto x = absl::Now();\n'}},
  {name: 'an include in a comment',
    files: {'services/shop/domain.cc': '/*\n#include <zmq.h>\n*/\n'}},
];

for (const quiet of QUIET) {
  test(`leaves alone ${quiet.name}`, () => {
    assert.deepEqual(findings(quiet.files, quiet.targets), []);
  });
}

test('functions are found where they begin and end', () => {
  const code = [
    'namespace a {',
    'class B {',
    ' public:',
    '  B() : x_{1}, y_(2) {',
    '    Run([] { return 1; });',
    '  }',
    '  int x() const { return x_; }',
    '};',
    'const int kTable[] = {1, 2};',
    'absl::Status C(int a,',
    '               int b) {',
    '  if (a) {',
    '  }',
    '}',
    '}  // namespace a',
  ].join('\n');
  const line = (at) => code.slice(0, at).split('\n').length;
  const found = functions(scan(code).code);
  assert.deepEqual(found.map(({from, to}) => [line(from), line(to)]),
    [[4, 6], [7, 7], [10, 14]]);
});
