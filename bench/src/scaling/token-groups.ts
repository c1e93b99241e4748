import { createVerifier } from '@cognito-guard/core';
import { compileRequirements } from '@cognito-guard/core/http';
import { freshTokens, usualToken } from '../fixture.ts';
import { functionGroup } from '../functions/function-group.ts';
import type { SubjectMaker, Subjects } from '../functions/subject.ts';
import { ourOptions } from '../verifiers.ts';

const sizes = [1, 10, 100, 1_000] as const;
const kindOf = (size: number): string => `${size.toLocaleString('en-US')} ${size === 1 ? 'group' : 'groups'}`;
const nameOf = (size: number, cache: 'cached' | 'uncached'): string => `${kindOf(size)}, ${cache}`;
const groupsOf = (size: number): readonly string[] => Array.from({ length: size }, (_, index) => `g${index}`);

/** The required group is the last one in the token. */
const verifying =
  (size: number, cache: 'cached' | 'uncached'): SubjectMaker =>
  (fixture) => {
    const options = { ...ourOptions(fixture), maxTokenLength: 16_384 };
    const verifier = createVerifier({ ...options, ...(cache === 'uncached' && { cache: false }) });
    const requirements = compileRequirements({ anyGroup: [`g${size - 1}`] });
    const token = freshTokens(fixture, kindOf(size));
    return (index) => verifier.verify(token(index), requirements);
  };

export const subjects: Subjects = Object.fromEntries(
  sizes.flatMap((size) =>
    (['cached', 'uncached'] as const).map((cache) => [nameOf(size, cache), verifying(size, cache)]),
  ),
);

/** The cost of a verification by number of groups in the token. */
export const groupScaling = functionGroup({
  name: 'groups',
  what: 'tokens with many groups, the last of which is required',
  isScaling: true,
  module: import.meta.url,
  tokens: (pool) =>
    Object.fromEntries(
      sizes.map((size) => [
        kindOf(size),
        { count: 100, optionsOf: () => ({ ...usualToken(pool), groups: groupsOf(size) }) },
      ]),
    ),
  figures: [
    { name: '1,000 groups / 1 group, uncached', of: nameOf(1_000, 'uncached'), per: nameOf(1, 'uncached') },
    { name: '1,000 groups / 1 group, cached', of: nameOf(1_000, 'cached'), per: nameOf(1, 'cached') },
  ],
  chart: {
    file: 'groups',
    title: 'A verification, by the groups in the token',
    sizeLabel: 'groups',
    valueLabel: 'µs of CPU',
    lines: (['uncached', 'cached'] as const).map((cache) => ({
      label: cache,
      points: sizes.map((size) => ({ size, of: nameOf(size, cache) })),
    })),
  },
});
