/** Import rules between the packages and inside core. A failure shows the rule's reason. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './run.ts';
import { parseSource, readSources, type Source } from './sources.ts';

const packages = globSync('packages/*/package.json', { cwd: root }).map((path) => path.split(/[/\\]/)[1] ?? '');

/** Packages that connect the verifier to a host. */
const adapters = ['express', 'fastify', 'hono', 'middy', 'nest', 'authorizer'].filter((name) =>
  packages.includes(name),
);
const others = [
  'core',
  'testing',
  'revocation-redis',
  'revocation-dynamodb',
  'identity-pool',
  'cli',
  'cdk',
  'local-sign-in',
];

/** Fails with the reason and the list of violations. */
const expectNone = (violations: readonly string[], reason: string): void => {
  expect(violations, reason).toEqual([]);
};

const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');

const isInInspector = (path: string, specifier: string): boolean =>
  posix.join(posix.dirname(path), specifier).startsWith('packages/local-sign-in/src/inspector/');

const foreignImports = (sources: readonly Source[], allowed: RegExp): readonly string[] =>
  sources.flatMap(({ path, imports }) =>
    imports.filter((name) => !isRelative(name) && !allowed.test(name)).map((name) => `${path} imports ${name}`),
  );

test('every package has import rules', () => {
  expectNone(
    packages.filter((name) => !adapters.includes(name) && !others.includes(name)),
    'A package without a list in this file has no import rules. Add its name to a list.',
  );
});

describe('every source file', () => {
  const sources = readSources('packages/*/src/**/*.{ts,tsx}');

  test('has no any and no non-null assertion', () => {
    expectNone(
      sources.flatMap(({ path, untyped }) => untyped.map((line) => `${path}:${line}`)),
      'An any or a non-null ! disables the type checks that a security library needs. Narrow the type instead.',
    );
  });

  test('suppresses no lint rule and no compiler error', () => {
    expectNone(
      sources
        .filter(({ comments }) => comments.some((text) => /@ts-|biome-ignore|eslint-disable|v8 ignore/.test(text)))
        .map(({ path }) => path),
      'A rule applies to every file. Fix the code, or change the rule in its configuration.',
    );
  });

  test('has at most 200 lines', () => {
    expectNone(
      sources.filter(({ text }) => text.split('\n').length > 200).map(({ path }) => path),
      'A file of more than 200 lines has more than one subject. Split it by noun.',
    );
  });
});

test('index.ts contains only named re-exports', () => {
  expectNone(
    readSources('packages/*/src/index.ts')
      .filter(({ isDoor }) => !isDoor)
      .map(({ path }) => path),
    'An entry contains only named re-exports, so that it documents the public API. Move code to a file of its own.',
  );
});

describe('testing', () => {
  const reason = 'Tokens that the tested code creates prove nothing, and a test tool must not add dependencies.';

  const isGateway = ({ path }: Source): boolean => path.startsWith('packages/testing/src/api-gateway');
  const sources = readSources('packages/testing/src/**/*.ts');

  test('imports only Node.js built-ins and its own files', () => {
    const others = sources.filter((source) => !isGateway(source));
    expectNone(foreignImports(others, /^node:/), reason);
    expectNone(
      others.filter(({ imports }) => imports.some((name) => name.includes('/api-gateway'))).map(({ path }) => path),
      'The local API Gateway has peers that other entries do not need: only its own entry may load it.',
    );
  });

  test('lets only the local API Gateway import a policy simulator and a WebSocket server', () => {
    expectNone(
      foreignImports(sources.filter(isGateway), /^(?:node:.*|@cloud-copilot\/iam-simulate|ws)$/),
      'Libraries implement IAM policies and WebSockets. The project implements the rest of API Gateway from its documents.',
    );
  });

  test('declares only optional peers, no dependencies', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages/testing/package.json'), 'utf8')) as {
      readonly peerDependencies: object;
    };
    expect(manifest, reason).not.toHaveProperty('dependencies');
    expect(manifest, reason).not.toHaveProperty('optionalDependencies');
    expect(Object.keys(manifest.peerDependencies), reason).toEqual(['@cloud-copilot/iam-simulate', 'ws']);
    expect(manifest, reason).toHaveProperty('peerDependenciesMeta', {
      '@cloud-copilot/iam-simulate': { optional: true },
      ws: { optional: true },
    });
  });
});

