// What the end of a test program says.

/**
 * What became of a GoogleTest program.
 *
 * @param run what spawnSync gave
 * @returns `state` is 'passed', 'failed' (then `what` names the test), 'hung',
 *   or 'broken': it ended badly without any test having failed
 */
export function verdict(run) {
  if (run.error?.code === 'ETIMEDOUT') return {state: 'hung', what: running(run)};
  if (run.error) return {state: 'broken', what: run.error.message};
  if (run.status === 0) return {state: 'passed', what: ''};
  const failed = /^\[ {2}FAILED {2}\] ([\w/]+\.[\w/]+)/m.exec(run.stdout);
  if (failed) return {state: 'failed', what: failed[1]};
  // A check of the program's own, or of the system's, that took it down.
  const at = running(run);
  if (run.signal && at) {
    return {state: 'failed', what: `${at}, which ended by ${run.signal}`};
  }
  return {state: 'broken', what: `it ended with ${run.signal ?? run.status}`};
}

// The test that began and did not end.
function running({stdout}) {
  const begun = [...stdout.matchAll(/^\[ RUN {6}\] (\S+)$/gm)].at(-1);
  if (!begun) return undefined;
  const rest = stdout.slice(begun.index + begun[0].length);
  return /^\[ {7}OK \]|^\[ {2}(?:FAILED|SKIPPED) {2}\]/m.test(rest) ? undefined :
    begun[1];
}
