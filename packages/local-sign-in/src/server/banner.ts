import { signInUrl } from '../oauth/sign-in-url.ts';
import { inspectorPath } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { signInName } from '../pool/user-name.ts';

/** What the terminal shows at start. */
export const banner = ({ origin, issuer, config, clients, users }: LocalPool): string =>
  [
    'DEVELOPMENT ONLY: a local user pool. Anyone on this machine can sign in as anyone.',
    '',
    `  managed login  ${origin}`,
    `  issuer         ${issuer}`,
    `  key set        ${issuer}/.well-known/jwks.json`,
    `  inspector      ${origin}${inspectorPath}`,
    `  user pool id   ${config.userPoolId}`,
    ...[...clients.values()].flatMap((client) => {
      const url = signInUrl({ origin }, client);
      return [
        `  app client     ${client.clientId}  ${client.callbackUrls.join(' ')}`.trimEnd(),
        ...(url === undefined ? [] : [`  sign in        ${url}`]),
      ];
    }),
    ...config.users.map((user) =>
      `  user           ${signInName(users.byEmail, user)}  ${user.groups.join(' ')}`.trimEnd(),
    ),
  ].join('\n');
