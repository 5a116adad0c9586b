// One installation made by deploy/up for a test: in its own data folder, on
// ports of its own.

import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync,
  readdirSync, rmSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const top = path.join(here, '..', '..');

export const SERVICES =
  ['scheduling', 'registration', 'webinars', 'notifications', 'gateway', 'web'];

/** How many ports an installation takes, from its --port on. */
const PORTS = 16;

/** Waits until `holds` is true; fails with `what` after `seconds`. */
export async function until(what, holds, seconds = 20) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen in ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The first of PORTS ports on the loopback address that nothing listens on. */
export async function freePorts() {
  for (;;) {
    const port = 20000 + PORTS * Math.floor(Math.random() * 600);
    const all = await Promise.all(
      Array.from({length: PORTS}, (_, index) => isFree(port + index)));
    if (all.every((free) => free)) return port;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Whether a process is there and has not ended. */
export function lives(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The processes that name `text` on their command line. */
export function processesWith(text) {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}

export class Installation {
  static async make() {
    const folder = mkdtempSync(path.join(tmpdir(), 'deploy-'));
    chmodSync(folder, 0o755);
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    for (const name of [...SERVICES.map((service) => `cwp-${service}`), 'cwpctl']) {
      // Node 18 takes a program without an extension for CommonJS.
      copyFileSync(path.join(here, 'fake_service.cjs'), path.join(bin, name));
      chmodSync(path.join(bin, name), 0o755);
    }
    return new Installation(folder, bin, await freePorts());
  }

  constructor(folder, bin, port) {
    this.folder = folder;
    this.data = path.join(folder, 'data');
    this.port = port;
    this.env = {...process.env, CWP_DEPLOY_BIN: bin};
  }

  arguments(...more) {
    return ['--data', this.data, '--port', String(this.port), '--no-install', ...more];
  }

  /** Runs deploy/up to its end. */
  up(...more) {
    return spawnSync(path.join(top, 'deploy/up'), this.arguments(...more),
      {env: this.env, encoding: 'utf8'});
  }

  /** Starts deploy/up in a process group of its own, as a terminal does. */
  upAttached(...more) {
    const child = spawn(path.join(top, 'deploy/up'), this.arguments(...more),
      {env: this.env, detached: true, stdio: ['ignore', 'pipe', 'inherit']});
    child.said = '';
    child.stdout.on('data', (data) => { child.said += data; });
    return child;
  }

  down() {
    return spawnSync(path.join(top, 'deploy/down'), ['--data', this.data],
      {encoding: 'utf8'});
  }

  pid(program) {
    const file = path.join(this.data, 'run', `${program}.pid`);
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch (error) {
      if (error.code === 'ENOENT') return 0;
      throw error;
    }
  }

  read(file) {
    return readFileSync(path.join(this.data, file), 'utf8');
  }

  /** Writes a file for --config and returns its path. */
  config(text) {
    const file = path.join(this.folder, 'house.conf');
    writeFileSync(file, `${text}\n`);
    return file;
  }

  async get(port) {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    return response.text();
  }

  remove() {
    this.down();
    rmSync(this.folder, {recursive: true});
  }
}
