import { GuardedRestApi, type GuardedRestApiProps } from '@cognito-guard/cdk';
import { type GatewayResponse, gatewayResponses } from '@cognito-guard/cdk/gateway-responses';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Cors, LambdaIntegration, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, test } from 'vitest';
import { routes } from './fixtures/routes.ts';
import { idOf, makeStack, propertiesOf, stubFunction } from './support/stack.ts';

interface World {
  readonly stack: Stack;
  readonly guarded: GuardedRestApi;
}

const make = (props: Partial<GuardedRestApiProps> = {}): World => {
  const stack = makeStack();
  const guarded = new GuardedRestApi(stack, 'Api', {
    authorizer: stubFunction(stack, 'Authorizer'),
    routes,
    integration: new LambdaIntegration(stubFunction(stack, 'Function')),
    ...props,
  });
  return { stack, guarded };
};

/** Every method with its resource's path, such as `GET /orders/{id}`. */
const methodsOf = (stack: Stack) => {
  const resources = Template.fromStack(stack).findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: { readonly Ref?: string }): string => {
    const resource = resources[id.Ref ?? ''];
    return resource === undefined
      ? ''
      : `${pathOf(resource['Properties'].ParentId)}/${resource['Properties'].PathPart}`;
  };
  return propertiesOf(stack, 'AWS::ApiGateway::Method').map((method) => ({
    route: `${method.HttpMethod} ${pathOf(method.ResourceId) || '/'}`,
    authorization: method.AuthorizationType,
    authorizer: method.AuthorizerId?.Ref,
  }));
};

describe('routes of GuardedRestApi', () => {
  test('each rule becomes a method with the authorizer; * becomes ANY or a greedy parameter', () => {
    const { stack } = make();
    const authorizer = idOf(stack, 'AWS::ApiGateway::Authorizer');
    const guarded = { authorization: 'CUSTOM', authorizer };
    expect(methodsOf(stack)).toEqual([
      { route: 'GET /profile', ...guarded },
      { route: 'DELETE /orders/{id}', ...guarded },
      { route: 'ANY /admin/{proxy+}', ...guarded },
    ]);
  });

  test('a method that is added later has the authorizer too', () => {
    const { stack, guarded } = make();
    guarded.api.root.addResource('later').addMethod('GET', new MockIntegration());
    const authorizer = idOf(stack, 'AWS::ApiGateway::Authorizer');
    expect(methodsOf(stack)).toContainEqual({ route: 'GET /later', authorization: 'CUSTOM', authorizer });
  });

  test('each route can have its own integration', () => {
    const stack = makeStack();
    new GuardedRestApi(stack, 'Api', {
      authorizer: stubFunction(stack, 'Authorizer'),
      routes,
      integration: ({ method, path }) => {
        const id = `${method}${path}`.replace(/\W/g, '');
        return new LambdaIntegration(stubFunction(stack, id));
      },
    });
    const uris = propertiesOf(stack, 'AWS::ApiGateway::Method').map(({ Integration }) =>
      JSON.stringify(Integration.Uri),
    );
    expect(new Set(uris).size).toBe(3);
  });

  test('with CORS, only preflight requests need no token', () => {
    const { stack } = make({ cors: { allowOrigins: Cors.ALL_ORIGINS, allowHeaders: ['Authorization'] } });
    const open = methodsOf(stack).filter(({ authorization }) => authorization === 'NONE');
    expect(open.length).toBeGreaterThan(0);
    expect(open.every(({ route }) => route.startsWith('OPTIONS '))).toBe(true);
  });

  test.each([
    ['an unknown method', [{ method: 'FETCH', path: '/' }], /routes\[0\]/],
    ['no route', [], /non-empty array/],
    [
      'a wildcard before the last segment',
      [{ method: 'GET', path: '/files/*/owner' }],
      /wildcards are whole segments: '\{name\}'/,
    ],
    ['a misspelt requirement', [{ method: 'GET', path: '/', anyGroups: ['a'] }], /anyGroups/],
    ['an empty requirement', [{ method: 'GET', path: '/', anyGroup: [] }], /anyGroup/],
  ])('%s, which restAuthorizer rejects, fails before the deployment', (_, wrong, message) => {
    expect(() => make({ routes: wrong as GuardedRestApiProps['routes'] })).toThrow(message);
  });

  test('maxPolicyBytes bounds the policy as in the handler', () => {
    const many = Array.from({ length: 200 }, (__, index) => ({ method: 'GET' as const, path: `/resource-${index}` }));
    expect(() => make({ routes: many })).toThrow(/maxPolicyBytes/);
    expect(() => make({ routes: many, maxPolicyBytes: 2 ** 16 })).not.toThrow();
  });
});

