import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync,
  writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {freePorts, top, until} from '../deploy/installation.mjs';
import {lookOnce, watch} from './axe_check.mjs';
import {Fence} from './fence.mjs';
import {Scales} from './scales.mjs';

const require = createRequire(path.join(top, 'tests/browser/package.json'));
const {chromium} = require('playwright-core');

const shots = process.env.CWP_SCREENSHOTS;

function run(command, ...rest) {
  const done = spawnSync(path.join(top, command), rest, {encoding: 'utf8'});
  assert.equal(done.status, 0, `${command} ${rest.join(' ')}\n${done.stdout}\n${done.stderr}`);
}

/** In so many minutes, as London's clocks have it. */
export const inMinutes = (minutes) =>
  new Date(Date.now() + 60_000 * minutes).toLocaleString('sv-SE', {timeZone: 'Europe/London'})
    .slice(0, 16).replace(' ', 'T');

/** What deploy/up starts, with a workshop of its own, and a browser to look at it. */
export class FamilySite {
  #folder = mkdtempSync(path.join(tmpdir(), 'e2e-family-'));
  #data = path.join(this.#folder, 'data');
  #days = 20;
  #port;
  #browser;

  /** `files` are put beside each other; `config` may name them, as $FOLDER/NAME. */
  async start({config = '', files = {}} = {}) {
    chmodSync(this.#folder, 0o755);
    this.#port = await freePorts();
    const put = (name, text) => writeFileSync(path.join(this.#folder, name), text);
    for (const [name, text] of Object.entries(files)) put(name, text);
    put('config', config.replaceAll('$FOLDER', this.#folder));
    run('deploy/up', '--data', this.#data, '--port', String(this.#port), '--detach',
      '--no-install', '--config', path.join(this.#folder, 'config'));
    this.newWorkshop('journey', 'A journey');
    this.#browser = await chromium.launch({executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--no-first-run',
        // Where a meeting would be, nobody is: the journey ends there.
        '--host-resolver-rules=MAP teams.microsoft.com ~NOTFOUND',
        // A page that could not be had is asked for again by the test alone.
        '--disable-auto-reload']});
  }

  async stop() {
    await this.#browser?.close();
    if (existsSync(this.#data)) run('deploy/down', '--data', this.#data);
    rmSync(this.#folder, {recursive: true, force: true});
  }

  at = (where) => `http://127.0.0.1:${this.#port}${where}`;

  ctl = (...rest) => {
    const done = spawnSync(path.join(this.#data, 'program/bin/cwpctl'),
      ['--data', this.#data, '--output', 'json', ...rest], {encoding: 'utf8'});
    assert.equal(done.status, 0, `cwpctl ${rest.join(' ')}\n${done.stderr}`);
    return JSON.parse(done.stdout);
  };

  newWorkshop(slug, title) {
    this.ctl('workshop', 'create', '--slug', slug, '--title', title, '--summary',
      'From the first page to the last.', '--audience', 'parents and carers', '--ages',
      '5 to 11', '--minutes', '60');
    this.ctl('workshop', 'publish', slug);
  }

  /** The id of a session of its own for a test, on a day of its own unless `start` says when. */
  async newSession(capacity = 10, start = undefined) {
    this.#days += 1;
    const session = this.ctl('session', 'create', '--workshop', 'journey', '--start',
      start ?? `in ${this.#days} days at 18:00`, '--capacity', String(capacity),
      '--join', 'https://teams.microsoft.com/l/meetup-join/journey');
    this.ctl('session', 'open', session.id);
    await until('the form', async () =>
      (await fetch(this.at(`/sessions/${session.id}/book`))).status === 200);
    return session.id;
  }

  bookings = (session) => (this.ctl('booking', 'list', session).bookings ?? [])
    .filter(({state}) => state === 'CONFIRMED');

  /** All that was written to an address so far, oldest first. */
  mailTo = (address) => {
    const box = path.join(this.#data, 'mail');
    return readdirSync(box).filter((name) => name.endsWith('.eml')).sort()
      .map((name) => readFileSync(path.join(box, name), 'utf8').replace(/=\r\n/g, '')
        .replace(/=3D/g, '='))
      .filter((text) => text.includes(`To: <${address}>`));
  };

  /** What the web service says of its work, in the text of Prometheus. */
  metrics = async () => (await fetch(`http://127.0.0.1:${this.#port + 15}/metrics`)).text();

  /** Sends a signal to the program of a service. */
  signal = (service, signal) => process.kill(
    Number(readFileSync(path.join(this.#data, 'run', `${service}.pid`), 'utf8')), signal);

  /** All that the services have logged. */
  logs = () => readdirSync(path.join(this.#data, 'log')).map((name) =>
    readFileSync(path.join(this.#data, 'log', name), 'utf8')).join('');

  /** A page in a browser of its own, as wide as a computer's; without scripts unless `scripts`,
   * which tests need that look into a page. */
  newPage = async ({scripts = false} = {}) => {
    const page = await (await this.#browser.newContext({javaScriptEnabled: scripts})).newPage();
    await watch(page, {scripts});
    return page;
  };

  /** A browser of its own, as wide as a small phone. No page that it is sent is heavier
   * than a page may be, none breaks its policy or asks another site for anything but what
   * `elsewhere` allows, and its states are looked at unless `look` is false. */
  withPage = async ({look = true, elsewhere = [], ...options}, act) => {
    const context = await this.#browser.newContext(
      {viewport: {width: 320, height: 640}, ...options});
    const scales = new Scales(context);
    const fence = new Fence(context, this.at('/'), elsewhere);
    try {
      const page = await context.newPage();
      if (look) await watch(page, {scripts: options.javaScriptEnabled ?? true});
      await act(page);
      await scales.check();
      fence.check();
    } finally {
      await context.close();
    }
  };

  /** The page is accessible as it stands. Leaves a picture where CWP_SCREENSHOTS says, at both
   * widths. */
  shoot = async (page, name) => {
    await lookOnce(page);
    if (!shots) return;
    mkdirSync(shots, {recursive: true});
    for (const width of [1280, 320]) {
      await page.setViewportSize({width, height: 640});
      await page.screenshot({path: path.join(shots, `${name}-${width}.png`), fullPage: true});
    }
  };
}
