/** Walls between the packages and inside core. Each says why it stands, where it is run into. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './run.ts';
import { parseSource, readSources, type Source } from './sources.ts';

const packages = globSync('packages/*/package.json', { cwd: root }).map((path) => path.split(/[/\\]/)[1] ?? '');

/** Packages that put the verifier in front of a host. */
const adapters = ['express', 'hono', 'middy', 'authorizer'].filter((name) => packages.includes(name));
const others = ['core', 'testing', 'revocation-redis', 'revocation-dynamodb', 'identity-pool', 'cli'];

/** A failure shows the reason, then the list of places. */
const expectNone = (violations: readonly string[], reason: string): void => {
  expect(violations, reason).toEqual([]);
};

const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');

const foreignImports = (sources: readonly Source[], allowed: RegExp): readonly string[] =>
  sources.flatMap(({ path, imports }) =>
    imports.filter((name) => !isRelative(name) && !allowed.test(name)).map((name) => `${path} imports ${name}`),
  );

test('every package has its walls', () => {
  expectNone(
    packages.filter((name) => !adapters.includes(name) && !others.includes(name)),
    'A package that is in no list of this file has no walls. Put its name where it belongs.',
  );
});

describe('every source file', () => {
  const sources = readSources('packages/*/src/**/*.ts');

  test('is typed throughout', () => {
    expectNone(
      sources.flatMap(({ path, untyped }) => untyped.map((line) => `${path}:${line}`)),
      'An any or a non-null ! switches the compiler off exactly where a security library needs it. Narrow instead.',
    );
  });

  test('holds no suppression', () => {
    expectNone(
      sources
        .filter(({ comments }) => comments.some((text) => /@ts-|biome-ignore|eslint-disable|v8 ignore/.test(text)))
        .map(({ path }) => path),
      'A suppressed rule is a rule for others only. Mend the code, or change the rule for everyone in its config.',
    );
  });

  test('is short', () => {
    expectNone(
      sources.filter(({ text }) => text.split('\n').length > 260).map(({ path }) => path),
      'A file of more than 260 lines holds two nouns. Split it: one noun a file, one line to describe it.',
    );
  });
});

test('index.ts is a door and nothing else', () => {
  expectNone(
    readSources('packages/*/src/index.ts')
      .filter(({ isDoor }) => !isDoor)
      .map(({ path }) => path),
    "A door holds only named re-exports, so that reading it is reading the API. Move code to its noun's file.",
  );
});

describe('testing', () => {
  const reason = 'Tokens made with the code that they test prove nothing, and a test tool must not bring dependencies.';

  test('imports node built-ins and itself only', () => {
    expectNone(foreignImports(readSources('packages/testing/src/**/*.ts'), /^node:/), reason);
  });

  test('declares no dependency', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'packages/testing/package.json'), 'utf8'));
    expect(manifest, reason).not.toHaveProperty('dependencies');
    expect(manifest, reason).not.toHaveProperty('peerDependencies');
    expect(manifest, reason).not.toHaveProperty('optionalDependencies');
  });
});

