import { wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';

/** Flags of `dev` that need `--sign-in`. */
export const signInFlags = {
  'sign-in': { type: 'boolean', help: 'serve managed login: pages and OAuth endpoints that browsers sign in to' },
  'callback-url': {
    type: 'string',
    multiple: true,
    value: 'URL',
    help: 'with --sign-in: an allowed callback URL; default: http://localhost:3000/callback',
  },
  'logout-url': {
    type: 'string',
    multiple: true,
    value: 'URL',
    help: 'with --sign-in: an allowed sign-out URL; default: http://localhost:3000/',
  },
  host: { type: 'string', value: 'HOST', help: 'with --sign-in: localhost (the default), 127.0.0.1 or ::1' },
  https: { type: 'boolean', help: 'with --sign-in: serve HTTPS, with a certificate made at start' },
  certificate: {
    type: 'string',
    value: 'FILE',
    help: 'with --https: write the certificate to this file, for NODE_EXTRA_CA_CERTS',
  },
  seed: {
    type: 'string',
    value: 'FILE',
    help: 'with --sign-in: JSON or a module with users, groups, clients, providers and triggers',
  },
  state: { type: 'string', value: 'FILE', help: 'with --sign-in: keep users, sign-ins and keys in this file' },
} as const;

const loopbackHosts = ['localhost', '127.0.0.1', '::1'] as const;

/** @throws CommandError for a host that other machines could reach. */
export const readHost = (given: string): (typeof loopbackHosts)[number] => {
  const host = loopbackHosts.find((one) => one === given);
  if (host !== undefined) return host;
  throw wrongUsage(
    '--host must be localhost, 127.0.0.1 or ::1. A local pool is for this machine only, on purpose: every client that reaches it ' +
      'can sign in as anyone.',
  );
};

/** @throws CommandError where a flag is given that needs `--sign-in`. */
export const refuseWithoutSignIn = (flags: FlagValues<typeof signInFlags>): void => {
  if (flags.host !== undefined) readHost(flags.host);
  const names = ['callback-url', 'logout-url', 'host', 'https', 'certificate', 'seed', 'state'] as const;
  const name = names.find((one) => flags[one] !== undefined);
  if (name !== undefined) throw wrongUsage(`--${name} needs --sign-in.`);
};
