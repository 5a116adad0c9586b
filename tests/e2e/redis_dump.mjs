// All that a Redis holds, as it says it: keys, values, and what it keeps of
// clients and slow commands.

import net from 'node:net';

/** Sends one command; resolves with the raw answer. Commands answer at once, and
 * the last one of a connection ends it. */
function ask(port, ...commands) {
  const text = [...commands, ['QUIT']].map((words) => `*${words.length}\r\n` +
    words.map((word) => `$${Buffer.byteLength(word, 'latin1')}\r\n${word}\r\n`).join(''))
    .join('');
  return new Promise((resolve, reject) => {
    const parts = [];
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('data', (data) => parts.push(data));
    socket.on('end', () => resolve(Buffer.concat(parts)));
    socket.on('error', reject);
  });
}

const READ = {
  string: (key) => ['GET', key],
  hash: (key) => ['HGETALL', key],
  list: (key) => ['LRANGE', key, '0', '-1'],
  set: (key) => ['SMEMBERS', key],
  zset: (key) => ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
  stream: (key) => ['XRANGE', key, '-', '+'],
};

/** The bulk strings of an answer that holds one list. */
function listIn(answer) {
  const words = [];
  let rest = answer.toString('latin1');
  for (let match; (match = /\$(\d+)\r\n/.exec(rest));) {
    const from = match.index + match[0].length;
    words.push(rest.slice(from, from + Number(match[1])));
    rest = rest.slice(from + Number(match[1]));
  }
  return words;
}

/** {keys, bytes}: how many keys there are, and everything as bytes. */
export async function dump(port) {
  const keys = listIn(await ask(port, ['KEYS', '*']));
  const parts = [await ask(port, ['KEYS', '*'], ['SLOWLOG', 'GET', '-1'], ['CLIENT', 'LIST'])];
  for (const key of keys) {
    const type = /\+(\w+)/.exec((await ask(port, ['TYPE', key])).toString('latin1'))[1];
    // It may have run out just now.
    if (type !== 'none') parts.push(await ask(port, READ[type](key)));
  }
  return {keys: keys.length, bytes: Buffer.concat(parts)};
}