/** What an adapter must leave to core, with a line of each that the wall has to catch. */
const leftToCore: readonly { readonly what: string; readonly pattern: RegExp; readonly planted: string }[] = [
  { what: 'takes text apart', pattern: /\.split\(/, planted: "const [scheme] = header.split(' ')" },
  { what: 'decodes', pattern: /base64|\batob\(|\bbtoa\(/, planted: "Buffer.from(part, 'base64url')" },
  { what: 'fetches', pattern: /\bfetch\(/, planted: 'const keys = await fetch(url)' },
  { what: 'names a status', pattern: /(?<![\w.])[1-5]\d\d(?![\w.])/, planted: 'response.status(401)' },
  {
    what: 'names a claim',
    pattern: /['"`.](?:sub|aud|exp|scope|username|(?:cognito:)?groups)\b|\b(?:iss|nbf|iat|jti|client_id|token_use)\b/,
    planted: "auth.claims['cognito:groups']",
  },
];

describe.each(adapters)('the adapter %s', (name) => {
  const sources = readSources(`packages/${name}/src/**/*.ts`);

  test.each(leftToCore)('never $what', ({ pattern }) => {
    expectNone(
      sources.flatMap(({ path, code }) =>
        code.split('\n').flatMap((line, index) => (pattern.test(line) ? `${path}:${index + 1} ${line.trim()}` : [])),
      ),
      'An adapter reads its host, calls core, writes to its host. What two adapters would both need is core/http.',
    );
  });

  test('imports core by its doors, its own host and itself', () => {
    const hosts: Readonly<Record<string, RegExp>> = {
      express: /^(?:@cognito-guard\/core(?:\/http)?|express)$/,
      hono: /^(?:@cognito-guard\/core(?:\/http)?|hono(?:\/[\w-]+)?)$/,
      middy: /^(?:@cognito-guard\/core(?:\/(?:http|lambda))?|@middy\/core)$/,
      authorizer: /^(?:@cognito-guard\/core(?:\/http)?|aws-lambda)$/,
    };
    expectNone(
      foreignImports(sources, hosts[name] ?? /^$/),
      'A package exists only where a peer dependency changes: an adapter has one host, and nothing imports sideways.',
    );
  });
});

describe('the walls of adapters catch what they are for', () => {
  test.each(leftToCore)('$what', ({ pattern, planted }) => {
    expect(planted).toMatch(pattern);
    expect(parseSource('planted.ts', `// ${planted}\n`).code).not.toMatch(pattern);
  });

  test('any and !', () => {
    expect(parseSource('planted.ts', 'export const a = (b: any) => b!.c;\n').untyped).toEqual([1, 1]);
  });
});

describe('core', () => {
  const sources = readSources('packages/core/src/**/*.ts');

  /** From the ground up: a file may import files of its own layer and of the layers before it. */
  const layers: readonly (readonly string[])[] = [
    ['crypto-node', 'crypto-web', 'errors', 'flights', 'key-failure', 'option-values'],
    ['token', 'claims', 'auth', 'authorizer-context', 'events', 'requirements', 'jwks', 'key-fetch', 'keys'],
    ['key-options', 'pool-options', 'options', 'pools', 'cache', 'revocation'],
    ['verifier'],
    ['token-source', 'authenticate-options', 'auth-store', 'protected-resource', 'mcp-auth-info'],
    ['http', 'lambda', 'index'],
  ];
  const layerOf = (name: string): number => layers.findIndex((names) => names.includes(name));
  const inside = ({ imports }: Source): readonly string[] =>
    imports.filter(isRelative).map((specifier) => specifier.replace('./', '').replace('.ts', ''));

  test('gives every file a layer', () => {
    expectNone(
      sources.filter(({ name }) => layerOf(name) < 0).map(({ path }) => path),
      'A file without a layer may be imported from anywhere. Put its name into the list above this test.',
    );
  });

  test('imports downwards', () => {
    expectNone(
      sources.flatMap((source) =>
        inside(source)
          .filter((name) => layerOf(name) > layerOf(source.name))
          .map((name) => `${source.path} imports ${name}`),
      ),
      'Each layer can be read and tested without the ones above it. Move what both need into the lower one.',
    );
  });

  test('has no import cycle', () => {
    const left = new Map(sources.map((source) => [source.name, inside(source)]));
    for (let size = -1; size !== left.size; ) {
      size = left.size;
      for (const [name, imports] of left) if (!imports.some((other) => left.has(other))) left.delete(name);
    }
    expectNone([...left.keys()], 'Files that import each other are one file in two places, and load in either order.');
  });

  test('lets the verifier alone use the cache and revocation', () => {
    expectNone(
      sources
        .filter(({ name }) => name !== 'verifier' && name !== 'index')
        .filter((source) => inside(source).some((name) => name === 'cache' || name === 'revocation'))
        .map(({ path }) => path),
      'Whether a cached verdict may be used is decided in one place, or the checks on a hit drift apart.',
    );
  });

  test('has two dependencies', () => {
    const allowed = /^(?:aws-jwt-verify(?:\/[\w-]+)?|lru-cache|#crypto)$/;
    expectNone(
      foreignImports(
        sources.filter(({ name }) => name !== 'crypto-node'),
        allowed,
      ),
      'Everything else that core needs from outside comes through its options, or through #crypto, so that it runs on ' +
        'the edge too.',
    );
  });

  test('touches cryptography in crypto-node.ts and crypto-web.ts only', () => {
    const crypto = /node:crypto|['"]crypto['"]|\bcrypto\.|\bsubtle\b|\bwebcrypto\b/;
    expectNone(
      sources
        .filter(({ name }) => name !== 'crypto-node' && name !== 'crypto-web')
        .filter(({ code, imports }) => crypto.test(code) || imports.some((other) => other.includes('/crypto-')))
        .map(({ path }) => path),
      'node:crypto keys do not work on the edge and WebCrypto is slower on Node: only #crypto knows which it is on.',
    );
  });
});
