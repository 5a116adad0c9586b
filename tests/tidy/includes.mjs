// What each target includes, against what it declares.
//
// All packages share one include folder, so the compiler cannot check this.

import path from 'node:path';

import {scan} from './cpp.mjs';
import {lineAt} from './tree.mjs';

const STANDARD_C = new Set(
  ('arpa/inet.h assert.h byteswap.h dirent.h dlfcn.h endian.h errno.h fcntl.h fnmatch.h glob.h ' +
   'grp.h ifaddrs.h inttypes.h langinfo.h limits.h locale.h malloc.h math.h ' +
   'net/if.h netdb.h poll.h pthread.h pwd.h regex.h sched.h semaphore.h ' +
   'signal.h spawn.h stdint.h stdio.h stdlib.h string.h strings.h syslog.h ' +
   'termios.h time.h unistd.h wait.h').split(' '));

// Which declared targets make an Abseil header legal, where the name of the
// header does not say so.
const ABSEIL = [
  [/^absl\/strings\/(?:str_format|cord|cordz?_\w+)\.h$/, null],
  [/^absl\/strings\//, 'strings'],
  [/^absl\/time\//, 'time'],
  [/^absl\/synchronization\//, 'synchronization'],
  [/^absl\/base\/(?:attributes|casts|const_init|macros|optimization|port|thread_annotations|call_once)\.h$/,
    'core_headers'],
  [/^absl\/random\//, 'random_random'],
  [/^absl\/numeric\/(?:bits|int128)\.h$/, null],
  [/^absl\/algorithm\/container\.h$/, 'algorithm_container'],
  [/^absl\/functional\//, null],
  [/^absl\/debugging\//, null],
];

// Which declared targets make a header legal: the first pattern that matches
// rules. `tests` marks libraries that only tests may include.
const OUTSIDE = [
  {header: /^grpcpp\/ext\/proto_server_reflection/,
    targets: ['gRPC::grpc++_reflection']},
  {header: /^(?:grpc|grpcpp)\//, targets: ['gRPC::grpc++']},
  {header: /^sqlite3\.h$/, targets: ['SQLite::SQLite3']},
  {header: /^libpq-fe\.h$/, targets: ['PostgreSQL::PostgreSQL']},
  {header: /^boost\/json/, targets: ['Boost::json']},
  {header: /^boost\/url/, targets: ['Boost::url']},
  {header: /^boost\//, targets: ['Boost::headers']},
  {header: /^hiredis\//, targets: ['PkgConfig::HIREDIS']},
  {header: /^sodium(?:\.h|\/)/, targets: ['PkgConfig::SODIUM']},
  {header: /^curl\//, targets: ['CURL::libcurl']},
  {header: /^openssl\//, targets: ['OpenSSL::Crypto', 'OpenSSL::SSL']},
  {header: /^zlib\.h$/, targets: ['ZLIB::ZLIB']},
  {header: /^prometheus\//, targets: ['prometheus-cpp::core']},
  {header: /^csv\.h$/, targets: ['cwp_csv']},
  {header: /^cmark\.h$/, targets: ['PkgConfig::CMARK']},
  {header: /^qrencode\.h$/, targets: ['PkgConfig::QRENCODE']},
  {header: /^gd(?:_errors)?\.h$/, targets: ['PkgConfig::GD']},
  {header: /^libexif\//, targets: ['PkgConfig::EXIF']},
  {header: /^CLI\//, targets: ['CLI11::CLI11']},
  {header: /^yaml-cpp\//, targets: ['yaml-cpp', 'yaml-cpp::yaml-cpp']},
  {header: /^kainjow\//, targets: ['cwp_mustache']},
  {header: /^(?:gtest|gmock)\//, targets: ['GTest::gtest', 'GTest::gmock'],
    tests: true},
  {header: /^benchmark\//, targets: ['benchmark::benchmark'], tests: true},
  {header: /^date\//, targets: ['date::date-tz', 'date::date'], tests: true},
  {header: /^libical\//, targets: ['PkgConfig::LIBICAL'], tests: true},
];

/** What cwp_test links by itself. */
const GIVEN_TO_TESTS = ['GTest::gtest', 'GTest::gmock'];

const NOT_FOR_DOMAIN =
  /^(?:proto_|protobuf::|gRPC::|SQLite::|PostgreSQL::|PkgConfig::HIREDIS|Boost::|CURL::)/;

export function checkIncludes(tree) {
  for (const target of tree.targets.all) {
    for (const file of target.files) {
      if (!tree.files.includes(file)) continue;
      if (target.kind === 'proto') {
        checkImports(tree, target, file);
      } else {
        checkFile(tree, target, file);
      }
    }
    checkDomain(tree, target);
  }
  for (const file of tree.ending('.cc', '.h')) {
    if (tree.targets.owners(file).length > 0) continue;
    tree.report(file, 1, 'belongs to no target: list it in a CMakeLists.txt');
  }
}

function checkFile(tree, target, file) {
  const text = tree.text(file);
  const {comments} = scan(text);
  const commented = (at) => comments.some(
    (comment) => comment.at <= at && at < comment.at + comment.text.length);
  for (const match of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">]/gm)) {
    if (commented(match.index)) continue;
    const message = whatIsWrong(tree, target, file, match[1]);
    if (message) tree.report(file, lineAt(text, match.index), message);
  }
  checkOtherService(tree, file, text);
}

function whatIsWrong(tree, target, file, header) {
  // cwp_embed makes it, in the target itself.
  if (/\.inc$/.test(header)) return null;
  if (/\.pb\.h$/.test(header) && !header.startsWith('google/protobuf/')) {
    return wrongGenerated(tree, target, header);
  }
  const owners = tree.targets.owners(header);
  if (owners.length > 0) return wrongOwn(target, header, owners);
  if (tree.files.includes(header)) {
    return `${header} belongs to no target: list it in a CMakeLists.txt`;
  }
  if (!/[./]/.test(header) || /^(?:sys|netinet|linux)\//.test(header) ||
      STANDARD_C.has(header)) {
    return null;
  }
  return wrongOutside(tree, target, file, header);
}

function wrongOwn(target, header, owners) {
  const names = owners.map((owner) => owner.name);
  if (names.some((name) => name === target.name || target.deps.includes(name))) {
    return null;
  }
  return `${header} belongs to ${names.join(' or ')}: add it to DEPS of ` +
    `${target.name}, or do without it`;
}

function wrongGenerated(tree, target, header) {
  const services = header.endsWith('.grpc.pb.h');
  const proto = 'proto/' + header.replace(/(?:\.grpc)?\.pb\.h$/, '.proto');
  const owner = tree.targets.owners(proto)
    .find((each) => each.name.endsWith('_grpc') === services);
  if (!owner) return `${header}: no cwp_proto target makes it`;
  if (target.deps.includes(owner.name)) return null;
  return `${header} is made by ${owner.name}: add it to DEPS of ${target.name}`;
}

function wrongOutside(tree, target, file, header) {
  if (header.startsWith('google/protobuf/')) {
    const known = target.deps.some((dep) => dep === 'protobuf::libprotobuf' ||
      tree.targets.byName.get(dep)?.kind === 'proto');
    return known ? null : `${header} needs protobuf::libprotobuf or a proto ` +
      `target in DEPS of ${target.name}`;
  }
  if (header.startsWith('absl/')) return wrongTargets(target, header, [abseil(header)]);
  const rule = OUTSIDE.find((each) => each.header.test(header));
  if (!rule) {
    return `${header} is in no table of tests/tidy/includes.mjs: add it with ` +
      'the target that it needs';
  }
  if (rule.tests && !/^(?:tests|common\/testing)\//.test(file)) {
    return `${header} is for tests only`;
  }
  return wrongTargets(target, header, rule.targets);
}

function abseil(header) {
  const named = ABSEIL.find(([pattern]) => pattern.test(header))?.[1];
  const stem = path.basename(header, '.h').replace(/^cordz?_.*/, 'cord');
  return `absl::${named ?? stem}`;
}

function wrongTargets(target, header, accepted) {
  const deps = target.kind === 'test' ?
    [...target.deps, ...GIVEN_TO_TESTS] : target.deps;
  if (accepted.some((name) => deps.includes(name))) return null;
  return `${header} needs ${accepted.join(' or ')} in DEPS of ${target.name}`;
}

function checkImports(tree, target, file) {
  const text = tree.text(file);
  if (target.name.endsWith('_grpc')) return;
  for (const match of text.matchAll(/^import\s+(?:public\s+)?"([^"]+)";/gm)) {
    const owner = tree.targets.owners(`proto/${match[1]}`)
      .find((each) => !each.name.endsWith('_grpc'));
    if (!owner || owner === target || target.deps.includes(owner.name)) continue;
    tree.report(file, lineAt(text, match.index),
      `${match[1]} belongs to ${owner.name}: add it to DEPS of ${target.name}`);
  }
}

// The rules of a service stay pure: nothing that does I/O is within reach.
function checkDomain(tree, target) {
  if (target.kind !== 'library') return;
  const file = target.files.find(
    (each) => /^services\/\w+\/(?:\w+_)?domain\.(?:cc|h)$/.test(each));
  if (!file) return;
  for (const dep of target.deps) {
    if (!NOT_FOR_DOMAIN.test(dep) && !/^common_(?:db|feed|rpc|http|cache)$/.test(dep)) {
      continue;
    }
    tree.report(file, 1, `${target.name} holds domain rules and must not see ` +
      `${dep}: give the rules a target of their own`);
  }
}

function checkOtherService(tree, file, text) {
  const own = /^services\/(\w+)\//.exec(file)?.[1];
  for (const match of text.matchAll(/^#include "services\/(\w+)\//gm)) {
    const other = match[1];
    if (own ? own === other : file.startsWith('tests/')) continue;
    tree.report(file, lineAt(text, match.index), own ?
      `services/${own} includes services/${other}: call its RPCs, or follow its feed` :
      `common code includes services/${other}: arrows point the other way`);
  }
}
