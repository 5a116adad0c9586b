import assert from 'node:assert/strict';
import http from 'node:http';

/** What was asked for in a step of a page, and how often. */
const tries = new WeakMap();

/** Sends a request of a page's as its browser would, and throws the answer away. */
async function sendOff(page, {method, url, headers, postData}) {
  const cookies = (await page.context().cookies(url))
    .map(({name, value}) => `${name}=${value}`).join('; ');
  await new Promise((done, fail) => {
    http.request(url, {method,
      headers: {...headers, 'Cookie': cookies, 'Sec-Fetch-Site': 'same-origin'}},
    (answer) => answer.resume().on('end', done)).on('error', fail).end(postData);
  });
}

/** Breaks a page's connection to a site twice for each request for a page, or of a form, also
 * where a redirect leads: the first time before anything arrives, the second time before the
 * answer does. */
export async function breakConnection(page, site) {
  const asked = new Map();
  tries.set(page, asked);
  // Playwright's own routes do not see where a redirect leads.
  const browser = await page.context().newCDPSession(page);
  browser.on('Fetch.requestPaused', async ({requestId, request}) => {
    const what = `${request.method} ${request.url} ${request.postData}`;
    const before = asked.get(what) ?? 0;
    asked.set(what, before + 1);
    if (before > 1) return browser.send('Fetch.continueRequest', {requestId});
    if (before === 1) await sendOff(page, request);
    return browser.send('Fetch.failRequest', {requestId, errorReason: 'ConnectionReset'});
  });
  await browser.send('Fetch.enable',
    {patterns: [{urlPattern: `${site}*`, resourceType: 'Document'}]});
}

/** Does what asks for a page, and waits for what comes of it; whether that is the page, and not
 * the browser's own that says that it is not to be had. */
async function comes(page, act) {
  const shown = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  const [said] = await Promise.allSettled([act(), shown]);
  await shown.catch(async ({message}) => {
    throw new Error(`${message} ${said.reason} at ${page.url()}: ${await page.title()}`);
  });
  // Before that it cannot be asked for anything.
  await page.waitForLoadState();
  return page.url().startsWith('http:');
}

/** Does what asks for a page that does not come. */
export async function lose(page, act) {
  assert.equal(await comes(page, act), false, `${page.url()} came`);
}

/** Does what asks for a page, and asks again until it is there: each request on the way to it is
 * lost twice. */
export async function reach(page, act) {
  const asked = tries.get(page);
  asked.clear();
  let lost = 0;
  for (let ask = act; !await comes(page, ask); ask = () => page.reload()) {
    lost += 1;
    assert.ok(lost <= 2 * asked.size, `never comes: ${[...asked.keys()]}`);
  }
  assert.equal(lost, 2 * asked.size, `${[...asked]}`);
  const [shown] = page.url().split('#');
  const isOne = (what) => what.split(' ')[1] === shown;
  assert.ok([...asked.keys()].some(isOne), `${shown} was never lost`);
}

/** Does what asks for a file, and asks again until it is there; what is in it. */
export async function download(page, act) {
  tries.get(page).clear();
  await lose(page, act);
  await lose(page, () => page.reload());
  const [file] = await Promise.all([page.waitForEvent('download'),
    // A page that turns out to be a file never comes.
    page.reload().catch(() => undefined)]);
  let text = '';
  for await (const piece of await file.createReadStream()) text += piece;
  return text;
}
