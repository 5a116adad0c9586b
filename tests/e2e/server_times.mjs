import assert from 'node:assert/strict';

/** How long the web service took for each of so many requests, one after the other, until its
 * answer was ready: in milliseconds, shortest first. It says so itself, so this machine's other
 * work is in them, and the client's is not. `route` is as the service names it. */
export async function serverTimes(family, route, count, ask) {
  const read = async () => {
    const lines = (await family.metrics()).split('\n');
    const [sum, asked] = ['sum', 'count'].map((what) => {
      const line = lines.find((one) => one.startsWith(`http_request_duration_seconds_${what}{`)
        && one.includes(`route="${route}"`) && one.includes('method="GET"'));
      return Number(line?.split(' ').at(-1) ?? 0);
    });
    return {sum, asked};
  };
  const times = [];
  let before = await read();
  for (let i = 0; i < count; i += 1) {
    await ask();
    const now = await read();
    assert.equal(now.asked, before.asked + 1, `one request of ${route} was counted`);
    times.push(1000 * (now.sum - before.sum));
    before = now;
  }
  return times.sort((a, b) => a - b);
}

/** The time within which so many of a hundred were answered. */
export const within = (times, percent) => times[Math.ceil(times.length * percent / 100) - 1];

/** How many of a hundred have to be in time. Only on a machine that does nothing else, as
 * --long wants it, do 99 say something of the program. */
export const inTime = process.env.CWP_TEST_LONG === '1' ? 99 : 50;

/** "50 of 100 within 3.1 ms, 99 within 8.2" */
export const inWords = (times) =>
  `50 of 100 within ${within(times, 50).toFixed(1)} ms, 99 within ${within(times, 99).toFixed(1)}`;
