// What deploy/up, deploy/down and the supervisor promise, shown with programs
// that only stand in for the services.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync,
  writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';

import {Installation, SERVICES, lives, processesWith, until} from './installation.mjs';

const PROGRAMS = ['redis', ...SERVICES];

async function withInstallation(body) {
  const installation = await Installation.make();
  try {
    await body(installation);
  } finally {
    installation.remove();
  }
}

test('two installations run side by side, and stop one by one', async () => {
  await withInstallation(async (one) => {
    await withInstallation(async (two) => {
      for (const each of [one, two]) {
        const up = each.up('--detach');
        assert.equal(up.status, 0, up.stderr);
      }
      assert.equal(await one.get(one.port), 'cwp-web');
      assert.equal(await two.get(two.port + 1), 'cwp-gateway');
      assert.equal(one.down().stdout, 'Stopped.\n');
      assert.match(one.read('log/supervise.log'), /all stopped\n$/);
      assert.deepEqual(processesWith(one.data), []);
      assert.equal(await two.get(two.port), 'cwp-web');
      assert.equal(two.down().status, 0);
      assert.deepEqual(processesWith(two.data), []);
    });
  });
});

test('prints the addresses and a command that carries the token', async () => {
  await withInstallation(async (house) => {
    const {stdout} = house.up('--detach');
    assert.match(stdout, new RegExp(`http://127.0.0.1:${house.port}/`));
    assert.match(stdout, new RegExp(
      `curl -H 'Authorization: Bearer demo-token' http://127.0.0.1:${house.port + 1}/v3/`));
    assert.equal(statSync(path.join(house.data, 'demo-partner-token')).mode & 0o777, 0o600);
  });
});

test('--empty makes no demo partner', async () => {
  await withInstallation(async (house) => {
    const {stdout, status} = house.up('--detach', '--empty');
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /token/);
  });
});

test('what began empty gets no samples by a start that forgets to say so', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach', '--empty').status, 0);
    house.down();
    const {stdout, status} = house.up('--detach');
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /sample|token/);
  });
});

// As after `cwpctl backup restore`: databases, and no word about samples.
test('what a backup was restored into gets no samples', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach', '--empty').status, 0);
    house.down();
    rmSync(path.join(house.data, '.samples'));
    const {stdout, status} = house.up('--detach');
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /sample|token/);
  });
});

