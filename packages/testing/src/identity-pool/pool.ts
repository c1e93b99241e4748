import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Answers, type TestIdentityPoolOperation, type TestIdentityPoolSession } from './answers.ts';
import { AwsFault } from './login.ts';
import { readOptions, type TestIdentityPoolOptions } from './options.ts';
import { readRequest, writeAnswer, writeFault } from './wire.ts';

/** How calls fail: AWS asks for fewer, is in trouble, or never answers. */
export type TestIdentityPoolFault = 'throttled' | 'internal-error' | 'hang';

/** An identity pool, and STS, on the loopback interface. Made by {@link createTestIdentityPool}. */
export interface TestIdentityPool extends AsyncDisposable {
  readonly identityPoolId: string;
  readonly region: string;
  /** Give it to the SDK's clients as `endpoint`. */
  readonly url: string;
  /** How often each operation was called, refused and failed calls included. */
  readonly calls: Readonly<Record<TestIdentityPoolOperation, number>>;
  /** What stands behind an access key; undefined where it was never handed out. */
  sessionOf(accessKeyId: string): TestIdentityPoolSession | undefined;
  /** Makes the next calls fail this way: `times` of them, or all until `fail(undefined)`. */
  fail(fault: TestIdentityPoolFault | undefined, times?: number): void;
  /** Deletes every identity: credentials of the old ones work on, new ones need a new identity. */
  deleteIdentities(): void;
  /** Takes an identity's login away, as `UnlinkIdentity` does: the login is another identity from then on. */
  unlinkIdentity(identityId: string): void;
  /** Refuses a user's tokens of this second and before, where `serverSideTokenCheck` is set. */
  signOutUser(subject: string): void;
  /** Drops open connections and stops listening. */
  close(): Promise<void>;
}

const faults: readonly unknown[] = ['throttled', 'internal-error', 'hang'] satisfies TestIdentityPoolFault[];

/**
 * Starts an identity pool on 127.0.0.1 for tests: the real SDK talks to it over HTTP. It verifies the ID tokens of its
 * user pools, hands out credentials that nothing but {@link TestIdentityPool.sessionOf} knows, and fails on command.
 * It has roles by default and by token, no rules, and does not look at trust policies: in the basic flow, any role is
 * taken.
 *
 * @throws TypeError, naming the option, when one is not known or not usable (the promise rejects).
 *
 * @example
 * ```ts
 * import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
 * import { createTestPool } from '@cognito-guard/testing';
 * import { createTestIdentityPool } from '@cognito-guard/testing/identity-pool';
 *
 * const userPool = await createTestPool();
 * const { identityPoolId, region, url } = await createTestIdentityPool({ userPools: [userPool] });
 * const client = new CognitoIdentityClient({ region, endpoint: url });
 * ```
 */
export async function createTestIdentityPool(options: TestIdentityPoolOptions = {}): Promise<TestIdentityPool> {
  const settings = readOptions(options);
  const { identityPoolId } = settings;
  const answers = new Answers(settings);
  const calls: Record<TestIdentityPoolOperation, number> = {
    GetId: 0,
    GetCredentialsForIdentity: 0,
    GetOpenIdToken: 0,
    GetOpenIdTokenForDeveloperIdentity: 0,
    AssumeRoleWithWebIdentity: 0,
  };
  let fault: TestIdentityPoolFault | undefined;
  let faultsLeft = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { operation, body } = await readRequest(request);
    calls[operation] += 1;
    if (fault !== undefined && faultsLeft > 0) {
      faultsLeft -= 1;
      if (fault === 'hang') return;
      const [name, status] =
        fault === 'throttled' ? ['TooManyRequestsException', 400] : ['InternalErrorException', 500];
      writeFault(response, operation, new AwsFault(String(name), 'Rate exceeded or worse.', Number(status)));
      return;
    }
    try {
      writeAnswer(response, operation, answers.answer(operation, body));
    } catch (error) {
      writeFault(
        response,
        operation,
        error instanceof AwsFault ? error : new AwsFault('InternalErrorException', String(error), 500),
      );
    }
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the identity pool has no TCP port');

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      // Without this, close() waits for as long as a hanging or keep-alive client does.
      server.closeAllConnections();
    });
    return closing;
  };

  return {
    identityPoolId,
    region: identityPoolId.slice(0, identityPoolId.indexOf(':')),
    url: `http://127.0.0.1:${address.port}`,
    calls,
    sessionOf: (accessKeyId) => answers.sessions.get(accessKeyId),
    fail: (next, times = Number.POSITIVE_INFINITY) => {
      if (next !== undefined && !faults.includes(next)) {
        throw new TypeError(`fail: there is no fault "${next}"; the faults are ${faults.join(', ')}.`);
      }
      fault = next;
      faultsLeft = times;
    },
    deleteIdentities: () => answers.deleteIdentities(),
    unlinkIdentity: (identityId) => answers.unlinkIdentity(identityId),
    signOutUser: (subject) => answers.signOutUser(subject),
    close,
    [Symbol.asyncDispose]: close,
  };
}
