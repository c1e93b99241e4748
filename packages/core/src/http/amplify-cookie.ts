import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { oneOf, textLike } from '../lib/option-values.ts';
import type { TokenUse } from '../token/claims.ts';
import { cookiesOf, unquote } from './cookie.ts';
import { type CookieOptions, crossSiteSchema, withinSite } from './cross-site.ts';
import { sourceMaker, type TokenSource } from './token-source.ts';

/** Options of {@link amplifyCookie}. */
export interface AmplifyCookieOptions extends CookieOptions {
  /** The app client of the Amplify application. It is part of the names of the cookies. */
  readonly clientId: string;
  /** Which token to read. Default `access`. */
  readonly tokenUse?: TokenUse;
}

const schema = {
  ...crossSiteSchema,
  clientId: textLike(/^[\w+]+$/, 'the id of an app client'),
  tokenUse: optional(oneOf('access', 'id'), 'access'),
} satisfies Schema<AmplifyCookieOptions>;

/** Amplify encodes most special characters of names and values, in the browser other ones than on the server. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Reads the token from the cookies of AWS Amplify with server-side rendering (`ssr: true`, `CookieStorage`,
 * `@aws-amplify/adapter-nextjs`): `CognitoIdentityServiceProvider.<client id>.<user name>.accessToken`. The cookie
 * `….LastAuthUser` names the user; without it, no user is signed in. Cookies of other users, which an earlier sign-in
 * left behind, are ignored. A request with two such tokens is `multiple_tokens`.
 *
 * Requests of other sites are refused as by `cookie`. The names of Amplify's cookies have no `__Host-` prefix, so that
 * another subdomain can set them: it could sign a user in to another account.
 *
 * @param options - {@link AmplifyCookieOptions}.
 * @returns The source.
 * @throws TypeError for an invalid option.
 * @see https://docs.amplify.aws/nextjs/build-a-backend/server-side-rendering/
 * @example
 * ```ts
 * import { amplifyCookie } from '@cognito-guard/core/http';
 * import { withAuth } from '@cognito-guard/core/web';
 *
 * // A route handler of Next.js.
 * export const GET = withAuth(verifier, (request, auth) => Response.json({ hello: auth.username }), {
 *   token: amplifyCookie({ clientId: '1example23456789' }),
 * });
 * ```
 */
export const amplifyCookie: (options: AmplifyCookieOptions) => TokenSource = /* @__PURE__ */ sourceMaker(
  'amplifyCookie',
  (options: AmplifyCookieOptions): TokenSource => {
    const { clientId, tokenUse, ...site } = readOptions('amplifyCookie: options', options, schema);
    const start = `CognitoIdentityServiceProvider.${clientId}.`;
    return withinSite('amplifyCookie', site, (request) => {
      const cookies = cookiesOf(request)
        .filter((pair) => pair.startsWith(start) && pair.includes('='))
        .map((pair) => {
          const end = pair.indexOf('=');
          return { name: decode(pair.slice(start.length, end)), value: unquote(pair.slice(end + 1)) };
        });
      const users = cookies.filter(({ name }) => name === 'LastAuthUser').map(({ value }) => decode(value));
      const names = new Set(users.map((user) => `${user}.${tokenUse}Token`));
      return cookies.filter(({ name, value }) => names.has(name) && value !== '').map(({ value }) => value);
    });
  },
);
