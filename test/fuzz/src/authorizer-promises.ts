import {
  bearer,
  httpAuthorizer,
  type PolicyAnswer,
  restAuthorizer,
  webSocketAuthorizer,
} from '@cognito-guard/authorizer';
import type { ConformanceRequest } from '@cognito-guard/testing/conformance';
import {
  httpAuthorizerEvent,
  requestAuthorizerEvent,
  tokenAuthorizerEvent,
  webSocketAuthorizerEvent,
} from '@cognito-guard/testing/lambda-events';
import fc from 'fast-check';
import { Finding } from './finding.ts';
import { type Host, makeVerifier } from './hosts.ts';
import { requests } from './requests.ts';
import type { Tally } from './token-promises.ts';

/** Calls an authorizer of one kind of API; undefined if that API would not call it. */
type Authorizer = (request: ConformanceRequest) => Promise<PolicyAnswer<object>> | undefined;

const makeAuthorizers = (): Readonly<Record<string, Authorizer>> => {
  const verifier = makeVerifier();
  const rest = restAuthorizer(verifier, { policy: 'whole-api' });
  const http = httpAuthorizer(verifier, { policy: 'whole-api' });
  const webSocket = webSocketAuthorizer(verifier, { token: bearer() });
  return {
    'REST, REQUEST': (request) => rest(requestAuthorizerEvent(request)),
    'REST, TOKEN': ({ method, path, headers }) => {
      const [token, ...more] = headers.flatMap(([name, value]) => (/^authorization$/i.test(name) ? [value] : []));
      return token === undefined || more.length > 0 ? undefined : rest(tokenAuthorizerEvent({ token, method, path }));
    },
    HTTP: (request) => http(httpAuthorizerEvent(request)),
    WebSocket: ({ headers }) => webSocket(webSocketAuthorizerEvent({ headers })),
  };
};

const effectOf = ({ policyDocument, principalId }: PolicyAnswer<object>): string => {
  const effects = new Set(policyDocument.Statement.map(({ Effect }) => Effect));
  return effects.size === 1 && effects.has('Allow') ? `allowed as ${principalId}` : 'denied';
};

/** For any credentials, the authorizers of all APIs give the same answer: the caller or `Unauthorized`. */
export const authorizerPromise = (tally: Tally, { send }: Host): fc.IAsyncProperty<unknown> => {
  const authorizers = Object.entries(makeAuthorizers());
  return fc.asyncProperty(requests, async ({ headers }) => {
    const request = { method: 'GET', path: '/me', headers };
    const { status, body } = await send(request);
    const right = status === 200 ? `allowed as ${JSON.parse(body).subject}` : 'Unauthorized';
    for (const [name, authorize] of authorizers) {
      const outcome = await authorize(request)?.then(effectOf, (error: unknown) =>
        error instanceof Error ? error.message : String(error),
      );
      if (outcome !== undefined && outcome !== right) {
        throw new Finding(`An authorizer gives the adapters' answer: ${right}. ${name}: ${outcome}`, request);
      }
    }
    const [what = ''] = right.split(' ');
    tally.set(what, (tally.get(what) ?? 0) + 1);
  });
};
