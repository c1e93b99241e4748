import type { Context } from 'hono';
import type { Client } from '../options/client-options.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { isSameText } from '../pool/totp.ts';
import { oauthError } from './oauth-error.ts';
import { repeatedParameter } from './parameters.ts';

/**
 * Reads the form of a request to an endpoint that an app calls.
 *
 * @throws `invalid_request` for another content type, or for a parameter that is given twice.
 */
export const readForm = async (c: Context): Promise<URLSearchParams> => {
  const [type = ''] = (c.req.header('Content-Type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw oauthError('invalid_request', 'the content type must be application/x-www-form-urlencoded');
  }
  const form = new URLSearchParams(await c.req.text());
  if (repeatedParameter(form) !== undefined) throw oauthError('invalid_request', 'a parameter is given twice');
  return form;
};

interface Credentials {
  readonly clientId: string;
  readonly secret: string | undefined;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** `client_secret_basic`, whose two parts are form-encoded (RFC 6749 section 2.3.1); undefined without that header. */
const readBasic = (header: string | undefined): Credentials | 'malformed' | undefined => {
  if (header === undefined) return undefined;
  const encoded = /^Basic ([A-Za-z\d+/]+=*)$/i.exec(header)?.[1];
  if (encoded === undefined) return 'malformed';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return 'malformed';
  return { clientId: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
};

/**
 * Authenticates an app client, by `client_secret_basic` or `client_secret_post`; a public client names itself.
 *
 * @param status - Of `invalid_client`: Cognito documents 400 for the token endpoint, 401 for the revocation endpoint.
 */
export const authenticateClient = (
  c: Context,
  form: URLSearchParams,
  clients: LocalPool['clients'],
  status: 400 | 401,
): Client => {
  const refused = (reason: string): Error => oauthError('invalid_client', reason, { status });
  const basic = readBasic(c.req.header('Authorization'));
  if (basic === 'malformed') throw refused('the Authorization header is no valid Basic header');
  const [id, secret] = [form.get('client_id'), form.get('client_secret')];
  if (basic === undefined && id === null) throw oauthError('invalid_request', 'client_id is missing');
  // One method a request (RFC 6749 section 2.3); the id may stand in both places.
  if (basic !== undefined && ((id !== null && id !== basic.clientId) || secret !== null)) {
    throw oauthError('invalid_request', 'the header and the form both authenticate the client');
  }
  const client = clients.get(basic?.clientId ?? id ?? '');
  const given = basic === undefined ? (secret ?? undefined) : basic.secret;
  if (client === undefined) throw refused('the pool has no app client with this client_id');
  // A public client may send a header with an empty secret.
  if (client.clientSecret === undefined ? (given ?? '') !== '' : !isSameText(client.clientSecret, given ?? '')) {
    const { clientId, clientSecret } = client;
    throw refused(
      clientSecret === undefined
        ? `${clientId} is a public client, and takes no secret`
        : `the secret of ${clientId} is ${(given ?? '') === '' ? 'missing' : 'wrong'}`,
    );
  }
  return client;
};
