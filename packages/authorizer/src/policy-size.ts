import type { PolicyRules } from './evaluate-policy.ts';
import { makeDocument } from './policy-document.ts';
import { everything } from './route-pattern.ts';
import type { Route } from './route-table.ts';
import { guardsFor, withoutTrailingSlash, withTrailingSlash } from './spelling-guards.ts';

/** Upper bound on the text before a method, in any partition and Region, with a stage's name of up to 32 characters. */
const longestStage = `arn:aws-us-gov:execute-api:ap-southeast-1:123456789012:abcdefghij/${'s'.repeat(32)}/`;

/** API Gateway's limit for the ARN of a resource in an authorizer's policy. */
const maxArnCharacters = 512;

const lengthOf = (resources: readonly string[]): number => JSON.stringify(resources).length;

/**
 * Checks an upper bound on the document's size against the limit. The bound counts each route in its longer form,
 * allowed or denied, and assumes that no route covers another.
 *
 * @param option - `restAuthorizer`, for messages.
 * @throws TypeError with the size, the known limits, and ways to shrink the policy.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export const assertSize = (option: string, rules: PolicyRules, maxBytes: number): void => {
  const allowsOthers = rules.default === 'allow';
  const isFree = ({ rules: { compiled } }: Route): boolean => compiled === undefined;
  const closed = new Set(rules.routes.flatMap(({ closers }) => closers.flatMap(({ routes }) => routes)));
  const isDeniable = (route: Route): boolean =>
    !isFree(route) && (allowsOthers || route.outer.length > 0 || closed.has(route));
  const forms = rules.routes.map((route) => {
    const allow = allowsOthers || route.coveredBy.some(isFree) ? [] : route.resources.map(withoutTrailingSlash);
    const closing = allow.length === 0 ? [] : route.closers.flatMap(({ resources }) => resources);
    const deny = isDeniable(route) ? route.resources.flatMap(withTrailingSlash) : [];
    const isAllowed = lengthOf([...allow, ...closing]) >= lengthOf(deny);
    return isAllowed ? { allow, deny: closing, longestAllow: allow } : { allow: [], deny, longestAllow: allow };
  });
  const allowed = [...(allowsOthers ? everything : []), ...forms.flatMap(({ allow }) => allow)];
  // A document that allows nothing is one line, so the largest one allows at least one route.
  const [longestAllow = []] = forms.map((form) => form.longestAllow).sort((a, b) => lengthOf(b) - lengthOf(a));
  const denied = rules.routes.filter(isDeniable).flatMap(({ resources }) => resources);
  const document = makeDocument(longestStage, {
    allow: allowed.length > 0 ? allowed : longestAllow,
    deny: [...new Set(forms.flatMap(({ deny }) => deny))],
    guards: guardsFor(rules.api.spellings, [...denied, '/']),
  });
  const arns = document.Statement.flatMap(({ Resource }) => Resource);
  const tooLong = arns.findIndex((arn) => arn.length > maxArnCharacters);
  const route = rules.routes.find(({ resources }) =>
    resources.some((resource) => arns[tooLong]?.startsWith(longestStage + resource)),
  );
  if (route !== undefined) {
    throw new TypeError(
      `${option}: routes: "${route.pattern.name}" is too long: API Gateway accepts ARNs of at most ${maxArnCharacters} characters in a policy. Use a wildcard.`,
    );
  }
  const bytes = JSON.stringify(document).length;
  if (bytes <= maxBytes) return;
  throw new TypeError(
    `${option}: these ${rules.routes.length} routes can yield a policy of up to ${bytes} bytes, more than maxPolicyBytes (${maxBytes}). ` +
      'AWS documents a limit of 8 KB for WebSocket APIs and none for REST and HTTP APIs, where larger policies are ' +
      "reported to work. Shrink it: join routes by wildcards, name one method instead of '*' (seven methods), or leave " +
      "authorization to the functions with policy: 'whole-api'. Or raise maxPolicyBytes, and test it on your API.",
  );
};
