import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { fromSources } from '../../vitest.workspace.ts';

/** Excluded tests: each takes seconds or measures time, and faster tests cover the same promises. */
const leftOut = ['cache-contents', 'differential', 'key-endpoint-flood', 'token-cost', 'vectors'];

/** Slow tests, which run last: a mutant that a faster file kills does not wait for them. */
const last = [
  'authorizer-context',
  'caching',
  'runtime-web',
  'errors',
  'hostile-input',
  'key-fetch',
  'key-hosts',
  'key-set-outage',
  'key-set-strangers',
  'spelling',
];

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification): boolean =>
      last.some((name) => moduleId.endsWith(`/${name}.test.ts`));
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)];
  }
}

/** Key generation takes most of the tests' time, so these keys are generated once; see `keys.ts`. */
const testKeys = Array.from({ length: 24 }, () => {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  return generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding }).privateKey;
});

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  ssr: fromSources,
  test: {
    exclude: leftOut.map((name) => `**/${name}.test.ts`),
    provide: { testKeys },
    setupFiles: ['test/mutation/keys.ts'],
    sequence: { sequencer: QuickFirst },
    testTimeout: 30_000,
    // One thread a mutant, not one a test file: what 45 files import is loaded once.
    isolate: false,
  },
});
