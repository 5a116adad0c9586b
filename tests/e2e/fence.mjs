import assert from 'node:assert/strict';

/** Sees that no page of a browser breaks its content policy, and that nothing is asked of
 * another site but what starts with one of `elsewhere`. */
export class Fence {
  #broken = [];

  constructor(context, origin, elsewhere = []) {
    const allowed = [origin, 'data:', 'blob:', 'about:', ...elsewhere];
    context.on('request', (request) => {
      const url = request.url();
      if (!allowed.some((start) => url.startsWith(start))) this.#broken.push(`asked for ${url}`);
    });
    context.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) this.#broken.push(message.text());
    });
  }

  /** Nothing so far. */
  check() {
    assert.deepEqual(this.#broken, []);
  }
}
