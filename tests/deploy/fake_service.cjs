#!/usr/bin/env node
// Stands in for every program of the house in the tests of deploy/: reads its
// configuration, is ready at its admin port, and stops when asked. Three senders of
// e-mail make notifications misbehave: it then does not start, does not stay, or does
// not stop.

const {readFileSync, writeFileSync} = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const name = path.basename(process.argv[1]);

if (name === 'cwpctl') {
  if (process.argv.includes('workshop')) console.log('{"workshops": []}');
  if (process.argv.includes('partner')) console.log('{"token": "demo-token"}');
  process.exit(0);
}

const file = process.argv[process.argv.indexOf('--config') + 1];
const settings = Object.fromEntries(readFileSync(file, 'utf8').split('\n')
  .map((line) => /^([a-z-]+) = "(.*)"$/.exec(line))
  .filter((match) => match)
  .map((match) => [match[1], match[2]]));

if (settings.database?.startsWith('sqlite:')) {
  writeFileSync(settings.database.slice('sqlite:'.length), '', {flag: 'a'});
}
if (settings.sender === 'broken@example.org') {
  console.log('The sender is refused.');
  process.exit(2);
}
if (settings.sender === 'leaving@example.org') process.exit(0);
for (const setting of ['admin-listen', 'http-listen', 'listen']) {
  if (!settings[setting]) continue;
  const [host, port] = settings[setting].split(':');
  http.createServer((_, response) => response.end(name)).listen(port, host);
}
process.on('SIGTERM', () => {
  if (settings.sender !== 'stubborn@example.org') process.exit(0);
});
process.on('SIGINT', () => console.log('interrupted, but not asked to stop'));
