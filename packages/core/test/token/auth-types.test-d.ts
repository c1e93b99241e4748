/** Checked by `tsc -p tsconfig.test.json` and never run: the types of a verified token, an error and an event. */
import {
  type AccessAuth,
  type Auth,
  AuthError,
  type AuthErrorCode,
  createVerifier,
  type IdAuth,
  type IdClaims,
  type MachineAccessClaims,
  type Requirements,
  type UserAccessClaims,
  type VerifierEvent,
} from '@cognito-guard/core';
import {
  AuthStore,
  bearer,
  type CompiledRequirements,
  compileRequirements,
  cookie,
  type TokenSource,
} from '@cognito-guard/core/http';
import { same } from '../support/types.ts';

const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' } as const;
const token = 'a.b.c';
const access = createVerifier({ ...pool, tokenUse: 'access' });
const id = createVerifier({ ...pool, tokenUse: 'id' });
const either = createVerifier({ ...pool, tokenUse: null });

// --- Auth narrows ---
const ofAccess = async (): Promise<void> => {
  const auth = await access.verify(token);
  same<typeof auth.tokenUse, 'access'>(true);
  same<typeof auth.username, string | undefined>(true);
  if (auth.username === undefined) {
    same<typeof auth.claims, MachineAccessClaims>(true);
    // @ts-expect-error a machine has no groups claim
    auth.claims['cognito:groups'] satisfies readonly string[] | undefined;
  } else {
    same<typeof auth.claims, UserAccessClaims>(true);
    same<typeof auth.claims.username, string>(true);
    auth.claims['cognito:groups'] satisfies readonly string[] | undefined;
  }
  same<typeof auth.claims.client_id, string>(true);
  same<typeof auth.claims.scope, string | undefined>(true);
  // @ts-expect-error the type of an ID token's claim is unknown here
  auth.claims.email satisfies string | undefined;
};

const ofEither = async (): Promise<void> => {
  const auth = await either.verify(token);
  if (auth.tokenUse === 'id') {
    same<typeof auth, IdAuth>(true);
    same<typeof auth.claims, IdClaims>(true);
    same<typeof auth.username, string>(true);
  } else {
    same<typeof auth, AccessAuth>(true);
  }
  // @ts-expect-error client_id is in access tokens only
  auth.claims.client_id satisfies string;
};

// --- everything is read-only ---
const readonlyAll = (auth: Auth): void => {
  // @ts-expect-error readonly
  auth.subject = 'intruder';
  // @ts-expect-error readonly
  auth.claims.sub = 'intruder';
  // @ts-expect-error readonly
  auth.claims['custom:role'] = 'admin';
  // @ts-expect-error a ReadonlySet has no add
  auth.groups.add('admins');
  // @ts-expect-error a ReadonlySet has no delete
  auth.scopes.delete('orders/read');
  // @ts-expect-error readonly
  access.verify = id.verify;
};

// --- requirements ---
const requirements = async (): Promise<void> => {
  await access.verify(token, { allScopes: ['a'], anyScope: ['b'], allGroups: ['c'], anyGroup: ['d'] as const });
  await access.verify(token, { check: (auth) => auth.claims.client_id === 'web' });
  await id.verify(token, { check: (auth) => auth.claims.email === 'ana@example.com' && auth.username !== '' });
  await access.verify(token, compileRequirements({ allScopes: ['a'] }));
  await access.verify(token, compileRequirements({ check: (auth) => auth.subject !== '' }));
  await access.verify(token, compileRequirements<AccessAuth>({ check: (auth) => auth.claims.client_id !== '' }));
  // @ts-expect-error an access token has no email to compare
  await access.verify(token, { check: (auth) => auth.claims.email.length > 0 });
  // @ts-expect-error a rule for ID tokens does not apply to access tokens
  await access.verify(token, compileRequirements<IdAuth>({ check: (auth) => auth.claims.aud === 'web' }));
  // @ts-expect-error check is synchronous
  await access.verify(token, { check: async () => true });
  // @ts-expect-error check returns true or false
  await access.verify(token, { check: () => 'yes' });
  // @ts-expect-error check returns a value
  await access.verify(token, { check: () => {} });
  // @ts-expect-error one scope is a list, too
  await access.verify(token, { allScopes: 'orders/read' });
  // @ts-expect-error undefined is not "no requirement"
  await access.verify(token, { anyGroup: undefined });
  // @ts-expect-error unknown requirement
  await access.verify(token, { scopes: ['orders/read'] });
  // @ts-expect-error a header may be missing
  await access.verify(new Headers().get('authorization'));
};
same<Parameters<NonNullable<Requirements<AccessAuth>['check']>>, [auth: AccessAuth]>(true);
same<Parameters<NonNullable<Requirements['check']>>, [auth: AccessAuth | IdAuth]>(true);
const compiled: CompiledRequirements = compileRequirements({ allScopes: ['a'] });
same<typeof compiled.scope, string | undefined>(true);

// --- AuthStore ---
const stores = async (host: object, request: Parameters<TokenSource>[0]): Promise<void> => {
  const store = new AuthStore((_host: object) => request);
  same<AccessAuth, Awaited<ReturnType<typeof required>>>(true);
  const required = store.authenticator(access);
  const optional = store.authenticator(access, { optional: true });
  same<AccessAuth | null, Awaited<ReturnType<typeof optional>>>(true);
  const explicit = store.authenticator(id, { optional: false, realm: 'orders', token: [bearer(), cookie('session')] });
  same<IdAuth, Awaited<ReturnType<typeof explicit>>>(true);
  await required(host);

  const last = store.get(host);
  same<typeof last, AccessAuth | IdAuth>(true);
  const exact = store.get(host, { verifier: id });
  same<typeof exact, IdAuth>(true);
  const perhaps = store.get(host, { verifier: access, optional: true });
  same<typeof perhaps, AccessAuth | null>(true);
  // @ts-expect-error an anonymous request has no subject
  perhaps.subject satisfies string;
  // @ts-expect-error unknown option
  store.authenticator(access, { scheme: 'Bearer' });
  // @ts-expect-error a name is not a source: cookie('session') is
  store.authenticator(access, { token: 'session' });
  // @ts-expect-error options are not a verifier
  store.authenticator(pool);
  // @ts-expect-error no requirement
  store.authorizer();
};

// --- errors and events ---
const narrow = (error: unknown): void => {
  if (!AuthError.is(error)) return;
  same<typeof error.code, AuthErrorCode>(true);
  same<typeof error.headers, Readonly<Record<string, string>>>(true);
  // @ts-expect-error readonly
  error.status = 200;
  // @ts-expect-error unknown code
  error.code satisfies 'token_expired';
};
// @ts-expect-error unknown code
new AuthError('token_missing');
const listen = (event: VerifierEvent): void => {
  if (event.type === 'verified') same<typeof event.cache, 'hit' | 'miss'>(true);
  if (event.type === 'rejected') same<typeof event.code, AuthErrorCode>(true);
  // @ts-expect-error no event holds a token
  event.token satisfies unknown;
};

export { listen, narrow, ofAccess, ofEither, readonlyAll, requirements, stores };
