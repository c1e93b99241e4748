import { type Auth, AuthError, type OnePoolOptions } from '@cognito-guard/core';
import { outlineToken, showTime } from '@cognito-guard/local-sign-in/internal';
import { type Command, defineCommand } from '../command.ts';
import { wrongUsage } from '../command-error.ts';
import { grantFlags, readGrants, readStepUp, stepUpFlags } from '../grant-flags.ts';
import { readKeySetFile } from '../key-set-file.ts';
import type { KeyProblem } from '../next-step.ts';
import { print, toJson, toTable } from '../output.ts';
import { makeVerifier, poolFlags, readPool } from '../pool-flags.ts';
import { reportRefusal } from '../refusal-report.ts';
import { readToken, tokenFlags } from '../token-input.ts';

const uses: ReadonlyMap<string, 'access' | 'id' | null> = new Map([
  ['access', 'access'],
  ['id', 'id'],
  ['any', null],
]);

const readUse = (given: string | undefined): 'access' | 'id' | null => {
  const use = uses.get(given ?? '');
  if (use === undefined) throw wrongUsage('--token-use must be access, id or any (both).');
  return use;
};

const readClients = (ids: readonly string[] | undefined, any: boolean | undefined): readonly string[] | null => {
  if ((ids === undefined) === (any === undefined)) {
    throw wrongUsage('Give --client-id once for each accepted app client, or else --any-client.');
  }
  return ids ?? null;
};

/** @throws CommandError that names every missing flag, where there are several. */
const refuseMissing = (given: Readonly<Record<string, unknown>>): void => {
  const names = Object.keys(given).filter((name) => given[name] === undefined);
  if (names.length < 2) return;
  throw wrongUsage(`${names.slice(0, -1).join(', ')} and ${names.at(-1)} are required.`);
};

const printAuth = (auth: Auth): void => {
  const list = (values: ReadonlySet<string>): string => (values.size === 0 ? 'none' : [...values].join(', '));
  print(`valid until ${showTime(auth.expiresAt)}\n`);
  print(
    toTable([
      ['use', auth.tokenUse],
      ['subject', auth.subject],
      ['user', auth.username ?? 'none: a machine'],
      ['client', auth.clientId],
      ['groups', list(auth.groups)],
      ['scopes', auth.tokenUse === 'access' ? list(auth.scopes) : undefined],
      ['issuer', auth.issuer],
      ['issued', showTime(auth.issuedAt)],
      ['sign-in', showTime(auth.authTime)],
      ['level', auth.acr],
    ]),
  );
};

/** `cognito-guard verify`: verifies a token as a service would. */
export const verify: Command = defineCommand({
  name: 'verify',
  summary: 'Verifies a token as a service does, and explains a refusal',
  description: `Reads the token from standard input or a file, never from an argument. As in createVerifier, the rules have no
defaults. A refusal names the claim that was found, the value that was expected, and one next step.
Exit code 1: the token is refused, or the keys are not available.`,
  flags: {
    ...tokenFlags,
    ...poolFlags,
    'client-id': { type: 'string', multiple: true, value: 'ID', help: 'an accepted app client' },
    'any-client': { type: 'boolean', help: 'accept every app client of the pool' },
    'token-use': { type: 'string', value: 'USE', help: 'access, id or any' },
    audience: { type: 'string', multiple: true, value: 'URL', help: 'an accepted aud of access tokens' },
    ...grantFlags,
    ...stepUpFlags,
    jwks: { type: 'string', value: 'FILE', help: 'a key set that "cognito-guard keys" wrote; nothing is fetched' },
    json: { type: 'boolean', help: 'print JSON: all claims, or code, reason, details and next step' },
  },
  examples: [
    [
      'the token on the clipboard',
      'pbpaste | cognito-guard verify --user-pool-id eu-west-1_AbC123xyz --client-id 4f9… --token-use access',
    ],
    [
      'is it valid for this route? Without a network',
      'cognito-guard verify --token-file token.txt --jwks jwks.json --user-pool-id eu-west-1_AbC123xyz \\\n' +
        '    --any-client --token-use access --scope orders/write',
    ],
  ],
  run: async (values) => {
    if (values.jwks !== undefined && values['jwks-uri'] !== undefined) {
      throw wrongUsage('Give --jwks or --jwks-uri, not both.');
    }
    refuseMissing({
      '--user-pool-id': values['user-pool-id'],
      '--client-id (or --any-client)': values['client-id'] ?? values['any-client'],
      '--token-use': values['token-use'],
    });
    const keySet = values.jwks === undefined ? undefined : await readKeySetFile(values.jwks);
    let keyProblem: KeyProblem | undefined;
    const options: OnePoolOptions = {
      ...readPool(values),
      clientId: readClients(values['client-id'], values['any-client']),
      tokenUse: readUse(values['token-use']),
      ...(values.audience && { audience: values.audience }),
      // The file is served like a key endpoint, with the same limits and rules.
      ...(keySet !== undefined && { keys: { fetch: async () => new Response(keySet) } }),
      onEvent: (event) => {
        if (event.type !== 'keys_failed' || event.reason === 'private_key') return;
        keyProblem = { reason: event.reason, errorCode: event.errorCode };
      },
    };
    const verifier = makeVerifier(options);
    const stepUp = readStepUp(values);
    const needed = { ...readGrants(values), ...stepUp };
    const requirements = Object.keys(needed).length === 0 ? undefined : needed;
    const token = await readToken(values);
    try {
      const auth = await verifier.verify(token, requirements);
      if (values.json === true) print(toJson({ ok: true, ...auth }));
      else printAuth(auth);
      return 0;
    } catch (error) {
      if (!AuthError.is(error)) throw error;
      const rules = { pool: options, allScopes: values.scope ?? [], allGroups: values.group ?? [], stepUp };
      reportRefusal({ error, token, outline: outlineToken(token), rules, keyProblem }, values.json === true);
      return 1;
    }
  },
});
