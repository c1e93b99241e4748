import type { Requirements } from '@cognito-guard/core/http';
import { meetsAcr } from '@cognito-guard/core/internal';

const includesAll = (all: readonly string[] = [], some: readonly string[] = []): boolean =>
  some.every((one) => all.includes(one));

/** Whether a token that has `all`, and one of `any`, has one of `wanted`. */
const guarantees = (
  all: readonly string[] = [],
  any: readonly string[] | undefined,
  wanted: readonly string[] | undefined,
): boolean =>
  wanted === undefined || all.some((one) => wanted.includes(one)) || (any !== undefined && includesAll(wanted, any));

/** Whether a token that has one of the levels `strict`, or a stronger one, has one of `lenient`. */
const guaranteesLevel = (strict: Requirements['acr'], lenient: Requirements['acr']): boolean =>
  lenient === undefined || (strict !== undefined && [strict].flat().every((acr) => meetsAcr([lenient].flat(), acr)));

/**
 * Whether every token that meets `strict` also meets `lenient`. A false negative is possible: two checks are the same
 * only where they are the same function.
 */
export const implies = (strict: Requirements, lenient: Requirements): boolean =>
  includesAll(strict.allScopes, lenient.allScopes) &&
  includesAll(strict.allGroups, lenient.allGroups) &&
  guarantees(strict.allScopes, strict.anyScope, lenient.anyScope) &&
  guarantees(strict.allGroups, strict.anyGroup, lenient.anyGroup) &&
  (lenient.check === undefined || lenient.check === strict.check) &&
  guaranteesLevel(strict.acr, lenient.acr) &&
  (lenient.maxAuthAgeSeconds === undefined ||
    (strict.maxAuthAgeSeconds !== undefined && strict.maxAuthAgeSeconds <= lenient.maxAuthAgeSeconds));
