import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../lib/loopback-server.ts';
import { IdentityService, type TestIdentityPoolOperation, type TestIdentityPoolSession } from './identity-service.ts';
import { AwsFault } from './login.ts';
import { readOptions, type TestIdentityPoolOptions } from './options.ts';
import { readRequest, writeAnswer, writeFault } from './wire.ts';

/** How calls fail: AWS throttles them, fails with an internal error, or never answers. */
export type TestIdentityPoolFault = 'throttled' | 'internal-error' | 'hang';

/** An identity pool and STS on the loopback interface, made by {@link createTestIdentityPool}. */
export interface TestIdentityPool extends AsyncDisposable {
  readonly identityPoolId: string;
  readonly region: string;
  /** The `endpoint` for the SDK's clients. */
  readonly url: string;
  /** The number of calls of each operation, refused and failed calls included. */
  readonly calls: Readonly<Record<TestIdentityPoolOperation, number>>;
  /** @returns The session of an access key; undefined for a key that was never issued. */
  sessionOf(accessKeyId: string): TestIdentityPoolSession | undefined;
  /** Makes the next calls fail this way: `times` of them, or all until `fail(undefined)`. */
  fail(fault: TestIdentityPoolFault | undefined, times?: number): void;
  /** Deletes every identity. Credentials issued before stay valid; new ones need a new identity. */
  deleteIdentities(): void;
  /** Removes an identity's login, as `UnlinkIdentity` does. The login gets another identity afterwards. */
  unlinkIdentity(identityId: string): void;
  /** Refuses the tokens issued to a user up to this second. Needs `serverSideTokenCheck`. */
  signOutUser(subject: string): void;
  /** Drops open connections and stops listening. */
  close(): Promise<void>;
}

const faults: readonly unknown[] = ['throttled', 'internal-error', 'hang'] satisfies TestIdentityPoolFault[];

/**
 * Starts an identity pool on 127.0.0.1 for tests: the real SDK talks to it over HTTP. It verifies the ID tokens of its
 * user pools, issues credentials that only {@link TestIdentityPool.sessionOf} knows, and fails on command. It supports
 * the default role and the roles of tokens. It evaluates neither role mapping rules nor trust policies: in the basic flow,
 * it accepts any role.
 *
 * @throws TypeError, naming the option, for an unknown or invalid one (the promise rejects).
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
  const service = new IdentityService(settings);
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
      writeFault(response, operation, new AwsFault(String(name), 'Failed on command.', Number(status)));
      return;
    }
    try {
      writeAnswer(response, operation, service.answer(operation, body));
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
  const { port, close } = await listenOnLoopback(server, () => server.closeAllConnections());

  return {
    identityPoolId,
    region: identityPoolId.slice(0, identityPoolId.indexOf(':')),
    url: `http://127.0.0.1:${port}`,
    calls,
    sessionOf: (accessKeyId) => service.sessions.get(accessKeyId),
    fail: (next, times = Number.POSITIVE_INFINITY) => {
      if (next !== undefined && !faults.includes(next)) {
        throw new TypeError(`fail: there is no fault "${next}"; the faults are ${faults.join(', ')}.`);
      }
      fault = next;
      faultsLeft = times;
    },
    deleteIdentities: () => service.identities.deleteAll(),
    unlinkIdentity: (identityId) => service.identities.unlink(identityId),
    signOutUser: (subject) => service.signOutUser(subject),
    close,
    [Symbol.asyncDispose]: close,
  };
}
