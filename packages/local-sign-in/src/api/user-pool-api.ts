import { type Context, Hono } from 'hono';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { refusalOf } from '../pool/refusals.ts';
import { adminUserOperations } from './admin-user-operations.ts';
import { groupOperations } from './group-operations.ts';
import type { Body } from './input.ts';
import { listUsersOperations } from './list-users.ts';
import { mfaOperations } from './mfa-operations.ts';
import type { Operation, Operations } from './operation.ts';
import { poolOperations } from './pool-operations.ts';
import { sessionOperations } from './session-operations.ts';
import { signInOperations } from './sign-in-operations.ts';
import { signUpOperations } from './sign-up-operations.ts';
import { tokenOperations } from './token-operations.ts';
import { userOperations } from './user-operations.ts';
import { answerCognitoError, answerJson } from './wire.ts';

const operations: Operations = {
  ...signInOperations,
  ...signUpOperations,
  ...tokenOperations,
  ...userOperations,
  ...mfaOperations,
  ...sessionOperations,
  ...adminUserOperations,
  ...listUsersOperations,
  ...groupOperations,
  ...poolOperations,
};

/** What `X-Amz-Target` starts with. */
const service = 'AWSCognitoIdentityProviderService.';

/** The operation that a request names; the whole header for another service. */
const operationNameOf = (c: Context): string => {
  const target = c.req.header('X-Amz-Target') ?? '';
  return target.startsWith(service) ? target.slice(service.length) : target;
};

const operationOf = (name: string): Operation => {
  const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(operations).toSorted().join(', ');
  throw new CognitoError(
    'UnknownOperationException',
    `The local pool has no operation named ${name}; it has: ${known}`,
  );
};

/** The pool takes every signature: it does not know the caller's secret key. */
const requireSignature = (c: Context): void => {
  if (c.req.header('Authorization')?.startsWith('AWS4-HMAC-SHA256 ')) return;
  throw new CognitoError('MissingAuthenticationTokenException', 'Missing Authentication Token');
};

const readBody = async (c: Context): Promise<Body> => {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new CognitoError('SerializationException', 'The body must be a JSON object');
};

/**
 * The user pool API, in the protocol AWS JSON 1.1.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html
 */
export const userPoolApiRoutes = (pool: LocalPool): Hono =>
  new Hono().post('/', async (c) => {
    const operation = operationNameOf(c);
    try {
      const { isSigned, run } = operationOf(operation);
      if (isSigned) requireSignature(c);
      return answerJson(c, await run(pool, await readBody(c)));
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      const { method, path } = c.req;
      pool.config.onRefusal(refusalOf({ method, path, operation }, error));
      return answerCognitoError(c, error);
    }
  });
