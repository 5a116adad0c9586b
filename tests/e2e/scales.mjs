import assert from 'node:assert/strict';

const MOST_BYTES = 14 * 1024;

/** Weighs each page as it is sent to a browser: what goes over the wire, headers included,
 * compressed or not. */
export class Scales {
  #weighing = [];
  #heavy = [];

  constructor(context) {
    context.on('requestfinished', (request) => {
      if (request.isNavigationRequest()) this.#weighing.push(this.#weigh(request));
    });
  }

  async #weigh(request) {
    const html = (await request.response())?.headers()['content-type']?.startsWith('text/html');
    if (!html) return;
    const {responseBodySize, responseHeadersSize} = await request.sizes();
    const bytes = responseBodySize + responseHeadersSize;
    if (bytes > MOST_BYTES) this.#heavy.push(`${request.method()} ${request.url()}: ${bytes}`);
  }

  /** No page so far was heavier than a page may be. To be called before the browser closes. */
  async check() {
    await Promise.all(this.#weighing);
    assert.deepEqual(this.#heavy, []);
  }
}
