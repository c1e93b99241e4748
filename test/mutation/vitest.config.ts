import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { fromSources } from '../../vitest.workspace.ts';

/** They take seconds each, or measure time, and promise nothing that quicker tests do not promise too. */
const leftOut = ['cache-contents', 'differential', 'key-endpoint-flood', 'token-cost', 'vectors'];

/** They wait or search, most of a run. What a quicker file notices need not pay for them. */
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

/** Making keys is most of what the tests wait for. These are made once and lent out, see `keys.ts`. */
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
