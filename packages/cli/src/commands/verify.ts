import { readFile } from 'node:fs/promises';
import { type Auth, AuthError, type FetchFunction, type OnePoolOptions } from '@cognito-guard/core';
import { adviceFor } from '../advice.ts';
import { type Command, defineCommand } from '../command.ts';
import { wrongUsage } from '../command-error.ts';
import { grantFlags, readGrants } from '../grant-flags.ts';
import { note, print, toJson, toTable } from '../output.ts';
import { makeVerifier, poolFlags, readPool } from '../pool-flags.ts';
import { showTime } from '../times.ts';
import { readToken, tokenFlags } from '../token-input.ts';

const uses: ReadonlyMap<string, 'access' | 'id' | null> = new Map([
  ['access', 'access'],
  ['id', 'id'],
  ['any', null],
]);

const readUse = (given: string | undefined): 'access' | 'id' | null => {
  const use = uses.get(given ?? '');
  if (use === undefined) throw wrongUsage('--token-use must be access, id, or any (both, on purpose).');
  return use;
};

const readClients = (ids: readonly string[] | undefined, any: boolean | undefined): readonly string[] | null => {
  if ((ids === undefined) === (any === undefined)) {
    throw wrongUsage('Give --client-id, once for each app client that is accepted, or else --any-client.');
  }
  return ids ?? null;
};

/** Serves a file as the key endpoint would: the same limits and rules hold for it. */
const fetchFromFile = async (path: string): Promise<FetchFunction> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrongUsage(`The file of --jwks cannot be read: ${error.code}.`);
  });
  return async () => new Response(text);
};

const printAuth = (auth: Auth): void => {
  const list = (values: ReadonlySet<string>): string => (values.size === 0 ? 'none' : [...values].join(', '));
  print(`good until ${showTime(auth.expiresAt)}\n`);
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
    ]),
  );
};

const printRefusal = ({ code, status, message, cause }: AuthError, isJson: boolean): void => {
  const advice = adviceFor[code];
  // A fixed sentence that says which claim it is, or why there are no keys.
  const detail = cause instanceof Error ? cause.message : undefined;
  if (isJson) print(toJson({ ok: false, code, status, message, detail, advice }));
  else note([`refused: ${code} (${status})`, message, ...(detail === undefined ? [] : [detail]), advice].join('\n  '));
};

/** `cognito-guard verify`: what a service would say to a token. */
export const verify: Command = defineCommand({
  name: 'verify',
  summary: 'Verifies a token as a service would, and says why not',
  description: `The token comes from standard input or a file, never as an argument. The rules have no default here either: what is
not checked is written down.`,
  flags: {
    ...tokenFlags,
    ...poolFlags,
    'client-id': { type: 'string', multiple: true, value: 'ID', help: 'an accepted app client' },
    'any-client': { type: 'boolean', help: 'accept every app client of the pool' },
    'token-use': { type: 'string', value: 'USE', help: 'access, id or any' },
    audience: { type: 'string', multiple: true, value: 'URL', help: 'an accepted aud of access tokens' },
    ...grantFlags,
    jwks: { type: 'string', value: 'FILE', help: 'take the keys from there: nothing is fetched' },
    json: { type: 'boolean', help: 'print JSON, with all claims, or with the code of the refusal' },
  },
  examples: [
    [
      'the token that is on the clipboard',
      'pbpaste | cognito-guard verify --user-pool-id eu-west-1_AbC123xyz --client-id 4f9… --token-use access',
    ],
    [
      'is it good for this route, without a network?',
      'cognito-guard verify --token-file token.txt --jwks jwks.json --user-pool-id eu-west-1_AbC123xyz \\\n' +
        '    --any-client --token-use access --scope orders/write',
    ],
  ],
  run: async (values) => {
    if (values.jwks !== undefined && values['jwks-uri'] !== undefined) {
      throw wrongUsage('Give --jwks or --jwks-uri, not both.');
    }
    const options: OnePoolOptions = {
      ...readPool(values),
      clientId: readClients(values['client-id'], values['any-client']),
      tokenUse: readUse(values['token-use']),
      ...(values.audience && { audience: values.audience }),
      ...(values.jwks !== undefined && { keys: { fetch: await fetchFromFile(values.jwks) } }),
    };
    const verifier = makeVerifier(options);
    const requirements = readGrants(values);
    const token = await readToken(values);
    try {
      const auth = await verifier.verify(token, requirements);
      if (values.json === true) print(toJson({ ok: true, ...auth }));
      else printAuth(auth);
      return 0;
    } catch (error) {
      if (!AuthError.is(error)) throw error;
      printRefusal(error, values.json === true);
      return 1;
    }
  },
});
