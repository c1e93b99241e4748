/** Import rules between the packages and inside core. A failure shows the rule's reason. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './run.ts';
import { parseSource, readSources, type Source } from './sources.ts';

const packages = globSync('packages/*/package.json', { cwd: root }).map((path) => path.split(/[/\\]/)[1] ?? '');

/** Packages that put the verifier in front of a host. */
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

/** A failure shows the reason, then the list of places. */
const expectNone = (violations: readonly string[], reason: string): void => {
  expect(violations, reason).toEqual([]);
};

const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');

const foreignImports = (sources: readonly Source[], allowed: RegExp): readonly string[] =>
  sources.flatMap(({ path, imports }) =>
    imports.filter((name) => !isRelative(name) && !allowed.test(name)).map((name) => `${path} imports ${name}`),
  );

test('every package has import rules', () => {
  expectNone(
    packages.filter((name) => !adapters.includes(name) && !others.includes(name)),
    'A package that is in no list of this file has no import rules. Add its name to a list.',
  );
});

describe('every source file', () => {
  const sources = readSources('packages/*/src/**/*.{ts,tsx}');

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

  const isGateway = ({ path }: Source): boolean => path.startsWith('packages/testing/src/api-gateway');
  const sources = readSources('packages/testing/src/**/*.ts');

  test('imports node built-ins and itself only', () => {
    const others = sources.filter((source) => !isGateway(source));
    expectNone(foreignImports(others, /^node:/), reason);
    expectNone(
      others.filter(({ imports }) => imports.some((name) => name.includes('/api-gateway'))).map(({ path }) => path),
      'The local API Gateway has peers that nobody else needs: who does not import its door must not load it.',
    );
  });

  test('lets the local API Gateway have a judge of policies and a WebSocket server', () => {
    expectNone(
      foreignImports(sources.filter(isGateway), /^(?:node:.*|@cloud-copilot\/iam-simulate|ws)$/),
      'What IAM and WebSockets are is not ours to write. Everything else that API Gateway does is, from its documents.',
    );
  });

  test('declares no dependency, and optional peers only', () => {
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
  test("imports core's doors, its client and itself", () => {
    expectNone(
      foreignImports(readSources(`packages/${name}/src/**/*.ts`), allowed),
      'A store writes down ids and finds them again. It knows no token, no verifier and no other store.',
    );
  });
});

/** What an adapter must leave to core, each with a line that the rule must find. */
const leftToCore: readonly { readonly what: string; readonly pattern: RegExp; readonly planted: string }[] = [
  // A path is taken apart at its slashes, which no token or header is.
  { what: 'takes text apart', pattern: /\.split\((?!'\/'\))/, planted: "const [scheme] = header.split(' ')" },
  { what: 'decodes', pattern: /base64|\batob\(|\bbtoa\(/, planted: "Buffer.from(part, 'base64url')" },
  { what: 'fetches', pattern: /\bfetch\(/, planted: 'const keys = await fetch(url)' },
  // Those that are registered: 512, for one, is a length.
  { what: 'names a status', pattern: /(?<![\w.])(?:[1-5]0\d|4[1-3]\d)(?![\w.])/, planted: 'response.status(401)' },
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
      express: /^(?:@cognito-guard\/core(?:\/(?:http|revocation))?|express)$/,
      hono: /^(?:@cognito-guard\/core(?:\/(?:http|revocation))?|hono(?:\/[\w-]+)?)$/,
      fastify: /^(?:@cognito-guard\/core(?:\/(?:http|revocation))?|fastify(?:-plugin)?)$/,
      middy: /^(?:@cognito-guard\/core(?:\/(?:http|internal|lambda))?|@middy\/core)$/,
      nest: /^(?:@cognito-guard\/core(?:\/(?:http|internal|revocation))?|@nestjs\/(?:common|core|platform-ws))$/,
      authorizer: /^(?:@cognito-guard\/core(?:\/(?:http|internal|lambda))?|aws-lambda)$/,
    };
    expectNone(
      foreignImports(sources, hosts[name] ?? /^$/),
      'A package exists only where a peer dependency changes: an adapter has one host, and nothing imports sideways.',
    );
  });
});

describe('cli', () => {
  test('imports core, testing and local-sign-in by their entries, its one library and itself', () => {
    expectNone(
      foreignImports(
        readSources('packages/cli/src/**/*.ts'),
        /^(?:@cognito-guard\/(?:core(?:\/(?:http|internal))?|local-sign-in|testing)|leven|node:[\w/]+)$/,
      ),
      'What the command says about a token must be what a service would say: core judges, the command explains.',
    );
  });

  test('loads local-sign-in, a web server, for the one command that needs it', () => {
    expectNone(
      readSources('packages/cli/src/**/*.ts')
        .filter(({ code }) => /^import (?!type )[^;]*@cognito-guard\/local-sign-in/m.test(code))
        .map(({ path }) => path),
      'A static import would make every command load a web server.',
    );
  });

  test('leaves judging, and all network, to core', () => {
    const judging = /\b(?:node:crypto|createVerify|subtle|jwtVerify|node:https?)\b/;
    const fetching = /\bfetch\(/;
    expectNone(
      readSources('packages/cli/src/**/*.ts')
        .filter(({ code, name }) => judging.test(code) || (fetching.test(code) && name !== 'key-report'))
        .map(({ path }) => path),
      'A second way to fetch keys or to check a signature would be right about tokens that no service accepts.',
    );
  });
});

describe('cdk', () => {
  const sources = readSources('packages/cdk/src/**/*.ts');

  test('imports the CDK, a parser of GraphQL, and of ours the rules that it deploys', () => {
    expectNone(
      foreignImports(
        sources,
        /^(?:@cognito-guard\/(?:authorizer|core)|aws-cdk-lib(?:\/aws-[\w-]+)?|constructs|graphql|node:(?:fs|path))$/,
      ),
      'Constructs deploy what a handler is given. They verify nothing, and are in no function.',
    );
  });

  test('has gateway responses that load nothing', () => {
    expectNone(
      sources.filter(({ name, imports }) => name === 'gateway-responses' && imports.length > 0).map(({ path }) => path),
      'A local API Gateway takes the responses too, and must not load the CDK for them.',
    );
  });
});

describe('local-sign-in', () => {
  test('imports the doors of core and testing, its web framework, its libraries and itself', () => {
    expectNone(
      foreignImports(
        readSources('packages/local-sign-in/src/**/*.{ts,tsx}'),
        /^(?:@cognito-guard\/(?:core(?:\/(?:http|internal))?|testing)|@hono\/node-server|hono(?:\/[\w-]+)?|lru-cache|selfsigned|node:(?:crypto|https?))$/,
      ),
      'It issues tokens and never verifies for a service: core reads its options, and testing signs its tokens.',
    );
  });
});

describe('identity-pool', () => {
  const sources = readSources('packages/identity-pool/src/**/*.ts');

  test('imports core by its door, its peers and its few libraries', () => {
    const allowed =
      /^(?:@cognito-guard\/core(?:\/(?:internal|revocation))?|@aws-sdk\/client-(?:cognito-identity|sts)|@smithy\/types|aws4fetch|lru-cache|node:(?:crypto|diagnostics_channel))$/;
    expectNone(
      foreignImports(sources, allowed),
      'It stands beside the verifier, not on it: what was verified comes in as a value, and core reads its options.',
    );
  });

  test('loads STS only where the basic flow needs it', () => {
    expectNone(
      sources.filter(({ code }) => /from ['"]@aws-sdk\/client-sts['"]/.test(code)).map(({ path }) => path),
      'STS is an optional peer: a static import would make everybody install it, for a flow that few take.',
    );
  });
});

describe('the rules for adapters find', () => {
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

  /** Rows from the top down. A file imports from its own folder and from rows below it. */
  const rows: readonly (readonly string[])[] = [
    ['entries'],
    ['lambda', 'load-balancer', 'sign-out', 'telemetry', 'web'],
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
      'A folder without a row may be imported from anywhere. Add it to the rows above this test.',
    );
  });

  test('imports from the same folder and from rows below', () => {
    expectNone(
      sources.flatMap((source) =>
        inside(source)
          .filter((path) => folderOf(path) !== folderOf(source.path) && rowOf(path) <= rowOf(source.path))
          .map((path) => `${source.path} imports ${path}`),
      ),
      'Each folder can be read and tested without the rows above it. Move what two folders need into a row below both.',
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
      'Files that import each other cannot be read or loaded separately. Split out what both need.',
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
      'Options and #runtime bring everything else that core needs, so that core runs on edge runtimes, too.',
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
