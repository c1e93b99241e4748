import { printable } from '../inspector/printable.ts';
import { codeLine } from '../pool/code-line.ts';
import type { CodeListener } from '../pool/one-time-codes.ts';
import { printRefusal, type RefusalListener } from '../pool/refusals.ts';
import { readClient } from './client-options.ts';
import { readGroup, type SeedGroup } from './group-options.ts';
import { readIdentityPool } from './identity-pool-options.ts';
import type { Config, LocalSignInOptions } from './local-sign-in-options.ts';
import { readChoice, readFlag, readList, readText, refuseTwins } from './option-values.ts';
import { type Provider, readProvider } from './provider-options.ts';
import { fail, readCapable, readFunction, readNumber, readObject, readOptional, readRequired } from './readers.ts';
import { type ResourceServer, readResourceServer, scopesOf } from './resource-server-options.ts';
import { readTriggers } from './trigger-options.ts';
import { readUser, type SeedUser } from './user-options.ts';

const names: readonly (keyof LocalSignInOptions)[] = [
  'clients',
  'users',
  'groups',
  'resourceServers',
  'providers',
  'usernameAttributes',
  'userPoolId',
  'host',
  'port',
  'https',
  'pickUsers',
  'signUp',
  'onCode',
  'onRefusal',
  'revocation',
  'triggers',
  'identityPool',
  'state',
  'clock',
];

const at = 'createLocalSignIn';

const printCode: CodeListener = (sent) => {
  console.log(printable(codeLine(sent)));
};

/** Anyone on the network could sign in as anyone. */
const loopbackHosts = ['localhost', '127.0.0.1', '::1'] as const;
const readHost = (given: unknown): Config['host'] =>
  loopbackHosts.find((host) => host === given) ??
  fail(`${at}: host`, given, '"localhost", "127.0.0.1" or "::1": the local pool is for this machine only');

const readPort = (given: unknown): number => {
  const port = readNumber(`${at}: port`, 0, 65_535, 'a TCP port')(given);
  return Number.isInteger(port) ? port : fail(`${at}: port`, given, 'a whole number');
};

/** @throws TypeError naming the option. */
export const readOptions = (given: unknown): Config => {
  const from = readObject(at, given, names);
  const flag = (name: keyof LocalSignInOptions, fallback: boolean): boolean =>
    readOptional(from, name, fallback, readFlag(`${at}: ${name}`));
  const providers = readOptional<readonly Provider[]>(
    from,
    'providers',
    [],
    readList(`${at}: providers`, 'an array of providers', readProvider),
  );
  const providerNames = providers.map(({ name }) => name);
  const resourceServers = readOptional<readonly ResourceServer[]>(
    from,
    'resourceServers',
    [],
    readList(`${at}: resourceServers`, 'an array of resource servers', readResourceServer),
  );
  const customScopes = resourceServers.flatMap(scopesOf);
  const clients = readRequired(
    from,
    'clients',
    readList(`${at}: clients`, 'an array of app clients', (option, one) =>
      readClient(option, one, { customScopes, providers: providerNames }),
    ),
  );
  if (clients.length === 0) fail(`${at}: clients`, [], 'an array of at least one app client');
  const usernameAttributes = readOptional<Config['usernameAttributes']>(
    from,
    'usernameAttributes',
    [],
    readList(`${at}: usernameAttributes`, 'an array of attributes', (option, one) =>
      readChoice(option, ['email'])(one),
    ),
  );
  const byEmail = usernameAttributes.includes('email');
  const users = readOptional<readonly SeedUser[]>(
    from,
    'users',
    [],
    readList(`${at}: users`, 'an array of users', (option, one) =>
      readUser(option, one, { providers: providerNames, byEmail }),
    ),
  );
  const groups = readOptional<readonly SeedGroup[]>(
    from,
    'groups',
    [],
    readList(`${at}: groups`, 'an array of groups', (option, one) => readGroup(one, option)),
  );
  refuseTwins(
    `${at}: groups[].name`,
    groups.map(({ name }) => name),
  );
  refuseTwins(
    `${at}: users[].username`,
    users.map(({ username }) => username.toLowerCase()),
  );
  refuseTwins(
    `${at}: users[].email`,
    users
      .filter(({ attributes, identities }) =>
        byEmail ? identities.length === 0 : attributes['email_verified'] === 'true',
      )
      .flatMap(({ attributes }) => attributes['email']?.toLowerCase() ?? []),
  );
  refuseTwins(
    `${at}: clients[].clientId`,
    clients.map(({ clientId }) => clientId),
  );
  refuseTwins(
    `${at}: providers[].name`,
    providers.flatMap(({ name, identifiers }) => [name, ...identifiers]),
  );
  return Object.freeze({
    clients,
    users,
    groups,
    resourceServers,
    providers,
    usernameAttributes,
    userPoolId: readOptional(from, 'userPoolId', 'eu-west-1_LocalPool', readText(`${at}: userPoolId`)),
    host: readOptional(from, 'host', 'localhost', readHost),
    port: readOptional(from, 'port', 0, readPort),
    https: flag('https', false),
    pickUsers: flag('pickUsers', true),
    signUp: flag('signUp', true),
    onCode: readOptional(from, 'onCode', printCode, readFunction<CodeListener>(`${at}: onCode`)),
    onRefusal: readOptional(from, 'onRefusal', printRefusal, readFunction<RefusalListener>(`${at}: onRefusal`)),
    revocation: readOptional<Config['revocation']>(
      from,
      'revocation',
      undefined,
      readCapable<NonNullable<Config['revocation']>>(
        `${at}: revocation`,
        'a RevocationStore',
        'revokeSession',
        'revokeUser',
      ),
    ),
    triggers: readTriggers(from['triggers'] ?? {}, `${at}: triggers`),
    identityPool: readOptional<Config['identityPool']>(
      from,
      'identityPool',
      undefined,
      readIdentityPool(`${at}: identityPool`),
    ),
    state: readOptional<string | undefined>(from, 'state', undefined, readText(`${at}: state`)),
    // Looked up when called, so that fake timers installed later are seen.
    clock: readOptional(from, 'clock', () => Date.now(), readFunction<() => number>(`${at}: clock`)),
  });
};
