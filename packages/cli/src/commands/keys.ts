import { writeFile } from 'node:fs/promises';
import { hasUsableKey } from '@cognito-guard/local-sign-in/internal';
import { type Command, defineCommand } from '../command.ts';
import { failed } from '../command-error.ts';
import { fetchKeys } from '../key-report.ts';
import { describeKeyProblem, nextKeyStepFor } from '../next-step.ts';
import { note, print, toJson } from '../output.ts';
import { poolFlags, readPool } from '../pool-flags.ts';

/** The members of a published key that verify a signature. Other members are not printed. */
interface PublicKey {
  readonly alg?: unknown;
  readonly e?: unknown;
  readonly kid?: unknown;
  readonly kty?: unknown;
  readonly n?: unknown;
  readonly use?: unknown;
}

/** `cognito-guard keys`: a key set for `keys: { preload }`. */
export const keys: Command = defineCommand({
  name: 'keys',
  summary: "Fetches a user pool's keys, for keys: { preload }",
  description: `Prints the JSON to give to createVerifier as keys.preload, so that a cold start needs no network. It holds only
keys that the verifier would use. Fetch them again at each deployment; the verifier refreshes them while it runs.`,
  flags: {
    ...poolFlags,
    output: { type: 'string', value: 'FILE', help: 'write to this file; a failed fetch does not change it' },
  },
  examples: [
    ['before a build', 'cognito-guard keys --user-pool-id eu-west-1_AbC123xyz --output src/jwks.json'],
    ['to see the key ids', 'cognito-guard keys --user-pool-id eu-west-1_AbC123xyz | jq -r ".keys[].kid"'],
  ],
  run: async (values) => {
    const pool = readPool(values);
    const report = await fetchKeys(pool);
    if (report.keyProblem !== undefined) {
      throw failed(
        `No keys from ${report.host}: ${describeKeyProblem(report.keyProblem)}. ${nextKeyStepFor(report.keyProblem, pool)}`,
      );
    }
    if (report.holdsPrivateKey) note('Warning: the set contains a private key. Tell the owner of the key set at once.');
    if (report.skipped > 0) note(`${report.skipped} published keys were skipped: no verifier would use them.`);

    // Core has read it as a JWK set.
    const published = JSON.parse(Buffer.from(report.body).toString('utf8')) as { readonly keys: readonly PublicKey[] };
    const usable = published.keys
      .filter((key) => hasUsableKey({ keys: [key] }))
      .map(({ alg, e, kid, kty, n, use }) => ({ alg, e, kid, kty, n, use }));
    const json = toJson({ keys: usable });
    if (values.output === undefined) {
      print(json);
      return 0;
    }
    await writeFile(values.output, `${json}\n`).catch((error: NodeJS.ErrnoException) => {
      throw failed(`The file of --output cannot be written: ${error.code}.`);
    });
    note(`Wrote ${report.keys} keys from ${report.host}.`);
    return 0;
  },
});
