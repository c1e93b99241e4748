import type { PoolOptions } from '@cognito-guard/core';
import { printable } from '@cognito-guard/local-sign-in/internal';
import { type Command, defineCommand } from '../command.ts';
import { findCoreCopies } from '../core-copies.ts';
import { fetchKeys, type KeyReport } from '../key-report.ts';
import { manifest } from '../manifest.ts';
import { describeKeyProblem, nextKeyStepFor } from '../next-step.ts';
import { print, toJson } from '../output.ts';
import { poolFlags, readPool } from '../pool-flags.ts';

/** The result of one check. */
interface Finding {
  readonly check: 'node' | 'copies' | 'keys' | 'clock';
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** The state, and the next step for a problem. */
  readonly text: string;
}

const checkNode = (): Finding => {
  const given = process.versions.node;
  const wanted = manifest.engines.node.replace('>=', '');
  const isEnough = given.localeCompare(wanted, 'en', { numeric: true }) >= 0;
  return isEnough
    ? { check: 'node', verdict: 'ok', text: `Node ${given}` }
    : { check: 'node', verdict: 'fail', text: `Node ${given} is too old. Install ${wanted} or newer.` };
};

const checkCopies = (): Finding => {
  const copies = findCoreCopies(process.cwd());
  const [first] = copies;
  if (first === undefined) return { check: 'copies', verdict: 'ok', text: '@cognito-guard/core is not installed here' };
  if (copies.length === 1)
    return { check: 'copies', verdict: 'ok', text: `@cognito-guard/core ${first.version}, installed once` };
  const list = copies.map(({ path, version }) => `${version} in ${path}`).join(', ');
  return {
    check: 'copies',
    verdict: 'warn',
    text: `@cognito-guard/core is installed ${copies.length} times: ${list}. Each copy has its own keys and cache. Run "npm dedupe", and depend on one version in all packages.`,
  };
};

const checkKeys = (report: KeyReport, pool: Pick<PoolOptions, 'jwksUri'>, isNeeded: boolean): Finding => {
  const { host, keyProblem, keys, skipped, holdsPrivateKey, milliseconds } = report;
  if (keyProblem !== undefined) {
    const rest = isNeeded ? '' : ' The other URL has the keys.';
    const text = `${host}: ${describeKeyProblem(keyProblem)}. ${nextKeyStepFor(keyProblem, pool)}${rest}`;
    return { check: 'keys', verdict: isNeeded ? 'fail' : 'warn', text };
  }
  const summary = `${host}: ${keys} usable keys in ${milliseconds} ms`;
  if (holdsPrivateKey) {
    const text = `${summary}, and a private key, which is not used. Tell the owner of the key set at once.`;
    return { check: 'keys', verdict: 'warn', text };
  }
  if (skipped > 0) {
    return { check: 'keys', verdict: 'warn', text: `${summary}, and ${skipped} that verifiers skip.` };
  }
  return { check: 'keys', verdict: 'ok', text: summary };
};

/** Seconds: the default tolerance of verifiers, and the resolution of Date headers with a margin. */
const allowedSeconds = 5;
const noticedSeconds = 2;

const checkClock = (aheadSeconds: number | undefined): Finding => {
  if (aheadSeconds === undefined) {
    return { check: 'clock', verdict: 'warn', text: 'No endpoint sent its time: this clock was not compared.' };
  }
  const seconds = Math.abs(aheadSeconds);
  if (seconds <= noticedSeconds) {
    return { check: 'clock', verdict: 'ok', text: "this clock agrees with the key endpoint's" };
  }
  const text = `this clock is ${seconds.toFixed(1)} s ${aheadSeconds > 0 ? 'behind' : 'ahead of'} the key endpoint's`;
  const verdict = seconds <= allowedSeconds ? 'warn' : 'fail';
  return {
    check: 'clock',
    verdict,
    text: `${text}; a verifier allows ${allowedSeconds} s. Set it by NTP, or raise clockToleranceSeconds.`,
  };
};

/** Fetches the keys of both issuers of a pool, or those of the given URL. */
const fetchAllKeys = (pool: Pick<PoolOptions, 'userPoolId' | 'issuer' | 'jwksUri'>): Promise<readonly KeyReport[]> => {
  if (pool.issuer !== undefined || pool.jwksUri !== undefined) return Promise.all([fetchKeys(pool)]);
  return Promise.all((['original', 'updated'] as const).map((issuerFormat) => fetchKeys({ ...pool, issuerFormat })));
};

/** `cognito-guard doctor`: checks the environment of a verifier. */
export const doctor: Command = defineCommand({
  name: 'doctor',
  summary: 'Checks what a verifier needs: keys, clock, Node, packages',
  description: `Run it where the service runs, in the folder of its package.json. It fetches the keys as the verifier would, and
compares this clock with the endpoint's. Exit code 1: a check failed. Warnings do not change the exit code.`,
  flags: {
    ...poolFlags,
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    ['why is every token refused?', 'cognito-guard doctor --user-pool-id eu-west-1_AbC123xyz'],
    ['in a script', 'cognito-guard doctor --user-pool-id "$USER_POOL_ID" --json | jq .findings'],
  ],
  run: async (values) => {
    const pool = readPool(values);
    const reports = await fetchAllKeys(pool);
    const hasKeys = reports.some(({ keyProblem }) => keyProblem === undefined);
    const clocks = reports.flatMap(({ clockAheadSeconds }) => clockAheadSeconds ?? []);
    const findings = [
      checkNode(),
      checkCopies(),
      ...reports.map((report) => checkKeys(report, pool, !hasKeys)),
      checkClock(clocks[0]),
    ];
    const isOk = findings.every(({ verdict }) => verdict !== 'fail');
    if (values.json === true) print(toJson({ ok: isOk, findings }));
    else for (const { verdict, text } of findings) print(`${verdict.padEnd(4)}  ${printable(text)}`);
    return isOk ? 0 : 1;
  },
});
