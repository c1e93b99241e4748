import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { LocalSignInOptions } from '@cognito-guard/local-sign-in';
import { type Command, defineCommand } from '../command.ts';
import { CommandError, failed, wrongUsage } from '../command-error.ts';
import { note, print, toJson } from '../output.ts';
import { readUserPool } from '../pull/pool-reader.ts';
import { seedOf } from '../pull/seed-of.ts';

const readEndpoint = (given: string | undefined): string | undefined => {
  const hostname = given !== undefined && URL.canParse(given) ? new URL(given).hostname : undefined;
  if (given === undefined || ['localhost', '127.0.0.1', '[::1]'].includes(hostname ?? '')) return given;
  throw wrongUsage('--endpoint must be the URL of a local pool, like http://localhost:9230.');
};

const noCredentials = `
Sign in to AWS first, for example with "aws sso login", and set AWS_PROFILE; or set AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY. A local pool needs no credentials: --endpoint http://localhost:9230.`;

const count = (size: number, noun: string): string => `${size} ${noun}${size === 1 ? '' : 's'}`;

/** `2 clients, 3 groups, 6 users`. */
const sizesOf = ({ clients = [], groups = [], users = [] }: LocalSignInOptions): string =>
  [count(clients.length, 'client'), count(groups.length, 'group'), count(users.length, 'user')].join(', ');

/** `cognito-guard pull`: a user pool as a seed file. */
export const pull: Command = defineCommand({
  name: 'pull',
  summary: 'Writes the settings of a user pool as a seed file of "dev --sign-in"',
  description: `Reads app clients, resource servers, groups and providers with the AWS SDK, which it needs beside it
(@aws-sdk/client-cognito-identity-provider), and with its credentials. It changes nothing. The file has no passwords and
no secrets: every client secret is "local-development-secret". It has no triggers: add them.`,
  flags: {
    'user-pool-id': { type: 'string', value: 'ID', help: 'the user pool, like eu-west-1_AbC123xyz' },
    out: { type: 'string', value: 'FILE', help: 'the file to write; default: standard output' },
    force: { type: 'boolean', help: 'replace the file of --out' },
    users: { type: 'boolean', help: 'also the users, with their attributes and groups: personal data' },
    endpoint: { type: 'string', value: 'URL', help: 'a local pool to read instead of AWS' },
  },
  examples: [
    ['the pool of production as a file', 'cognito-guard pull --user-pool-id eu-west-1_AbC123xyz --out pool.json'],
    ['the same pool on this machine', 'cognito-guard dev --sign-in --seed pool.json'],
  ],
  run: async (values) => {
    const { 'user-pool-id': userPoolId, out } = values;
    if (userPoolId === undefined || !/^[\w-]+_[A-Za-z0-9]+$/.test(userPoolId)) {
      throw wrongUsage('--user-pool-id is required, like eu-west-1_AbC123xyz.');
    }
    if (out !== undefined && values.force !== true && existsSync(out)) {
      throw wrongUsage(`The file of --out exists: ${out}. Replace it with --force.`);
    }
    const endpoint = readEndpoint(values.endpoint);
    const withUsers = values.users === true;
    const pulled = await readUserPool({ userPoolId, withUsers, endpoint }).catch((error: unknown) => {
      if (error instanceof CommandError || !(error instanceof Error)) throw error;
      const next = error.name === 'CredentialsProviderError' ? noCredentials : '';
      throw failed(`The user pool cannot be read: ${error.name}: ${error.message}${next}`);
    });
    const seed = seedOf(pulled);
    const text = toJson(seed);
    if (out === undefined) print(text);
    else {
      await writeFile(out, `${text}\n`).catch((error: NodeJS.ErrnoException) => {
        throw failed(`The file of --out cannot be written: ${error.code}: ${out}.`);
      });
      note(`Wrote ${out}: ${sizesOf(seed)}.`);
    }
    const triggers = Object.keys(pulled.pool.LambdaConfig ?? {});
    if (triggers.length > 0) note(`The pool has triggers, which the file lacks: ${triggers.join(', ')}.`);
    if (pulled.pool.UsernameAttributes?.includes('phone_number') === true) {
      note('Users of the pool sign in by phone number. The local pool does not have that.');
    }
    const disabled = pulled.users.filter(({ user }) => user.Enabled === false).length;
    if (disabled > 0) note(`Disabled users are left out: ${disabled}.`);
    return 0;
  },
});
