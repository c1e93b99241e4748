import { expectOption } from '../expect-option.ts';
import { knownOptions } from '../known-options.ts';
import { requestAuthorizerEvent, tokenAuthorizerEvent } from '../lambda-events/authorizer-event.ts';
import type { LambdaRequest } from '../lambda-events/lambda-request.ts';
import { Authorizer, readTtl } from './authorizer.ts';
import { compileIdentitySources, restDialect } from './identity-source.ts';
import { expectFunction, type LambdaFunction } from './lambda-function.ts';

/** A Lambda authorizer of a REST API. */
export interface RestAuthorizer {
  readonly handler: LambdaFunction;
  /** What the authorizer is handed: the token, or the whole request. */
  readonly type: 'TOKEN' | 'REQUEST';
  /**
   * Where the caller's identity is: `method.request.header.Authorization`, `method.request.querystring.<name>`,
   * `stageVariables.<name>`, `context.<name>`. `TOKEN` takes exactly one, a header. A request without one of them is
   * answered with 401, and their values are the key of the cache.
   */
  readonly identitySources: readonly string[];
  /** How long a result is kept, in seconds, 0–3600; 0: not at all. Default 300, or 0 without identity sources. */
  readonly resultTtlSeconds?: number;
  /** `TOKEN` only: a token in which this regular expression finds nothing is answered with 401. By default every token passes. */
  readonly identityValidationExpression?: string;
}

/** An authorizer, and what it is handed, given the values of its identity sources. */
interface RestGuard {
  readonly authorizer: Authorizer;
  buildEvent(request: LambdaRequest, identity: readonly string[]): object;
}

/** Whether the expression has to match all of the token is not documented; here it may match a part. */
const compilePattern = (option: string, expression: string): RegExp => {
  try {
    return new RegExp(expression);
  } catch (cause) {
    throw new TypeError(`${option} must be a regular expression; got ${JSON.stringify(expression)}.`, { cause });
  }
};

/** @throws TypeError naming the option, what was given and what is expected. */
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
