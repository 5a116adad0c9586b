// w3m, as somebody at a terminal uses it.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {until} from '../deploy/installation.mjs';

const ESCAPES = /\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]/g;
const REDRAW = '\x0c';
const PREVIOUS_FIELD = '\x1b\t';

export class TextBrowser {
  #home = mkdtempSync(path.join(tmpdir(), 'e2e-w3m-'));
  #child;
  #screen = '';

  open(url) {
    // `script` gives it a terminal.
    this.#child = spawn('script', ['-qec', `w3m '${url}'`, '/dev/null'], {
      env: {...process.env, TERM: 'vt100', LINES: '300', COLUMNS: '100', HOME: this.#home},
    });
    this.#child.stdout.on('data', (drawn) => { this.#screen += drawn; });
  }

  close() {
    this.#child?.kill();
    rmSync(this.#home, {recursive: true, force: true});
  }

  /** What it shows, without what only moves the cursor. */
  get screen() {
    return this.#screen.replace(ESCAPES, '');
  }

  /** As fast as fingers: what is typed faster w3m drops, where it asks for words. */
  async #type(...keys) {
    for (const key of keys) {
      this.#child.stdin.write(key);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** Waits until the screen shows these words; where lines break does not matter. */
  async sees(words) {
    const sought = words.replace(/\s+/g, '');
    await until(`"${words}" in w3m`, async () => {
      this.#screen = '';
      await this.#type(REDRAW);
      return this.screen.replace(/\s+/g, '').includes(sought);
    }, 60);
  }

  /** Selects what is labelled so. */
  choose(label) {
    return this.#type('g', '/', `${label}\n`, PREVIOUS_FIELD, '\n');
  }

  /** Fills in the field below this label. */
  fillIn(label, text) {
    return this.#type('g', '/', `${label}\n`, '\t', '\n', `${text}\n`);
  }

  /** Presses the last button or link with these words: one that other browsers do not
   * show, for the Enter key, may come before. */
  press(words) {
    return this.#type('G', '?', `${words}\n`, '\n');
  }
}