describe.each([
  ['revocation-redis', /^@cognito-guard\/core(?:\/(?:internal|revocation))?$/],
  ['revocation-dynamodb', /^(?:@cognito-guard\/core(?:\/(?:internal|revocation))?|@aws-sdk\/client-dynamodb)$/],
])('the store %s', (name, allowed) => {
  test("imports only core's entries, its client and its own files", () => {
    expectNone(
      foreignImports(readSources(`packages/${name}/src/**/*.ts`), allowed),
      'A store stores and finds ids. It knows no token, no verifier and no other store.',
    );
  });
});

/** Code that only core may contain, each with a planted line that the rule must find. */
const leftToCore: readonly { readonly what: string; readonly pattern: RegExp; readonly planted: string }[] = [
  // Paths are split at slashes; tokens and headers are not.
  { what: 'splits text', pattern: /\.split\((?!'\/'\))/, planted: "const [scheme] = header.split(' ')" },
  { what: 'decodes', pattern: /base64|\batob\(|\bbtoa\(/, planted: "Buffer.from(part, 'base64url')" },
  { what: 'fetches', pattern: /\bfetch\(/, planted: 'const keys = await fetch(url)' },
  // Registered status codes only: 512, for example, is a length.
  {
    what: 'contains a status code',
    pattern: /(?<![\w.])(?:[1-5]0\d|4[1-3]\d)(?![\w.])/,
    planted: 'response.status(401)',
  },
  {
    what: 'contains a claim name',
    pattern: /['"`.](?:sub|aud|exp|scope|username|(?:cognito:)?groups)\b|\b(?:iss|nbf|iat|jti|client_id|token_use)\b/,
    planted: "auth.claims['cognito:groups']",
  },
];

describe.each(adapters)('the adapter %s', (name) => {
  const sources = readSources(`packages/${name}/src/**/*.ts`);

  test.each(leftToCore)('never $what, which belongs to core', ({ pattern }) => {
    expectNone(
      sources.flatMap(({ path, code }) =>
        code.split('\n').flatMap((line, index) => (pattern.test(line) ? `${path}:${index + 1} ${line.trim()}` : [])),
      ),
      'An adapter reads the host, calls core, writes to the host. Code that two adapters need belongs to core/http.',
    );
  });

  test("imports only core's entries, its own host and its own files", () => {
    const hosts: Readonly<Record<string, RegExp>> = {
      express: /^(?:@cognito-guard\/core(?:\/(?:http|revocation))?|express)$/,
      hono: /^(?:@cognito-guard\/core(?:\/(?:http|revocation))?|hono(?:\/[\w-]+)?)$/,
      fastify: /^(?:@cognito-guard\/core(?:\/(?:http|revocation))?|fastify(?:-plugin)?)$/,
      middy: /^(?:@cognito-guard\/core(?:\/(?:http|internal|lambda))?|@middy\/core)$/,
      nest: /^(?:@cognito-guard\/core(?:\/(?:http|internal|revocation))?|@nestjs\/(?:common|core|platform-ws))$/,
      authorizer: /^(?:@cognito-guard\/core(?:\/(?:http|internal|lambda))?|aws-lambda)$/,
    };
    expectNone(
      foreignImports(sources, hosts[name] ?? /^$/),
      'A separate package exists only for a separate peer dependency: an adapter has one host and imports no other adapter.',
    );
  });
});

describe('cli', () => {
  test('imports only entries of core, testing and local-sign-in, its one library and its own files', () => {
    expectNone(
      foreignImports(
        readSources('packages/cli/src/**/*.ts'),
        /^(?:@cognito-guard\/(?:core(?:\/(?:http|internal))?|local-sign-in(?:\/internal)?|testing)|@aws-sdk\/client-cognito-identity-provider|leven|node:[\w/]+)$/,
      ),
      "The command's result must equal a service's result: core verifies, the command explains.",
    );
  });

  test('loads local-sign-in, a web server, only in the command that needs it', () => {
    expectNone(
      readSources('packages/cli/src/**/*.ts')
        .filter(({ code }) => /^import (?!type )[^;]*@cognito-guard\/local-sign-in'/m.test(code))
        .map(({ path }) => path),
      'A static import would make every command load a web server.',
    );
  });

  test('verifies no token and fetches no keys without core', () => {
    const verifying = /\b(?:node:crypto|createVerify|subtle|jwtVerify|node:https?)\b/;
    const fetching = /\bfetch\(/;
    expectNone(
      readSources('packages/cli/src/**/*.ts')
        .filter(({ code, name }) => verifying.test(code) || (fetching.test(code) && name !== 'key-report'))
        .map(({ path }) => path),
      'A second implementation of fetching keys or of verification could accept tokens that services refuse.',
    );
  });
});

describe('cdk', () => {
  const sources = readSources('packages/cdk/src/**/*.ts');

  test('imports only the CDK, a GraphQL parser, core, the authorizer and its own files', () => {
    expectNone(
      foreignImports(
        sources,
        /^(?:@cognito-guard\/(?:authorizer|core)|aws-cdk-lib(?:\/aws-[\w-]+)?|constructs|graphql|node:(?:fs|path))$/,
      ),
      'Constructs deploy the options of a handler. They verify no token, and no function contains them.',
    );
  });

  test('has gateway responses without imports', () => {
    expectNone(
      sources.filter(({ name, imports }) => name === 'gateway-responses' && imports.length > 0).map(({ path }) => path),
      'A local API Gateway takes the responses too, and must not load the CDK for them.',
    );
  });
});

describe('local-sign-in', () => {
  test('imports only entries of core and testing, its web framework, its libraries and its own files', () => {
    expectNone(
      foreignImports(
        readSources('packages/local-sign-in/src/**/*.{ts,tsx}'),
        /^(?:@cognito-guard\/(?:core(?:\/(?:http|internal|revocation))?|testing(?:\/(?:identity-pool|lambda-events))?)|@hono\/node-server|hono(?:\/[\w-]+)?|lru-cache|otpauth|selfsigned|esbuild|node:(?:crypto|fs|https?|url))$/,
      ),
      'It issues tokens and verifies none for a service: core reads its options, and testing signs its tokens.',
    );
  });
});

describe('the inspector', () => {
  test('imports only core and its own folder, because it runs in browsers', () => {
    expectNone(
      readSources('packages/local-sign-in/src/inspector/**/*.ts').flatMap(({ path, imports }) =>
        imports
          .filter((name) => name !== '@cognito-guard/core' && !(isRelative(name) && isInInspector(path, name)))
          .map((name) => `${path} imports ${name}`),
      ),
      'A page loads these files, and so do commands that start no server.',
    );
  });
});

describe('identity-pool', () => {
  const sources = readSources('packages/identity-pool/src/**/*.ts');

  test("imports only core's entries, its peers and its libraries", () => {
    const allowed =
      /^(?:@cognito-guard\/core(?:\/(?:internal|revocation))?|@aws-sdk\/client-(?:cognito-identity|sts)|@smithy\/types|aws4fetch|lru-cache|node:(?:crypto|diagnostics_channel))$/;
    expectNone(
      foreignImports(sources, allowed),
      'It does not depend on the verifier: its input is a verified token, and core reads its options.',
    );
  });

  test('loads STS only for the basic flow', () => {
    expectNone(
      sources.filter(({ code }) => /from ['"]@aws-sdk\/client-sts['"]/.test(code)).map(({ path }) => path),
      'STS is an optional peer: a static import would make every user install it, for a rare flow.',
    );
  });
});

describe('the import rules find planted code that', () => {
  test.each(leftToCore)('$what', ({ pattern, planted }) => {
    expect(planted).toMatch(pattern);
    expect(parseSource('planted.ts', `// ${planted}\n`).code).not.toMatch(pattern);
  });

  test('contains any and !', () => {
    expect(parseSource('planted.ts', 'export const a = (b: any) => b!.c;\n').untyped).toEqual([1, 1]);
  });
});

describe('core', () => {
  const sources = readSources('packages/core/src/**/*.ts');

  /** Rows from top to bottom. A file imports from its own folder and from rows below it. */
  const rows: readonly (readonly string[])[] = [
    ['entries'],
    ['lambda', 'load-balancer', 'sign-out', 'telemetry', 'triggers', 'web'],
    ['http'],
    ['verifier'],
    ['pools'],
    ['keys'],
    ['events'],
    ['revocation'],
    ['token'],
    ['errors'],
    ['runtime'],
    ['lib'],
  ];
  const src = 'packages/core/src';
  const entries = readdirSync(join(root, src)).filter((name) => name.endsWith('.ts') && name !== 'events.ts');

  /** The folder of a file; `events.ts` is a row of its own, and the other files of `src` are the package's entries. */
  const folderOf = (path: string): string => {
    const [first = '', ...rest] = path.slice(src.length + 1).split('/');
    if (rest.length > 0) return first;
    return entries.includes(first) ? 'entries' : first.replace('.ts', '');
  };
  const rowOf = (path: string): number => rows.findIndex((folders) => folders.includes(folderOf(path)));
  const inside = ({ path, imports }: Source): readonly string[] =>
    imports.filter(isRelative).map((specifier) => posix.join(posix.dirname(path), specifier));
  const importsInto = (source: Source, folder: string): boolean =>
    inside(source).some((path) => folderOf(path) === folder);

  test('has a row for every folder', () => {
    expectNone(
      sources.filter(({ path }) => rowOf(path) < 0).map(({ path }) => path),
      'A folder without a row has no import rule. Add it to the rows above this test.',
    );
  });

  test('imports from the same folder and from rows below', () => {
    expectNone(
      sources.flatMap((source) =>
        inside(source)
          .filter((path) => folderOf(path) !== folderOf(source.path) && rowOf(path) <= rowOf(source.path))
          .map((path) => `${source.path} imports ${path}`),
      ),
      'A folder does not depend on the rows above it. Move code that two folders need into a row below both.',
    );
  });

  test('loads no package for a trigger', () => {
    const loaded = new Set([`${src}/triggers.ts`]);
    for (const path of loaded) {
      const source = sources.find((one) => one.path === path);
      for (const next of source === undefined ? [] : inside(source)) loaded.add(next);
    }
    expect(loaded.size).toBeGreaterThan(5);
    expectNone(
      sources
        .filter(({ path }) => loaded.has(path))
        .flatMap(({ path, imports }) => imports.filter((name) => !isRelative(name)).map((name) => `${path} ${name}`)),
      'Cognito waits for a trigger at each sign-in. The entry loads neither a dependency nor the runtime, so that it starts fast.',
    );
  });

  test('has no import cycle', () => {
    const left = new Map(sources.map((source) => [source.path, inside(source)]));
    for (let size = -1; size !== left.size; ) {
      size = left.size;
      for (const [path, imports] of left) if (!imports.some((other) => left.has(other))) left.delete(path);
    }
    expectNone(
      [...left.keys()],
      'Files in an import cycle cannot be read or loaded separately. Move the shared code into a third file.',
    );
  });

  test("imports aws-jwt-verify's verifier in load-balancer/ only", () => {
    const isVerifier = (name: string): boolean => /^aws-jwt-verify(?!\/(?:assert|safe-json-parse)$)/.test(name);
    expectNone(
      sources
        .filter(({ path }) => folderOf(path) !== 'load-balancer' && !path.endsWith('/src/load-balancer.ts'))
        .filter((source) => source.imports.some(isVerifier) || importsInto(source, 'load-balancer'))
        .map(({ path }) => path),
      'It is half the size of core, and only services behind a load balancer that signs users in need it.',
    );
  });

  test('has two dependencies', () => {
    const allowed = /^(?:aws-jwt-verify(?:\/[\w-]+)?|lru-cache|#runtime)$/;
    expectNone(
      foreignImports(
        sources.filter(({ path }) => !path.endsWith('/runtime/node.ts')),
        allowed,
      ),
      'Options and #runtime provide everything else that core needs, so that core runs on edge runtimes too.',
    );
  });

  test('uses cryptography in runtime/ only', () => {
    const crypto = /node:crypto|['"]crypto['"]|\bcrypto\.|\bsubtle\b|\bwebcrypto\b/;
    expectNone(
      sources
        .filter(({ path }) => folderOf(path) !== 'runtime')
        .filter((source) => crypto.test(source.code) || importsInto(source, 'runtime'))
        .map(({ path }) => path),
      'node:crypto keys do not work on edge runtimes, and WebCrypto is slower on Node: #runtime selects one of them.',
    );
  });
});
