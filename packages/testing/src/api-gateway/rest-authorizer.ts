import { requestAuthorizerEvent, tokenAuthorizerEvent } from '../lambda-events/authorizer-event.ts';
import type { LambdaRequest } from '../lambda-events/lambda-request.ts';
import { expectOption } from '../lib/expect-option.ts';
import { knownOptions } from '../lib/known-options.ts';
import { Authorizer, readTtl } from './authorizer.ts';
import { compileIdentitySources, restDialect } from './identity-source.ts';
import { expectFunction, type LambdaFunction } from './lambda-function.ts';

/** A Lambda authorizer of a REST API. */
export interface RestAuthorizer {
  readonly handler: LambdaFunction;
  /** The authorizer's event: the token, or the whole request. */
  readonly type: 'TOKEN' | 'REQUEST';
  /**
   * The identity sources: `method.request.header.Authorization`, `method.request.querystring.<name>`,
   * `stageVariables.<name>`, `context.<name>`. `TOKEN` needs exactly one, a header. A request without one of them is
   * answered with 401. Their values are the cache key.
   */
  readonly identitySources: readonly string[];
  /** The cache's TTL in seconds, 0–3600; 0 disables the cache. Default 300, or 0 without identity sources. */
  readonly resultTtlSeconds?: number;
  /** `TOKEN` only: a token that does not match this regular expression is answered with 401. Default: no check. */
  readonly identityValidationExpression?: string;
}

/** An authorizer and the builder of its events. */
interface RestGuard {
  readonly authorizer: Authorizer;
  buildEvent(request: LambdaRequest, identity: readonly string[]): object;
}

/** AWS does not document whether the expression must match the whole token; here a part suffices. */
const compilePattern = (option: string, expression: string): RegExp => {
  try {
    return new RegExp(expression);
  } catch (cause) {
    throw new TypeError(`${option} must be a regular expression; got ${JSON.stringify(expression)}.`, { cause });
  }
};

/** @throws TypeError that names an invalid option. */
export const createRestAuthorizer = (given: RestAuthorizer, clock: () => number): RestGuard => {
  const name = 'startRestApi: authorizer';
  const { handler, type, identitySources, resultTtlSeconds, identityValidationExpression } = knownOptions(name, given, [
    'handler',
    'type',
    'identitySources',
    'resultTtlSeconds',
    'identityValidationExpression',
  ]);
  expectFunction(`${name}.handler`, handler);
  const isToken = type === 'TOKEN';
  expectOption(isToken || type === 'REQUEST', `${name}.type`, type, '"TOKEN" or "REQUEST"');
  const readIdentity = compileIdentitySources(`${name}.identitySources`, identitySources, restDialect);
  const [first = ''] = identitySources;
  const isOneHeader = identitySources.length === 1 && first.startsWith('method.request.header.');
  expectOption(!isToken || isOneHeader, `${name}.identitySources`, identitySources, 'one header, for TOKEN');
  const patternOption = `${name}.identityValidationExpression`;
  const hasNoPattern = identityValidationExpression === undefined;
  expectOption(isToken || hasNoPattern, patternOption, identityValidationExpression, 'left out, but for TOKEN');
  const pattern = compilePattern(patternOption, identityValidationExpression ?? '');
  return {
    authorizer: new Authorizer({
      handler,
      readIdentity: (fields) => {
        const identity = readIdentity(fields);
        return identity?.every((value) => !isToken || pattern.test(value)) ? identity : undefined;
      },
      format: { isSimple: false, isFlat: true },
      addsLatency: true,
      ttlSeconds: readTtl(`${name}.resultTtlSeconds`, resultTtlSeconds, identitySources),
      clock,
    }),
    buildEvent: (request, [token = '']) =>
      isToken ? tokenAuthorizerEvent({ ...request, token }) : requestAuthorizerEvent(request),
  };
};
