import { makeDocument } from './policy-document.ts';
import type { PolicyRules } from './policy-map.ts';
import { resourcesOf } from './route-pattern.ts';
import { guardsFor, withoutTrailingSlash, withTrailingSlash } from './spelling-guards.ts';

/** As long as what stands before a method gets, in any partition and Region, with a stage's name of up to 32 characters. */
const longestStage = `arn:aws-us-gov:execute-api:ap-southeast-1:123456789012:abcdefghij/${'s'.repeat(32)}/`;

/** API Gateway's limit for the ARN of a resource in an authorizer's policy. */
const maxArnCharacters = 512;

/**
 * Holds the largest document that the rules can yield against the limit. It is counted from above: as if each route
 * stood in it in its longer form, allowed or denied, and none were covered by another.
 *
 * @param option - `restAuthorizer`, for messages.
 * @throws TypeError that says what is known and how to shrink it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export const assertSize = (option: string, rules: PolicyRules, maxBytes: number): void => {
  const allowsOthers = rules.default === 'allow';
  const isFree = ({ rules: { compiled } }: PolicyRules['routes'][number]): boolean => compiled === undefined;
  const deniable = rules.routes.filter((route) => !isFree(route) && (allowsOthers || route.broader.length > 0));
  const allowed = allowsOthers
    ? []
    : rules.routes.filter((route) => !deniable.includes(route) && !route.coveredBy.some(isFree));
  const denied = deniable.flatMap(({ pattern }) => resourcesOf(pattern));
  const document = makeDocument(longestStage, {
    allow: ['*', ...allowed.flatMap(({ pattern }) => resourcesOf(pattern)).map(withoutTrailingSlash)],
    deny: [...denied.flatMap(withTrailingSlash), ...guardsFor(denied)],
  });
  const arns = document.Statement.flatMap(({ Resource }) => Resource);
  const tooLong = arns.findIndex((arn) => arn.length > maxArnCharacters);
  const route = rules.routes.find(({ pattern }) =>
    resourcesOf(pattern).some((resource) => arns[tooLong]?.startsWith(longestStage + resource)),
  );
  if (route !== undefined) {
    throw new TypeError(
      `${option}: routes: "${route.pattern.name}" is too long: API Gateway takes ARNs of at most ${maxArnCharacters} characters in a policy. Use a wildcard.`,
    );
  }
  const bytes = JSON.stringify(document).length;
  if (bytes <= maxBytes) return;
  throw new TypeError(
    `${option}: these ${rules.routes.length} routes can yield a policy of up to ${bytes} bytes, more than maxPolicyBytes (${maxBytes}). ` +
      'AWS documents a limit of 8 KB for WebSocket APIs and none for REST and HTTP APIs, where larger policies are ' +
      "reported to work. Shrink it: join routes by wildcards, name one method where '*' stands for seven, or leave " +
      "authorization to the functions with policy: 'whole-api'. Or raise maxPolicyBytes, and try it on your API.",
  );
};
