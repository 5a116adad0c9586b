import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';

const bin = '/usr/lib/postgresql/15/bin';

function run(command, ...rest) {
  const done = spawnSync(path.join(bin, command), rest, {maxBuffer: 1 << 30});
  assert.equal(done.status, 0, `${command}: ${done.stderr}`);
  return done.stdout;
}

/** A database of a test's own, on the server that tests/run started. */
export function scratchDatabase(name) {
  const server = process.env.TEST_POSTGRES;
  assert.ok(server, 'start this by tests/run e2e');
  const url = new URL(server);
  url.pathname = `/${name}`;
  run('psql', '--quiet', '--dbname', server, '--command', `DROP DATABASE IF EXISTS ${name}`,
    '--command', `CREATE DATABASE ${name}`);
  return {
    url: url.href,
    /** All that it holds. */
    dump: () => run('pg_dump', '--inserts', '--dbname', url.href),
    /** What the server wrote of what it was asked. */
    log() {
      const folder = run('psql', '--quiet', '--tuples-only', '--no-align', '--dbname', url.href,
        '--command', 'SHOW data_directory').toString().trim();
      return readFileSync(path.join(folder, '../log'));
    },
    run: (sql) => run('psql', '--quiet', '--dbname', url.href, '--command', sql),
    drop: () => run('psql', '--quiet', '--dbname', server, '--command',
      `DROP DATABASE ${name} WITH (FORCE)`),
  };
}
