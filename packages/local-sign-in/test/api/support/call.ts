import { createHmac } from 'node:crypto';
import type { TestedPool } from '../../support/pool.ts';

/** An answer of the user pool API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly __type?: string;
    readonly message?: string;
    readonly Session?: string;
    readonly ChallengeName?: string;
    readonly ChallengeParameters?: Readonly<Record<string, string>>;
    readonly AuthenticationResult?: Readonly<Record<string, unknown>>;
    readonly [member: string]: unknown;
  };
}

/** A header of a request that is signed with AWS credentials. The pool takes every signature. */
export const signed = { Authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local' };

/** Calls an operation of the user pool API. */
export const call = async (
  { local }: Pick<TestedPool, 'local'>,
  operation: string,
  input: unknown,
  headers: Readonly<Record<string, string>> = operation.startsWith('Admin') ? signed : {},
): Promise<ApiAnswer> => {
  const response = await local.fetch(
    new Request(local.origin, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
        ...headers,
      },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    }),
  );
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
};

/** `SECRET_HASH`. */
export const secretHash = (username: string, clientId: string, secret: string): string =>
  createHmac('sha256', secret)
    .update(username + clientId)
    .digest('base64');
