/** What the rules mean, said a second time and in another way: the route that wins, and its requirements. */
import type { RouteRule } from '@cognito-guard/authorizer';
import type { Visit } from './gateway-model.ts';

/** What a token grants. */
export interface Grants {
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

export type Fallback = 'allow' | 'deny';

const isWild = (segment: string): boolean => segment === '*' || segment.startsWith('{');

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1);

/** Text that sorts before that of a less specific route. */
const rankOf = ({ method, path }: RouteRule): string =>
  `${segmentsOf(path)
    .map((segment) => (isWild(segment) ? '1' : '0'))
    .join('')}2${method === '*' ? '1' : '0'}`;

const takes = ({ method, path }: RouteRule, visit: Visit): boolean => {
  const form = segmentsOf(path)
    .map((segment) => (isWild(segment) ? '/.*' : `/${segment}`))
    .join('');
  return (method === '*' || method === visit.method) && new RegExp(`^${form}$`, 's').test(visit.path);
};

const meets = ({ groups, scopes }: Grants, rule: RouteRule): boolean =>
  (rule.allScopes ?? []).every((scope) => scopes.includes(scope)) &&
  (rule.anyScope === undefined || rule.anyScope.some((scope) => scopes.includes(scope))) &&
  (rule.allGroups ?? []).every((group) => groups.includes(group)) &&
  (rule.anyGroup === undefined || rule.anyGroup.some((group) => groups.includes(group)));

/** Whether the route that wins lets the token through. */
export const mayVisit = (routes: readonly RouteRule[], fallback: Fallback, grants: Grants, visit: Visit): boolean => {
  const [winner] = routes.filter((route) => takes(route, visit)).sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  return winner === undefined ? fallback === 'allow' : meets(grants, winner);
};
