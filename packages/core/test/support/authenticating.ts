import type { TokenUse, Verifier } from '@cognito-guard/core';
import { type AuthenticateOptions, type AuthResult, AuthStore, type HttpRequest } from '@cognito-guard/core/http';
import { requestOf } from './token-reading.ts';

const requests = new WeakMap<object, HttpRequest>();

/** A store whose hosts are plain objects. It reads the request that {@link authenticatorOf} received for the host. */
export const newStore = (): AuthStore<object> => new AuthStore((host) => requests.get(host) ?? requestOf({}));

/** `store.authenticator`, with the request as a second argument, so that a host can have several requests. */
export const authenticatorOf = <Use extends TokenUse | null, Optional extends boolean = false>(
  store: AuthStore<object>,
  verifier: Verifier<Use> | ((host: object) => Verifier<Use>),
  options?: AuthenticateOptions<Optional>,
): ((host: object, request: HttpRequest) => Promise<AuthResult<Use, Optional>>) => {
  const authenticate = store.authenticator(verifier, options);
  return (host, request) => {
    requests.set(host, request);
    return authenticate(host);
  };
};
