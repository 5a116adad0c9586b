import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {until} from '../deploy/installation.mjs';

const redraw = '\f';
const enter = '\r';
const nextField = '\t';
const fieldBefore = '\u001b\t';

/** The letters that a terminal shows, for what was sent to it since it was last cleared. */
function lettersOf(sent) {
  return sent.replace(/\u001b\[[0-9;?]*([A-Za-z])/g, (_, what) => what === 'H' ? '\n' : '')
    .replace(/\u001b[()].|\u001b[=>]/g, '').replace(/[ \t\r\b\f]/g, '');
}

/** Somebody at a terminal with w3m, which shows nothing but text: all by its keys. */
export class TextBrowser {
  #home = mkdtempSync(path.join(tmpdir(), 'e2e-w3m-'));
  #program;
  #sent = '';

  constructor(where) {
    // script(1) gives it a terminal, high enough to show a page whole.
    const command = 'stty rows 200 cols 100 && exec w3m -cols 100 '
      + '-o ignorecase_search=0 "$ADDRESS"';
    this.#program = spawn('script', ['-qfec', command, '/dev/null'], {env: {
      PATH: process.env.PATH, HOME: this.#home, TERM: 'xterm', LANG: 'C.UTF-8', ADDRESS: where,
    }});
    this.#program.stdout.on('data', (data) => { this.#sent += data; });
  }

  #type = (keys) => this.#program.stdin.write(keys);

  /** Waits until these words are on the screen. */
  async see(words) {
    const sought = words.replace(/ /g, '');
    let asked = 0;
    await until(`"${words}" on the screen`, async () => {
      if (lettersOf(this.#sent).includes(sought)) return true;
      // A terminal is sent what changes, in pieces, unless it is to be drawn anew.
      if (Date.now() > asked + 500) {
        asked = Date.now();
        this.#type(redraw);
      }
      return false;
    });
    this.#sent = '';
  }

  /** Chooses what has this label. */
  async pick(label) {
    this.#type(`g/${label}${enter}${fieldBefore}${enter}`);
    await this.see(`*)${label}`);
  }

  /** Types into the field that follows a label. */
  async fill(label, text) {
    this.#type(`g/${label}${enter}${nextField}${enter}${text}${enter}`);
    await this.see(`[${text}`);
  }

  /** Presses the last button that is called so. */
  press(name) {
    this.#type(`G?${name}${enter}${enter}`);
  }

  close() {
    this.#program.kill();
    rmSync(this.#home, {recursive: true, force: true});
  }
}
