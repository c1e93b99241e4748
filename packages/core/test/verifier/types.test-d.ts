/** Checked by `tsc -p tsconfig.test.json` and never run: the types that createVerifier infers and refuses. */
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

// A use that is known at run time only gives the union.
const useOf = (tokenUse: TokenUse | null) => createVerifier({ ...pool, tokenUse });
same<Verified<ReturnType<typeof useOf>>, AccessAuth | IdAuth>(true);

// Options made elsewhere are passed on unchanged.
const wrap = (options: VerifierOptions<'access'>) => createVerifier(options);
same<Verified<ReturnType<typeof wrap>>, AccessAuth>(true);

// Every verifier is assignable to Verifier; no kind is assignable to another.
const some: readonly Verifier[] = [access, id, either, mixedPools];
// @ts-expect-error an ID token verifier is not an access token verifier
const wrongKind: Verifier<'access'> = id;
// @ts-expect-error a verifier of either use does not return an access token only
const widerKind: Verifier<'access'> = either;

// --- required and refused options ---
// @ts-expect-error userPoolId is missing
createVerifier({ clientId: 'web', tokenUse: 'access' });
// @ts-expect-error clientId is missing: null skips its check
createVerifier({ userPoolId: pool.userPoolId, tokenUse: 'access' });
// @ts-expect-error tokenUse is missing: null skips its check
createVerifier(pool);
// @ts-expect-error no options
createVerifier({});
// @ts-expect-error an unset environment variable may be undefined
createVerifier({ ...pool, clientId: process.env['CLIENT_ID'], tokenUse: 'access' });
createVerifier({ ...pool, tokenUse: 'access', audience: { whenPresent: ['https://api.example.com'] } });
// @ts-expect-error null is not an audience
createVerifier({ ...pool, tokenUse: 'access', audience: { whenPresent: null } });
// @ts-expect-error undefined is not "no audience"
createVerifier({ ...pool, tokenUse: 'access', audience: undefined });
// @ts-expect-error unknown token use
createVerifier({ ...pool, tokenUse: 'refresh' });
// @ts-expect-error unknown option
createVerifier({ ...pool, tokenUse: 'access', clientID: 'web' });
// @ts-expect-error unknown key option
createVerifier({ ...pool, tokenUse: 'access', keys: { timeout: 5 } });
// @ts-expect-error unknown cache option
createVerifier({ ...pool, tokenUse: 'access', cache: { ttl: 5 } });
// @ts-expect-error true is not a cache
createVerifier({ ...pool, tokenUse: 'access', cache: true });
// @ts-expect-error a pattern is not a client id
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
// @ts-expect-error each pool needs its tokenUse
createVerifier({ pools: [pool] });
// @ts-expect-error a pool without clientId
createVerifier({ resolvePool: () => ({ userPoolId: pool.userPoolId, tokenUse: 'access' }) });
createVerifier({ ...pool, tokenUse: null, clientId: null, audience: null, cache: false, keys: {}, onEvent: () => {} });

const options: PoolOptions = { ...pool, tokenUse: 'access' };
// @ts-expect-error readonly
options.clientId = null;

export { some, widerKind, wrongKind };