test('loading samples that was cut off goes on', async () => {
  await withInstallation(async (house) => {
    assert.match(house.up('--detach').stdout, /sample/);
    house.down();
    const file = path.join(house.data, '.samples');
    const [begun] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${begun}\n`);
    assert.match(house.up('--detach').stdout, /sample/);
    house.down();
    assert.doesNotMatch(house.up('--detach').stdout, /sample/);
  });
});

test('keys that are missing are not replaced by others', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach').status, 0);
    house.down();
    const folder = path.join(house.data, 'keys/master/registration');
    const key = readFileSync(path.join(folder, 'k1.key'));
    rmSync(path.join(house.data, 'keys/callers'), {recursive: true});
    rmSync(folder, {recursive: true});
    const refused = house.up('--detach');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /registration.db was sealed with are missing. Put them back/);
    writeFileSync(path.join(folder, '2026.key'), key);
    spawnSync('chown', ['-R', '--reference', house.data, folder]);
    assert.equal(house.up('--detach').status, 0, 'keys of callers are made anew');
  });
});

test('takes over no folder of others', async () => {
  await withInstallation(async (house) => {
    mkdirSync(house.data);
    writeFileSync(path.join(house.data, 'thesis.odt'), 'mine');
    const before = statSync(house.data);
    const refused = house.up('--detach');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /holds thesis.odt, which is none of ours/);
    assert.deepEqual(readdirSync(house.data), ['thesis.odt']);
    assert.equal(statSync(house.data).uid, before.uid);
    assert.equal(statSync(house.data).mode, before.mode);
  });
});

test('two on one folder are not in each other\'s way', async () => {
  await withInstallation(async (house) => {
    const first = house.upAttached();
    await until('the folder', () => existsSync(path.join(house.data, 'config')));
    const second = house.up('--detach');
    assert.equal(second.status, 1);
    assert.match(second.stderr, /at work on|is running already/);
    await until('the start', () => first.said.includes('until Ctrl-C'));
    process.kill(-first.pid, 'SIGINT');
    await until('the end', () => first.exitCode !== null);
  });
});

// The account of the services owns the data folder, and must not get hold of
// anything else by it.
test('root follows no link that was left in the data folder',
  {skip: process.getuid() !== 0 && 'only root could'}, async () => {
    await withInstallation(async (house) => {
      assert.equal(house.up('--detach').status, 0);
      house.down();
      const target = path.join(house.folder, 'of-root');
      for (const name of ['log/supervise.log', 'config/web.conf', 'program/supervise']) {
        writeFileSync(target, 'mine', {mode: 0o600});
        rmSync(path.join(house.data, name));
        symlinkSync(target, path.join(house.data, name));
        house.up('--detach');
        house.down();
        assert.equal(readFileSync(target, 'utf8'), 'mine', name);
        assert.equal(statSync(target).uid, 0, name);
        rmSync(path.join(house.data, name), {force: true});
      }
      assert.equal(house.up('--detach').status, 0);
    });
  });

test('a service that is killed starts again, later each time', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach').status, 0);
    for (const delay of [1, 2]) {
      const killed = house.pid('webinars');
      const at = Date.now();
      process.kill(killed, 'SIGKILL');
      await until('a restart', () => ![0, killed].includes(house.pid('webinars')));
      assert.ok(Date.now() - at > (delay - 1) * 1000);
      assert.match(house.read('log/supervise.log'),
        new RegExp(`webinars ended with status 137; starts again in ${delay} s`));
    }
    assert.equal(lives(house.pid('scheduling')), true);
  });
});

test('services that are killed at once all start again', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach').status, 0);
    for (let round = 0; round < 3; round += 1) {
      const killed = new Map(SERVICES.map((name) => [name, house.pid(name)]));
      for (const pid of killed.values()) process.kill(pid, 'SIGKILL');
      await until(`all restarts of round ${round}`, () => SERVICES.every((name) =>
        ![0, killed.get(name)].includes(house.pid(name))));
    }
  });
});

test('a service that leaves by itself, without a fault, starts again later each time too',
  async () => {
    await withInstallation(async (house) => {
      const up = house.up('--detach', '--config', house.config('sender = "leaving@example.org"'));
      assert.equal(up.status, 1);
      assert.match(up.stderr, /notifications did not become ready/);
      const log = house.read('log/supervise.log');
      const delays = [...log.matchAll(/notifications ended with status 0; starts again in (\d+) s/g)]
        .map((match) => Number(match[1]));
      assert.deepEqual(delays, [1, 2, 4]);
    });
  });

test('Ctrl-C stops everything, and nothing is told twice', async () => {
  await withInstallation(async (house) => {
    const up = house.upAttached();
    await until('the start', () => up.said.includes('until Ctrl-C'));
    const ended = new Promise((resolve) => up.once('exit', resolve));
    process.kill(-up.pid, 'SIGINT');
    assert.equal(await ended, 0);
    assert.deepEqual(processesWith(house.data), []);
    for (const service of SERVICES) {
      assert.doesNotMatch(house.read(`log/${service}.log`), /interrupted/);
    }
  });
});

test('what does not stop is killed', async () => {
  await withInstallation(async (house) => {
    const up = house.up('--detach', '--config', house.config('sender = "stubborn@example.org"'));
    assert.equal(up.status, 0, up.stderr);
    const pids = PROGRAMS.map((program) => house.pid(program));
    assert.equal(house.down().status, 0);
    assert.ok(!pids.some(lives));
    assert.match(house.read('log/supervise.log'), /notifications did not stop within/);
  });
});

test('gives up soon on a service that does not start, and stops the others', async () => {
  await withInstallation(async (house) => {
    const up = house.up('--detach', '--config', house.config('sender = "broken@example.org"'));
    assert.equal(up.status, 1);
    assert.match(up.stderr, /The sender is refused[^]*notifications did not become ready/);
    assert.deepEqual(processesWith(house.data), []);
  });
});

test('no program outlives a supervisor that was killed', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach').status, 0);
    const pids = PROGRAMS.map((program) => house.pid(program));
    assert.ok(pids.every(lives));
    process.kill(house.pid('supervise'), 'SIGKILL');
    await until('their end', () => !pids.some(lives));
    assert.equal(house.up('--detach').status, 0);
  });
});

test('root starts the services as another account', {skip: process.getuid() !== 0},
  async () => {
    await withInstallation(async (house) => {
      assert.equal(house.up('--detach').status, 0);
      for (const program of ['supervise', ...PROGRAMS]) {
        const {uid} = statSync(`/proc/${house.pid(program)}`);
        assert.notEqual(uid, 0, program);
      }
    });
  });

test('keys are made once, for the owner alone', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach').status, 0);
    const keys = readdirSync(path.join(house.data, 'keys'), {recursive: true})
      .filter((file) => file.endsWith('.key')).map((file) => `keys/${file}`);
    assert.ok(keys.includes('keys/callers/registration.key'));
    assert.ok(keys.includes('keys/callers/cwpctl.key'));
    const contents = keys.map((key) => house.read(key));
    assert.equal(new Set(contents).size, keys.length);
    for (const key of keys) {
      assert.equal(statSync(path.join(house.data, key)).mode & 0o777, 0o600);
      assert.equal(Buffer.from(house.read(key), 'base64').length, 32);
    }
    house.down();
    assert.equal(house.up('--detach').status, 0);
    assert.deepEqual(keys.map((key) => house.read(key)), contents);
  });
});

test('the operator\'s settings reach the services that take them', async () => {
  await withInstallation(async (house) => {
    const config = house.config(
      '# Ours.\norganisation = "A Trust"\nsmtp-url = "smtp://mail.example.org"\nask-area = false\n' +
      'meeting-provider = "local"');
    assert.equal(house.up('--detach', '--config', config).status, 0);
    assert.match(house.read('config/web.conf'), /^organisation = "A Trust"$/m);
    assert.match(house.read('config/notifications.conf'), /^smtp-url = /m);
    assert.doesNotMatch(house.read('config/web.conf'), /smtp-url/);
    assert.match(house.read('config/scheduling.conf'), /^meeting-provider = "local"$/m);
    // Who decides and who asks hear the same.
    assert.match(house.read('config/registration.conf'), /^ask-area = false$/m);
    assert.match(house.read('config/web.conf'), /^ask-area = false$/m);
    assert.match(house.read('config/web.conf'), /^urgent-help-copy = ".*\/urgent-help.html"$/m);
  });
});

test('how places are given out is for the service that does', async () => {
  await withInstallation(async (house) => {
    const settings = ['hold-seconds = 600', 'hold-extensions = 2', 'client-places = 4',
      'contact-bookings = 5', 'waitlist-passes = 1'];
    const config = house.config(settings.join('\n'));
    assert.equal(house.up('--detach', '--config', config).status, 0);
    for (const setting of settings) {
      assert.match(house.read('config/registration.conf'), new RegExp(`^${setting}$`, 'm'));
      assert.ok(!house.read('config/web.conf').includes(setting), setting);
    }
  });
});

test('--postgres gives each service its schema', async () => {
  await withInstallation(async (house) => {
    const url = 'postgresql://cwp@db.example.org/cwp';
    assert.equal(house.up('--detach', '--postgres', `${url}?sslmode=require`).status, 0);
    assert.match(house.read('config/web.conf'),
      /^database = ".*\/cwp\?sslmode=require&schema=web"$/m);
    house.down();
    assert.equal(house.up('--detach', '--postgres', url).status, 0);
    assert.match(house.read('config/web.conf'), /^database = ".*\/cwp\?schema=web"$/m);
  });
});

test('--no-redis starts none and tells no service of one', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach', '--no-redis').status, 0);
    assert.equal(house.pid('redis'), 0);
    assert.doesNotMatch(house.read('config/web.conf'), /redis/);
  });
});

const REFUSED = [
  {name: 'plain http for others', options: ['--public-url', 'http://booking.example.org'],
    says: /must begin with https/},
  {name: 'plain http for a host that only begins like loopback',
    options: ['--public-url', 'http://127.0.0.1.example.org'], says: /must begin with https/},
  {name: 'plain http to others under the name of this machine',
    options: ['--listen', '0.0.0.0', '--public-url', 'http://localhost:8080'],
    says: /must begin with https/},
  {name: 'an address for others without its public URL', options: ['--listen', '0.0.0.0'],
    says: /also needs --public-url/},
  {name: 'an address for others without the date of its accessibility statement',
    options: ['--public-url', 'https://booking.example.org'], says: /also needs statement-date/},
  {name: 'a public URL with a path', options: ['--public-url', 'https://example.org/a'],
    says: /must be https:\/\/HOST/},
  {name: 'a port out of range', options: ['--port', '65530'], says: /--port must be/},
  {name: 'a port that is none', options: ['--port', '80a'], says: /--port must be/},
  {name: 'an option without its value', options: ['--config'], says: /needs a value/},
  {name: 'an unknown option', options: ['--fast'], says: /unknown option --fast/},
  {name: 'a configuration that is missing', options: ['--config', '/nowhere.conf'],
    says: /is no file that can be read/},
  {name: 'a configuration that is a folder', options: ['--config', '/tmp'],
    says: /is no file that can be read/},
  {name: 'a data folder without a name', options: ['--data', ''], says: /needs a folder/},
];

for (const {name, options, says} of REFUSED) {
  test(`refuses ${name}`, async () => {
    await withInstallation(async (house) => {
      const up = house.up('--detach', ...options);
      assert.equal(up.status, 1);
      assert.match(up.stderr, says);
      assert.deepEqual(processesWith(house.data), []);
    });
  });
}

test('refuses a setting that no service knows, and lists those that are', async () => {
  await withInstallation(async (house) => {
    const up = house.up('--config',
      house.config('organisation = "A Trust"\norganization = "A Trust"'));
    assert.equal(up.status, 1);
    assert.match(up.stderr, /Line 2 of .*organisation/s);
  });
});

test('refuses settings that are not UTF-8', async () => {
  await withInstallation(async (house) => {
    const file = house.config('');
    writeFileSync(file, Buffer.from('organisation = "Caf\xe9"\n', 'latin1'));
    const up = house.up('--config', file);
    assert.equal(up.status, 1);
    assert.match(up.stderr, /Line 1 of .* is not UTF-8/);
  });
});

test('refuses to start twice, and on a port that is taken', async () => {
  await withInstallation(async (house) => {
    assert.equal(house.up('--detach').status, 0);
    assert.match(house.up('--detach').stderr, /is running already/);
    house.down();
    const server = net.createServer().listen(house.port + 3, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const up = house.up('--detach');
    server.close();
    assert.match(up.stderr, new RegExp(`port ${house.port + 3} is in use`));
  });
});

test('accepts https, and plain http on this machine', async () => {
  await withInstallation(async (house) => {
    const config = house.config('statement-date = "22 November 2026"');
    for (const [url, ...more] of [
      ['https://booking.example.org', '--config', config], ['http://localhost:8080'],
    ]) {
      assert.equal(house.up('--detach', '--public-url', url, ...more).status, 0, url);
      assert.match(house.read('config/web.conf'), new RegExp(`^public-url = "${url}"$`, 'm'));
      house.down();
    }
  });
});

test('down says so when nothing runs', async () => {
  await withInstallation(async (house) => {
    const down = house.down();
    assert.equal(down.status, 0);
    assert.match(down.stdout, /is not running/);
  });
});
