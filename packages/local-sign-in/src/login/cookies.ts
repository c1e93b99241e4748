import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { redirectError } from '../oauth/oauth-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { randomText } from '../pool/random.ts';
import type { Session } from '../pool/sessions.ts';
import { isSameText } from '../pool/totp.ts';

/**
 * The cookie of managed login. Cognito's is `cognito`; cookies ignore the port (RFC 6265 section 8.5), so that the name
 * keeps the pools and apps of one host name apart.
 */
export const sessionCookie = ({ origin }: LocalPool): string => `cognito-${new URL(origin).port}`;
/** The cookie of the form token. Cognito's is `XSRF-TOKEN`, which an app may have too. */
const csrfCookie = (pool: LocalPool): string => `${sessionCookie(pool)}-csrf`;
/** Cognito's name for the hidden field of the form token. */
const csrfField = '_csrf';

const attributes = ({ config }: LocalPool): { path: '/'; httpOnly: true; secure: boolean; sameSite: 'Lax' } => ({
  path: '/',
  httpOnly: true,
  secure: config.https,
  sameSite: 'Lax',
});

/** The browser's session, where it has one that has not expired. */
export const readSession = (c: Context, pool: LocalPool): Session | undefined => {
  const id = getCookie(c, sessionCookie(pool));
  return id === undefined ? undefined : pool.sessions.get(id);
};

/** Gives the browser a session; the one that it had ends. */
export const startSession = (
  c: Context,
  pool: LocalPool,
  signedIn: Pick<Session, 'username' | 'methods' | 'provider'>,
): Session => {
  const session = pool.sessions.start(signedIn);
  setCookie(c, sessionCookie(pool), session.id, { ...attributes(pool), maxAge: 3_600 });
  return session;
};

/** Ends the browser's session. */
export const endSession = (c: Context, pool: LocalPool): Session | undefined => {
  const id = deleteCookie(c, sessionCookie(pool), attributes(pool));
  return id === undefined ? undefined : pool.sessions.end(id);
};

/** The token for the browser's forms: the same for all of them, so that the back button works. */
export const csrfToken = (c: Context, pool: LocalPool): string => {
  const known = getCookie(c, csrfCookie(pool));
  if (known !== undefined && known.length === 43) return known;
  const token = randomText();
  setCookie(c, csrfCookie(pool), token, attributes(pool));
  return token;
};

/**
 * Reads a form that a page of the pool sent: its hidden field equals the cookie.
 *
 * @throws A redirect to the error page for another form.
 */
export const readOwnForm = async (c: Context, pool: LocalPool): Promise<(name: string) => string> => {
  const form = new URLSearchParams(await c.req.text());
  const cookie = getCookie(c, csrfCookie(pool)) ?? '';
  if (cookie === '' || !isSameText(cookie, form.get(csrfField) ?? '')) {
    const reason = cookie === '' ? 'the cookie of the form is missing' : 'the form is of another browser session';
    throw redirectError('invalid_request', reason, '/error?error=invalid_request');
  }
  return (name) => form.get(name) ?? '';
};
