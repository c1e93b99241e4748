import { type Context, Hono } from 'hono';
import type { Client } from '../options/client-options.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { revokeSignIn } from '../pool/revocation.ts';
import { isSameText } from '../pool/totp.ts';

type Input = Readonly<Record<string, unknown>>;
type Operation = (pool: LocalPool, input: Input) => object | Promise<object>;

/** An error of the user pool API. Its name is that of the exception. */
class ApiError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const readText = (input: Input, name: string): string => {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ApiError('InvalidParameterException', `Missing required parameter ${name}`);
};

/** These operations take the secret itself, not a hash of it. */
const readClient = ({ clients }: LocalPool, input: Input): Client => {
  const clientId = readText(input, 'ClientId');
  const client = clients.get(clientId);
  if (client === undefined) {
    throw new ApiError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  }
  const { ClientSecret: secret = '' } = input;
  if (typeof secret === 'string' && isSameText(client.clientSecret ?? '', secret)) return client;
  throw new ApiError('NotAuthorizedException', `Unable to verify secret for client ${clientId}`);
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
const getTokensFromRefreshToken: Operation = (pool, input) => {
  const client = readClient(pool, input);
  const text = readText(input, 'RefreshToken');
  const grant = pool.refreshTokens.get(text);
  const user = grant && pool.users.find(grant.username);
  if (grant?.clientId !== client.clientId || user === undefined) {
    throw new ApiError('NotAuthorizedException', 'Invalid Refresh Token');
  }
  const { rotation } = client;
  const renewed = rotation && pool.refreshTokens.rotate(text, rotation.graceSeconds);
  const { accessToken, idToken } = pool.tokens.issue(client, user, grant);
  return {
    AuthenticationResult: {
      AccessToken: accessToken,
      ExpiresIn: client.accessTokenSeconds,
      ...(idToken !== undefined && { IdToken: idToken }),
      ...(renewed !== undefined && { RefreshToken: renewed }),
      TokenType: 'Bearer',
    },
    ChallengeParameters: {},
  };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
const revokeToken: Operation = async (pool, input) => {
  const client = readClient(pool, input);
  const grant = pool.refreshTokens.get(readText(input, 'Token'));
  if (!client.tokenRevocation) {
    throw new ApiError('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
  }
  if (grant?.clientId === client.clientId) await revokeSignIn(pool, grant);
  return {};
};

const service = 'AWSCognitoIdentityProviderService';
const operations: ReadonlyMap<string, Operation> = new Map([
  [`${service}.GetTokensFromRefreshToken`, getTokensFromRefreshToken],
  [`${service}.RevokeToken`, revokeToken],
]);

const readInput = async (c: Context): Promise<Input> => {
  const input: unknown = await c.req.json().catch(() => undefined);
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input };
  throw new ApiError('SerializationException', 'The body must be a JSON object');
};

const answer = (c: Context, status: 200 | 400, body: object): Response =>
  c.body(JSON.stringify(body), status, { 'Content-Type': 'application/x-amz-json-1.1', 'Cache-Control': 'no-store' });

/** The part of the user pool API that Amplify needs after a sign-in by redirect. Its protocol is AWS JSON 1.1. */
export const userPoolApiRoutes = (pool: LocalPool): Hono =>
  new Hono().post('/', async (c) => {
    try {
      const operation = operations.get(c.req.header('X-Amz-Target') ?? '');
      if (operation === undefined) {
        throw new ApiError('UnknownOperationException', `The local pool has only ${[...operations.keys()].join(', ')}`);
      }
      return answer(c, 200, await operation(pool, await readInput(c)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return answer(c, 400, { __type: error.name, message: error.message });
    }
  });
