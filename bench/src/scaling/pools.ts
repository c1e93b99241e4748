import { createVerifier } from '@cognito-guard/core';
import { freshTokens, usualToken } from '../fixture.ts';
import { functionGroup } from '../functions/function-group.ts';
import type { SubjectMaker, Subjects } from '../functions/subject.ts';

const sizes = [1, 10, 100, 1_000, 10_000] as const;
const nameOf = (pools: number): string =>
  `uncached, ${pools.toLocaleString('en-US')} ${pools === 1 ? 'pool' : 'pools'}`;
const sizeOf = (name: string): number => sizes.find((size) => nameOf(size) === name) ?? 0;

const userPoolIdOf = (index: number): string => `eu-west-1_Tenant${index}`;
const issuerOf = (index: number): string => `https://cognito-idp.eu-west-1.amazonaws.com/${userPoolIdOf(index)}`;

/** One tenant per token. All pools publish the same key; the verifier shares none, so the cost equals separate keys. */
const among =
  (size: number): SubjectMaker =>
  async ({ clientId, jwks, ...fixture }) => {
    const pools = new Map(
      Array.from({ length: size }, (_, index) => [
        issuerOf(index),
        { userPoolId: userPoolIdOf(index), clientId, tokenUse: 'access', keys: { preload: jwks } } as const,
      ]),
    );
    const verifier = createVerifier({ resolvePool: (issuer) => pools.get(issuer), maxPools: size, cache: false });
    const token = freshTokens({ clientId, jwks, ...fixture }, nameOf(size));
    for (let index = 0; index < size; index++) await verifier.verify(token(index));
    return (index) => verifier.verify(token(index));
  };

export const subjects: Subjects = Object.fromEntries(sizes.map((size) => [nameOf(size), among(size)]));

/** The cost of a verification by number of pools from `resolvePool`. */
export const poolScaling = functionGroup({
  name: 'pools',
  what: 'uncached tokens, each of the pool that was asked for longest ago, found by resolvePool',
  isScaling: true,
  module: import.meta.url,
  includes: (name, { maxSize }) => sizeOf(name) <= maxSize,
  tokens: (pool, names) =>
    Object.fromEntries(
      [...names].map((name) => {
        const { claims, ...usual } = usualToken(pool);
        const optionsOf = (index: number) => ({ ...usual, claims: { ...claims, iss: issuerOf(index) } });
        return [name, { count: sizeOf(name), optionsOf }];
      }),
    ),
  figures: [{ name: '10,000 pools / 1 pool, uncached', of: nameOf(10_000), per: nameOf(1) }],
  chart: {
    file: 'pools',
    title: 'An uncached verification, by the number of pools in use',
    sizeLabel: 'pools',
    valueLabel: 'µs of CPU',
    lines: [{ label: 'uncached', points: sizes.map((size) => ({ size, of: nameOf(size) })) }],
  },
});
