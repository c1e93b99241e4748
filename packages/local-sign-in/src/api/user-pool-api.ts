import { type Context, Hono } from 'hono';
import type { Client } from '../options/client-options.ts';
import { accessTokenReader } from '../pool/access-tokens.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { revokeSignIn } from '../pool/revocation.ts';
import { isSameText } from '../pool/totp.ts';
import type { User } from '../pool/users.ts';

type Input = Readonly<Record<string, unknown>>;
type Operation = (input: Input) => object | Promise<object>;

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
const getTokensFromRefreshToken = (pool: LocalPool, input: Input): object => {
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
const revokeToken = async (pool: LocalPool, input: Input): Promise<object> => {
  const client = readClient(pool, input);
  const grant = pool.refreshTokens.get(readText(input, 'Token'));
  if (!client.tokenRevocation) {
    throw new ApiError('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
  }
  if (grant?.clientId === client.clientId) await revokeSignIn(pool, grant);
  return {};
};

/** The scope of operations that a user's access token allows. */
const selfService = 'aws.cognito.signin.user.admin';

/** The user whose access token the input holds. */
const readUser = async (read: ReturnType<typeof accessTokenReader>, input: Input): Promise<User> => {
  const holder = await read(readText(input, 'AccessToken'));
  if (holder === undefined) throw new ApiError('NotAuthorizedException', 'Invalid Access Token');
  if (holder.auth.scopes.has(selfService)) return holder.user;
  throw new ApiError('NotAuthorizedException', 'Access Token does not have required scopes');
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
const describeUser = ({ username, sub, attributes }: User): object => ({
  Username: username,
  UserAttributes: Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value })),
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
const signOutEverywhere = async (pool: LocalPool, { username }: User): Promise<object> => {
  for (const grant of pool.refreshTokens.grantsOf(username)) await revokeSignIn(pool, grant);
  return {};
};

const operationsOf = (pool: LocalPool): Readonly<Record<string, Operation>> => {
  const read = accessTokenReader(pool);
  return {
    GetTokensFromRefreshToken: (input) => getTokensFromRefreshToken(pool, input),
    RevokeToken: (input) => revokeToken(pool, input),
    GetUser: async (input) => describeUser(await readUser(read, input)),
    GlobalSignOut: async (input) => signOutEverywhere(pool, await readUser(read, input)),
  };
};

const readInput = async (c: Context): Promise<Input> => {
  const input: unknown = await c.req.json().catch(() => undefined);
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input };
  throw new ApiError('SerializationException', 'The body must be a JSON object');
};

const answer = (c: Context, status: 200 | 400, body: object): Response =>
  c.body(JSON.stringify(body), status, { 'Content-Type': 'application/x-amz-json-1.1', 'Cache-Control': 'no-store' });

/** The part of the user pool API that Amplify needs after a sign-in by redirect. Its protocol is AWS JSON 1.1. */
export const userPoolApiRoutes = (pool: LocalPool): Hono => {
  const operations = operationsOf(pool);
  return new Hono().post('/', async (c) => {
    try {
      const [service, name = ''] = (c.req.header('X-Amz-Target') ?? '').split('.');
      const isKnown = service === 'AWSCognitoIdentityProviderService' && Object.hasOwn(operations, name);
      const operation = isKnown ? operations[name] : undefined;
      if (operation === undefined) {
        throw new ApiError(
          'UnknownOperationException',
          `The local pool has only ${Object.keys(operations).join(', ')}`,
        );
      }
      return answer(c, 200, await operation(await readInput(c)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return answer(c, 400, { __type: error.name, message: error.message });
    }
  });
};
