import { signInUrl } from '../oauth/sign-in-url.ts';
import { inspectorPath } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { signInName } from '../pool/user-name.ts';
import type { User } from '../pool/users.ts';

/** Users whom the banner lists. */
const maxShown = 20;

const passwordMark = ({ pickUsers }: LocalPool['config'], { password, status, isSeeded }: User): string => {
  if (password !== undefined || status === 'EXTERNAL_PROVIDER') return '';
  return pickUsers && isSeeded ? '  (no password: pick on the page)' : '  (no password)';
};

const userLines = ({ config, users }: LocalPool): readonly string[] => {
  const lines = users
    .all()
    .map((user) =>
      `  user           ${signInName(users.byEmail, user)}  ${user.groups.join(' ')}`
        .trimEnd()
        .concat(passwordMark(config, user)),
    );
  const more = lines.length - maxShown;
  return more > 0 ? [...lines.slice(0, maxShown), `                 and ${more} more`] : lines;
};

/**
 * What the terminal shows at start.
 *
 * @param stateFile - The file that the users come from; undefined for users of the options.
 */
export const banner = (pool: LocalPool, stateFile: string | undefined): string => {
  const { origin, issuer, config, clients } = pool;
  return [
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
    ...(stateFile === undefined ? [] : [`  users          of ${stateFile}; those of the options are not used`]),
    ...userLines(pool),
  ].join('\n');
};
