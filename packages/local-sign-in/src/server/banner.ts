import type { LocalPool } from '../pool/local-pool.ts';

/** What the terminal shows at start. */
export const banner = ({ origin, issuer, config, clients }: LocalPool): string =>
  [
    'DEVELOPMENT ONLY: a local user pool. Anyone on this machine can sign in as anyone.',
    '',
    `  managed login  ${origin}`,
    `  issuer         ${issuer}`,
    `  key set        ${issuer}/.well-known/jwks.json`,
    `  user pool id   ${config.userPoolId}`,
    ...[...clients.values()].map(({ clientId, callbackUrls }) =>
      `  app client     ${clientId}  ${callbackUrls.join(' ')}`.trimEnd(),
    ),
    ...config.users.map(({ username, groups }) => `  user           ${username}  ${groups.join(' ')}`.trimEnd()),
  ].join('\n');