describe('the authorizer of GuardedRestApi', () => {
  test('receives the whole request; API Gateway caches answers for five minutes by the Authorization header', () => {
    Template.fromStack(make().stack).hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 300,
    });
  });

  test('has other identity sources and no cache if configured', () => {
    const { stack } = make({ identitySources: [], cacheTtl: Duration.seconds(0) });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Authorizer', {
      IdentitySource: '',
      AuthorizerResultTtlInSeconds: 0,
    });
  });

  test('accepts invocations only from the guarded REST API through its authorizer', () => {
    const { stack } = make();
    const permissions = propertiesOf(stack, 'AWS::Lambda::Permission').filter(({ FunctionName }) =>
      JSON.stringify(FunctionName).includes('"Authorizer'),
    );
    expect(permissions).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' }),
    ]);
    const { 'Fn::Join': parts } = permissions[0].SourceArn;
    expect(parts[1]).toEqual(
      expect.arrayContaining(['/authorizers/', { Ref: idOf(stack, 'AWS::ApiGateway::Authorizer') }]),
    );
  });
});

describe('gateway responses of GuardedRestApi', () => {
  const responsesOf = (stack: Stack): Readonly<Record<string, GatewayResponse>> =>
    Object.fromEntries(
      propertiesOf(stack, 'AWS::ApiGateway::GatewayResponse').map(
        ({ ResponseType, ResponseParameters, ResponseTemplates }) => [
          ResponseType,
          {
            responseParameters: ResponseParameters,
            ...(ResponseTemplates && { responseTemplates: ResponseTemplates }),
          },
        ],
      ),
    );

  test('have a challenge for 401 and 403, and none for 500, so that apps do not sign users out', () => {
    const responses = responsesOf(make().stack);
    expect(responses).toEqual(gatewayResponses());
    const challenges = Object.entries(responses).map(([type, { responseParameters }]) => [
      type,
      responseParameters['gatewayresponse.header.WWW-Authenticate'],
    ]);
    expect(Object.fromEntries(challenges)).toEqual({
      UNAUTHORIZED: `'Bearer realm="api"'`,
      ACCESS_DENIED: 'context.authorizer.challenge',
      DEFAULT_5XX: undefined,
    });
  });

  test.each([
    ['no CORS', undefined, "'*'"],
    ['one origin', ['https://app.example'], "'https://app.example'"],
    [
      'several origins, because a gateway response cannot select one',
      ['https://a.example', 'https://b.example'],
      "'*'",
    ],
  ])('allow the origin for scripts with %s', (_, allowOrigins, expected) => {
    const responses = responsesOf(make(allowOrigins && { cors: { allowOrigins } }).stack);
    for (const { responseParameters } of Object.values(responses)) {
      expect(responseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe(expected);
      expect(responseParameters['gatewayresponse.header.Access-Control-Expose-Headers']).toBe("'WWW-Authenticate'");
    }
  });
});

describe('the stage of GuardedRestApi', () => {
  test('is traced, and logs each request as JSON without address, path, query or caller', () => {
    const { stack } = make();
    const [{ TracingEnabled, StageName, AccessLogSetting }] = propertiesOf(stack, 'AWS::ApiGateway::Stage');
    expect([StageName, TracingEnabled]).toEqual(['prod', true]);
    const format = JSON.parse(AccessLogSetting.Format);
    expect(format).toMatchObject({ requestId: '$context.requestId', authorizerError: '$context.authorizer.error' });
    expect(AccessLogSetting.Format).not.toMatch(/identity|\.path|requestOverride|principalId|querystring/);
    expect(JSON.stringify(AccessLogSetting.DestinationArn)).toContain('"ApiAccessLogs');
  });

  test("depends on the account's logging role, which cloudWatchRole: false omits", () => {
    const { stack } = make();
    Template.fromStack(stack).hasResource('AWS::ApiGateway::Stage', { DependsOn: [Match.stringLikeRegexp('Account')] });
    const without = make({ api: { cloudWatchRole: false } }).stack;
    expect(propertiesOf(without, 'AWS::ApiGateway::Account')).toEqual([]);
  });

  test('has a custom name if configured', () => {
    const { stack } = make({ api: { restApiName: 'orders', deployOptions: { stageName: 'beta' } } });
    const [stage] = propertiesOf(stack, 'AWS::ApiGateway::Stage');
    expect(stage).toMatchObject({ StageName: 'beta', TracingEnabled: true });
    expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi')).toEqual([expect.objectContaining({ Name: 'orders' })]);
  });
});
