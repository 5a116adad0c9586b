// Looks for given words in bytes of any kind, as they are and as programs write
// them down.

import {readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';

const base64Of = (bytes) => bytes.toString('base64').replace(/=+$/, '');

/** The characters of base64 that hold `word` and nothing else, wherever it may
 * begin between two others. */
function inBase64(word) {
  const bytes = Buffer.from(word);
  return [0, 1, 2].map((shift) => {
    const whole = base64Of(Buffer.concat([Buffer.alloc(shift), bytes]));
    const from = Math.ceil(shift * 8 / 6);
    const to = Math.floor((shift + bytes.length) * 8 / 6);
    return whole.slice(from, to);
  });
}

function everyByte(word, mark) {
  return [...Buffer.from(word)].map((byte) => mark + byte.toString(16).padStart(2, '0')).join('');
}

const utf16be = (word) => Buffer.from(word, 'utf16le').swap16();

/** All the ways in which a word may stand somewhere, by name. */
export function encodings(word) {
  const forms = {
    'as it is': Buffer.from(word),
    'in UTF-16LE': Buffer.from(word, 'utf16le'),
    'in UTF-16BE': utf16be(word),
    'in hexadecimal': Buffer.from(everyByte(word, '')),
    'percent-encoded': Buffer.from(encodeURIComponent(word)),
    'percent-encoded, every byte': Buffer.from(everyByte(word, '%')),
    'as a form field': Buffer.from(new URLSearchParams({a: word}).toString().slice(2)),
    'in quoted-printable': Buffer.from(word.replace(/[^A-Za-z0-9 .-]/g,
      (one) => everyByte(one, '='))),
    'in quoted-printable, every byte': Buffer.from(everyByte(word, '=')),
  };
  inBase64(word).forEach((text, shift) => {
    forms[`in base64, shifted by ${shift}`] = Buffer.from(text);
    forms[`in base64url, shifted by ${shift}`] =
      Buffer.from(text.replace(/\+/g, '-').replace(/\//g, '_'));
  });
  return forms;
}

/** The same bytes with ASCII capitals made small. */
function small(bytes) {
  const made = Buffer.from(bytes);
  for (let at = 0; at < made.length; at++) {
    if (made[at] >= 0x41 && made[at] <= 0x5a) made[at] += 0x20;
  }
  return made;
}

export class Scanner {
  /** `words` by name. */
  constructor(words) {
    this.needles = Object.entries(words).flatMap(([name, word]) =>
      Object.entries(encodings(word)).map(([how, bytes]) =>
        ({name, how, bytes, small: small(bytes), exact: how.includes('base64')})));
  }

  /** Which words stand in some bytes, and how: capitals or not, and also where a
   * line was broken in quoted-printable. */
  find(bytes) {
    const lower = small(bytes);
    const joined = bytes.includes('=\n') || bytes.includes('=\r\n')
      ? small(Buffer.from(bytes.toString('latin1').replace(/=\r?\n/g, ''), 'latin1')) : lower;
    return this.needles.filter((needle) => needle.exact
      ? bytes.includes(needle.bytes)
      : lower.includes(needle.small) || joined.includes(needle.small))
      .map(({name, how}) => ({name, how}));
  }

  /** What is found in each file below a folder, by its path in there. */
  findInFiles(folder, skip = () => false) {
    const found = [];
    for (const file of filesBelow(folder)) {
      const name = path.relative(folder, file);
      if (skip(name)) continue;
      // The name of a file may tell as much as what is in it.
      const bytes = Buffer.concat([Buffer.from(`${name}\n`), readIfThere(file)]);
      for (const one of this.find(bytes)) found.push({where: name, ...one});
    }
    return found;
  }
}

/** What a file holds, empty when it is gone by now. */
export function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

export function filesBelow(folder) {
  return readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    const where = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(where);
    return entry.isFile() ? [where] : [];
  });
}
