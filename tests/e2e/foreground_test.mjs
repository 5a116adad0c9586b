// A foreground deploy/up with the real programs: who they run as, and that Ctrl-C
// stops all of them.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test} from 'node:test';

import {SERVICES, freePorts, lives, processesWith, top, until}
  from '../deploy/installation.mjs';

/** Starts deploy/up in a process group of its own, as a terminal does. */
function start(data, port) {
  const up = spawn(path.join(top, 'deploy/up'),
    ['--data', data, '--port', String(port), '--empty', '--no-install'],
    {detached: true, stdio: ['ignore', 'pipe', 'inherit']});
  up.said = '';
  up.stdout.on('data', (text) => { up.said += text; });
  up.ended = new Promise((resolve) => up.once('exit', resolve));
  return up;
}

/** Whom a process belongs to. */
const ownerOf = (pid) => statSync(`/proc/${pid}`).uid;

/** The process ids of what runs, by name. */
function running(data) {
  const folder = path.join(data, 'run');
  return Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.pid'))
    .map((name) => [name.slice(0, -'.pid'.length),
      Number(readFileSync(path.join(folder, name), 'utf8'))]));
}

test('Ctrl-C stops all that deploy/up started, by process id', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'foreground-'));
  chmodSync(folder, 0o755);
  const data = path.join(folder, 'data');
  const port = await freePorts();
  const up = start(data, port);
  try {
    await until('the start', () => up.said.includes('until Ctrl-C'), 90);
    const pids = running(data);
    assert.deepEqual(Object.keys(pids).sort(), [...SERVICES, 'redis', 'supervise'].sort());
    for (const [name, pid] of Object.entries(pids)) {
      assert.ok(lives(pid), name);
      assert.notEqual(ownerOf(pid), 0, `${name} runs as root`);
    }
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200);

    process.kill(-up.pid, 'SIGINT');
    assert.equal(await up.ended, 0);
    assert.deepEqual(Object.values(pids).filter(lives), []);
    assert.deepEqual(processesWith(data), []);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
    const log = readFileSync(path.join(data, 'log/supervise.log'), 'utf8');
    assert.match(log, /all stopped\n$/);
    assert.doesNotMatch(log, /was killed|ended with status/);
  } finally {
    if (lives(up.pid)) process.kill(-up.pid, 'SIGINT');
    await up.ended;
    rmSync(folder, {recursive: true});
  }
});
