/** Checked by `tsc -p tsconfig.test.json` and never run: what createVerifier infers, and what it refuses. */
import {
  type AccessAuth,
  createVerifier,
  type IdAuth,
  type PoolOptions,
  type TokenUse,
  type Verifier,
  type VerifierOptions,
} from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { same } from '../support/types.ts';

type Verified<V extends Verifier> = Awaited<ReturnType<V['verify']>>;

const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' } as const;

// --- createVerifier infers tokenUse ---
const access = createVerifier({ ...pool, tokenUse: 'access' });
same<typeof access, Verifier<'access'>>(true);
same<Verified<typeof access>, AccessAuth>(true);

const id = createVerifier({ ...pool, tokenUse: 'id' });
same<typeof id, Verifier<'id'>>(true);
same<Verified<typeof id>, IdAuth>(true);

const either = createVerifier({ ...pool, tokenUse: null });
same<typeof either, Verifier<null>>(true);
same<Verified<typeof either>, AccessAuth | IdAuth>(true);

const sameUsePools = createVerifier({
  pools: [
    { ...pool, tokenUse: 'access' },
    { ...pool, tokenUse: 'access' },
  ],
});
same<Verified<typeof sameUsePools>, AccessAuth>(true);
const mixedPools = createVerifier({
  pools: [
    { ...pool, tokenUse: 'access' },
    { ...pool, tokenUse: 'id' },
  ],
});
same<Verified<typeof mixedPools>, AccessAuth | IdAuth>(true);

const resolved = createVerifier({ resolvePool: () => ({ ...pool, tokenUse: 'id' }) });
same<Verified<typeof resolved>, IdAuth>(true);
const resolvedLater = createVerifier({
  resolvePool: async (issuer: string) => (issuer === '' ? undefined : { ...pool, tokenUse: 'access' }),
});
same<Verified<typeof resolvedLater>, AccessAuth>(true);

const testPool = await createTestPool();
same<Verified<ReturnType<typeof accessOfTestPool>>, AccessAuth>(true);
const accessOfTestPool = () => createVerifier({ ...testPool.options, tokenUse: 'access' });

// A use that is known at run time only gives the union, not a guess.
const useOf = (tokenUse: TokenUse | null) => createVerifier({ ...pool, tokenUse });
same<Verified<ReturnType<typeof useOf>>, AccessAuth | IdAuth>(true);

// Options made elsewhere are passed on as they are.
const wrap = (options: VerifierOptions<'access'>) => createVerifier(options);
same<Verified<ReturnType<typeof wrap>>, AccessAuth>(true);

// Every verifier is a Verifier, for code that does not care; no kind passes for another.
const some: readonly Verifier[] = [access, id, either, mixedPools];
// @ts-expect-error an ID token verifier is no access token verifier
const wrongKind: Verifier<'access'> = id;
// @ts-expect-error a verifier of either use promises no access token
const widerKind: Verifier<'access'> = either;

// --- what must be said, and what cannot be said ---
// @ts-expect-error userPoolId is missing
createVerifier({ clientId: 'web', tokenUse: 'access' });
// @ts-expect-error clientId is missing: null is how not to check it
createVerifier({ userPoolId: pool.userPoolId, tokenUse: 'access' });
// @ts-expect-error tokenUse is missing: null is how not to check it
createVerifier(pool);
// @ts-expect-error nothing at all
createVerifier({});
// @ts-expect-error an unset environment variable may be undefined
createVerifier({ ...pool, clientId: process.env['CLIENT_ID'], tokenUse: 'access' });
createVerifier({ ...pool, tokenUse: 'access', audience: { whenPresent: ['https://api.example.com'] } });
// @ts-expect-error null is no audience to expect where one is present
createVerifier({ ...pool, tokenUse: 'access', audience: { whenPresent: null } });
// @ts-expect-error undefined is not "no audience"
createVerifier({ ...pool, tokenUse: 'access', audience: undefined });
// @ts-expect-error no such use
createVerifier({ ...pool, tokenUse: 'refresh' });
// @ts-expect-error no such option
createVerifier({ ...pool, tokenUse: 'access', clientID: 'web' });
// @ts-expect-error no such key option
createVerifier({ ...pool, tokenUse: 'access', keys: { timeout: 5 } });
// @ts-expect-error no such cache option
createVerifier({ ...pool, tokenUse: 'access', cache: { ttl: 5 } });
// @ts-expect-error true is no cache
createVerifier({ ...pool, tokenUse: 'access', cache: true });
// @ts-expect-error a pattern is no client id
createVerifier({ ...pool, tokenUse: 'access', clientId: /web/ });
// @ts-expect-error seconds are a number
createVerifier({ ...pool, tokenUse: 'access', clockToleranceSeconds: '5' });
// @ts-expect-error one pool or several
createVerifier({ ...pool, tokenUse: 'access', pools: [{ ...pool, tokenUse: 'access' }] });
// @ts-expect-error pools or a resolver
createVerifier({ pools: [{ ...pool, tokenUse: 'access' }], resolvePool: () => undefined });
// @ts-expect-error one pool or a resolver
createVerifier({ ...pool, tokenUse: 'access', resolvePool: () => undefined });
// @ts-expect-error maxPools is for a resolver
createVerifier({ ...pool, tokenUse: 'access', maxPools: 5 });
// @ts-expect-error each pool says its tokenUse
createVerifier({ pools: [pool] });
// @ts-expect-error a pool without clientId
createVerifier({ resolvePool: () => ({ userPoolId: pool.userPoolId, tokenUse: 'access' }) });
createVerifier({ ...pool, tokenUse: null, clientId: null, audience: null, cache: false, keys: {}, onEvent: () => {} });

const options: PoolOptions = { ...pool, tokenUse: 'access' };
// @ts-expect-error readonly
options.clientId = null;

export { some, widerKind, wrongKind };
