import { createTestPool, decodeToken } from '@cognito-guard/testing';
import {
  albEvent,
  appSyncAuthorizerEvent,
  appSyncEventsAuthorizerEvent,
  cognitoAuthorizerContext,
  cognitoCallEvent,
  functionUrlEvent,
  httpAuthorizerEvent,
  httpAuthorizerEventV1,
  httpEvent,
  httpEventV1,
  jwtAuthorizerContext,
  type LambdaRequest,
  lambdaContext,
  latticeEvent,
  preTokenGenerationEvent,
  requestAuthorizerEvent,
  restEvent,
  restJwtAuthorizerContext,
  sqsEvent,
  tokenAuthorizerEvent,
  webSocketAuthorizerEvent,
  webSocketEvent,
} from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';

const request: LambdaRequest = {
  path: '/orders/1?a=1&a=%202&b=',
  headers: [
    ['X-Two', '1'],
    ['Cookie', 'c=1; d=2'],
    ['X-Two', '2'],
    ['User-Agent', 'test'],
  ],
  timeEpoch: Date.UTC(2020, 2, 12, 19, 3, 58),
};
const lowerCase = { 'x-two': '1,2', 'user-agent': 'test' };

describe('events of each host for one request', () => {
  test('REST API: names as written, the last value, and all values', () => {
    expect(restEvent({ ...request, route: 'GET /orders/{id}', pathParameters: { id: '1' } })).toMatchObject({
      resource: '/orders/{id}',
      path: '/orders/1',
      headers: { 'X-Two': '2', Cookie: 'c=1; d=2', 'User-Agent': 'test' },
      multiValueHeaders: { 'X-Two': ['1', '2'] },
      queryStringParameters: { a: ' 2', b: '' },
      multiValueQueryStringParameters: { a: ['1', ' 2'], b: [''] },
      pathParameters: { id: '1' },
      stageVariables: null,
      requestContext: {
        stage: 'prod',
        resourcePath: '/orders/{id}',
        requestTime: '12/Mar/2020:19:03:58 +0000',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
      },
      body: null,
    });
  });

  test('REST API: a deployment, and the stage in front of the path of requestContext alone', () => {
    const event = restEvent({ ...request, stage: 'live' });
    expect(event).toMatchObject({ path: '/orders/1', requestContext: { path: '/live/orders/1', stage: 'live' } });
    expect(event.requestContext.deploymentId).toMatch(/^[a-z0-9]+$/);
    expect(requestAuthorizerEvent(request).requestContext.path).toBe('/prod/orders/1');
  });

  test("HTTP API, payload 1.0: a REST API's event with its own version and stage, and without a deployment", () => {
    const { version, ...event } = httpEventV1(request);
    expect(version).toBe('1.0');
    const { deploymentId: _deploymentId, ...requestContext } = restEvent(request).requestContext;
    expect(event).toEqual({
      ...restEvent(request),
      requestContext: {
        ...requestContext,
        stage: '$default',
        path: '/orders/1',
        authorizer: { claims: null, scopes: null },
      },
    });
  });

  test('HTTP API: a named stage begins the path of payload 2.0', () => {
    const event = httpEvent({ ...request, stage: 'live' });
    expect(event).toMatchObject({
      rawPath: '/live/orders/1',
      requestContext: { stage: 'live', http: { path: '/live/orders/1' } },
    });
    expect(httpAuthorizerEvent({ ...request, stage: 'live' })).toMatchObject({
      rawPath: '/live/orders/1',
      routeArn: expect.stringMatching(/\/live\/GET\/orders\/1$/),
    });
  });

  test('HTTP API, payload 2.0: lower case, joined by commas, cookies separate, and no members without a value', () => {
    const event = httpEvent(request);
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/orders/1',
      rawQueryString: 'a=1&a=%202&b=',
      cookies: ['c=1', 'd=2'],
      headers: lowerCase,
      queryStringParameters: { a: '1, 2', b: '' },
      requestContext: { time: '12/Mar/2020:19:03:58 +0000', http: { method: 'GET', path: '/orders/1' } },
    });
    expect(event.headers).toEqual(lowerCase);
    expect(Object.keys(httpEvent())).toEqual([
      'version',
      'routeKey',
      'rawPath',
      'rawQueryString',
      'headers',
      'requestContext',
      'isBase64Encoded',
    ]);
  });

  test('function URL: payload 2.0, without the routes and stages of an API', () => {
    const event = functionUrlEvent({ ...request, route: 'GET /', stage: 'prod', stageVariables: { a: 'b' } });
    expect(event).toMatchObject({
      routeKey: '$default',
      requestContext: { stage: '$default', accountId: 'anonymous' },
    });
    expect(event).not.toHaveProperty('stageVariables');
  });

  test('function URL: the cookie header stays beside the list of cookies', () => {
    expect(functionUrlEvent(request)).toMatchObject({ cookies: ['c=1', 'd=2'], headers: { cookie: 'c=1; d=2' } });
    expect(functionUrlEvent().headers).not.toHaveProperty('cookie');
    const twice = [
      ['Cookie', 'c=1'],
      ['Cookie', 'd=2'],
    ] as const;
    expect(functionUrlEvent({ headers: twice }).headers['cookie']).toBe('c=1; d=2');
  });

  test('load balancer: one kind of headers, and parameters as they were sent', () => {
    const single = albEvent(request);
    expect(single).toMatchObject({ headers: { 'x-two': '2' }, queryStringParameters: { a: '%202', b: '' }, body: '' });
    expect(single).not.toHaveProperty('multiValueHeaders');
    const multi = albEvent(request, { multiValueHeaders: true });
    expect(multi).toMatchObject({ multiValueHeaders: { 'x-two': ['1', '2'] } });
    expect(multi.multiValueQueryStringParameters).toEqual({ a: ['1', '%202'], b: [''] });
    expect(multi).not.toHaveProperty('headers');
  });

  test('VPC Lattice: lists', () => {
    expect(latticeEvent(request)).toMatchObject({
      path: request.path,
      headers: { 'x-two': ['1', '2'] },
      queryStringParameters: { a: ['1', ' 2'], b: [''] },
      requestContext: {
        timeEpoch: '1584039838000000',
        identity: { sourceVpcArn: expect.stringMatching(/^arn:aws:ec2:eu-west-1:123456789012:vpc\/vpc-/) },
      },
    });
  });

  test('WebSocket API: headers and parameters to connect, neither with a message', () => {
    expect(webSocketEvent(request)).toMatchObject({
      headers: { 'X-Two': '2' },
      queryStringParameters: { a: ' 2', b: '' },
      requestContext: { routeKey: '$connect', eventType: 'CONNECT' },
    });
    const { requestContext } = webSocketEvent(request);
    expect(requestContext.identity).toEqual({ sourceIp: '127.0.0.1', userAgent: 'test' });
    expect(requestContext).not.toHaveProperty('accountId');
    const message = webSocketEvent({ ...request, route: 'say', body: 'hi', authorizer: { principalId: 'alice' } });
    expect(message).toMatchObject({
      body: 'hi',
      requestContext: { routeKey: 'say', eventType: 'MESSAGE', authorizer: { principalId: 'alice' } },
    });
    expect(message).not.toHaveProperty('headers');
    const end = webSocketEvent({ route: '$disconnect', disconnect: { statusCode: 1000, reason: 'bye' } });
    expect(end.requestContext).toMatchObject({ eventType: 'DISCONNECT', disconnectStatusCode: 1000 });
  });

  test('headers can be a record; one without a value is omitted', () => {
    const headers = { A: '1', B: ['1', '2'], C: undefined };
    expect(restEvent({ headers }).multiValueHeaders).toEqual({ A: ['1'], B: ['1', '2'] });
  });

  test("the authorizer's context has the place of each host", () => {
    expect(restEvent({ authorizer: { a: '1' } }).requestContext.authorizer).toEqual({ a: '1' });
    expect(httpEvent({ authorizer: { lambda: { a: 1 } } }).requestContext.authorizer).toEqual({ lambda: { a: 1 } });
  });
});

const pool = await createTestPool({ clock: () => Date.UTC(2023, 3, 4, 17, 39, 39) });

describe("contexts of API Gateway's native authorizers", () => {
  const identities = [
    { userId: '7', providerName: 'Google', issuer: null, primary: 'true', dateCreated: '1680629979' },
    { userId: '8', providerName: 'Okta' },
  ];
  const token = pool.idToken({ groups: ['eu_Google', 'Not admins'], claims: { identities, level: 3 } });

  test('REST, Cognito: text, groups joined by commas, dates, identities without brackets', () => {
    const { claims } = cognitoAuthorizerContext(token);
    expect(claims).toMatchObject({
      sub: pool.subject,
      'cognito:groups': 'eu_Google,Not admins',
      exp: 'Tue Apr 04 18:39:39 UTC 2023',
      iat: 'Tue Apr 04 17:39:39 UTC 2023',
      auth_time: '1680629979',
      email_verified: 'true',
      level: '3',
      identities: `${JSON.stringify(identities[0])},${JSON.stringify(identities[1])}`,
    });
    expect(Object.values(claims).every((value) => typeof value === 'string')).toBe(true);
  });

  test('REST, JWT: every claim with its JSON type', () => {
    expect(restJwtAuthorizerContext(token).claims).toEqual(decodeToken(token).payload);
  });

  test('HTTP, JWT: text, lists in brackets, objects as maps, and the scopes of the route', () => {
    const { jwt } = jwtAuthorizerContext(token, { scopes: ['openid'] });
    expect(jwt.scopes).toEqual(['openid']);
    expect(jwt.claims).toMatchObject({
      'cognito:groups': '[eu_Google Not admins]',
      exp: '1680633579',
      email_verified: 'true',
      level: '3',
      identities:
        '[map[dateCreated:1680629979 issuer:<nil> primary:true providerName:Google userId:7] map[providerName:Okta userId:8]]',
    });
    expect(Object.values(jwt.claims).every((value) => typeof value === 'string')).toBe(true);
    expect(jwtAuthorizerContext(token).jwt.scopes).toBeNull();
  });

  test.each([cognitoAuthorizerContext, restJwtAuthorizerContext, jwtAuthorizerContext])('text is no token', (build) => {
    expect(() => build('a.b')).toThrow(TypeError);
  });
});

describe('a request that an identity of an identity pool has signed', () => {
  const identityId = 'eu-west-1:11111111-1111-2222-3333-444444444444';
  const identityPoolId = 'eu-west-1:00000000-1111-2222-3333-444444444444';
  const provider = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz';
  const guest = { identityId, identityPoolId };
  const user = { ...guest, login: { provider, subject: 'ann' } };

  test('names the identity in requestContext.identity of a REST API', () => {
    expect(restEvent({ signedBy: user }).requestContext.identity).toMatchObject({
      accessKey: expect.stringMatching(/^ASIA/),
      accountId: '123456789012',
      caller: expect.stringMatching(/:CognitoIdentityCredentials$/),
      cognitoAuthenticationProvider: `${provider},${provider}:CognitoSignIn:ann`,
      cognitoAuthenticationType: 'authenticated',
      cognitoIdentityId: identityId,
      cognitoIdentityPoolId: identityPoolId,
      userArn: expect.stringMatching(/^arn:aws:sts::123456789012:assumed-role\//),
      sourceIp: '127.0.0.1',
    });
    expect(restEvent({ signedBy: guest }).requestContext.identity).toMatchObject({
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: 'unauthenticated',
    });
  });

  test('names the identity in requestContext.authorizer.iam of an HTTP API', () => {
    const amr = ['authenticated', provider, `${provider}:CognitoSignIn:ann`];
    expect(httpEvent({ signedBy: user }).requestContext).toMatchObject({
      accountId: '123456789012',
      authorizer: { iam: { cognitoIdentity: { amr, identityId, identityPoolId } } },
    });
    expect(httpEvent({ signedBy: guest }).requestContext.authorizer).toMatchObject({
      iam: { cognitoIdentity: { amr: ['unauthenticated'], identityId, identityPoolId } },
    });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html: "Function URLs don't use this parameter."
  test('names the role, and null as Cognito identity, at a function URL', () => {
    expect(functionUrlEvent({ signedBy: user }).requestContext).toMatchObject({
      accountId: '123456789012',
      authorizer: { iam: { cognitoIdentity: null, userArn: expect.stringMatching(/:assumed-role\//) } },
    });
  });
});

describe('authorizer events', () => {
  const arn = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12';

  test('TOKEN: only the token and the ARN of the path', () => {
    expect(tokenAuthorizerEvent({ token: 'Bearer a', method: 'PUT', path: '/a/b?c', stage: 'live' })).toEqual({
      type: 'TOKEN',
      authorizationToken: 'Bearer a',
      methodArn: `${arn}/live/PUT/a/b`,
    });
  });

  test('REQUEST: the function’s event without its body', () => {
    const event = requestAuthorizerEvent({ ...request, body: 'x', authorizer: { a: 'b' } });
    expect(event).toMatchObject({ type: 'REQUEST', methodArn: `${arn}/prod/GET/orders/1`, pathParameters: {} });
    expect(event).not.toHaveProperty('body');
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  test('HTTP API: the Authorization header is the identity, unless another is given', () => {
    const headers = { Authorization: 'Bearer a' };
    expect(httpAuthorizerEvent({ headers })).toMatchObject({
      type: 'REQUEST',
      routeArn: `${arn}/$default/GET/`,
      identitySource: ['Bearer a'],
    });
    expect(httpAuthorizerEvent().identitySource).toBeNull();
    expect(httpAuthorizerEventV1({ headers, identitySource: ['a', 'b'] })).toMatchObject({
      version: '1.0',
      methodArn: `${arn}/$default/GET/`,
      identitySource: 'a,b',
      authorizationToken: 'a,b',
    });
  });

  test('WebSocket API: $connect in the ARN', () => {
    const event = webSocketAuthorizerEvent({ path: '/?token=a' });
    expect(event).toMatchObject({ methodArn: `${arn}/prod/$connect`, queryStringParameters: { token: 'a' } });
  });

  test('AppSync: the token and the query', () => {
    expect(appSyncAuthorizerEvent({ token: 'a', operationName: 'Me' })).toMatchObject({
      authorizationToken: 'a',
      requestContext: { queryString: 'query { me }', operationName: 'Me', variables: {} },
    });
  });
});

describe("CloudTrail's record of a call to Cognito", () => {
  const fields = { userPoolId: 'eu-west-1_AbC123xyz', sub: '7d5f', calledAt: Date.UTC(2026, 10, 20, 10, 0, 0, 900) };
  const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

  test.each<[eventName: string, requestParameters: object]>([
    ['AdminDisableUser', { userPoolId: fields.userPoolId, username: hidden }],
    ['GlobalSignOut', { accessToken: hidden }],
    ['RevokeToken', { token: hidden, clientId: '1example23456789' }],
    [
      'ConfirmForgotPassword',
      { clientId: '1example23456789', username: hidden, confirmationCode: hidden, password: hidden },
    ],
  ])('%s: whole seconds, the user by sub, and no secret', (eventName, requestParameters) => {
    expect(cognitoCallEvent(eventName, fields)).toMatchObject({
      source: 'aws.cognito-idp',
      'detail-type': 'AWS API Call via CloudTrail',
      account: '123456789012',
      region: 'eu-west-1',
      time: '2026-11-20T10:00:00Z',
      detail: {
        eventSource: 'cognito-idp.amazonaws.com',
        eventName,
        eventTime: '2026-11-20T10:00:00Z',
        requestParameters,
        additionalEventData: { sub: '7d5f' },
        recipientAccountId: '123456789012',
      },
    });
  });

  test('accepts an account and overridden members', () => {
    const event = cognitoCallEvent('DeleteUser', { account: '999999999999', detail: { errorCode: 'Throttling' } });
    expect(event).toMatchObject({ account: '999999999999', detail: { errorCode: 'Throttling' } });
  });
});

test('a batch of SQS messages: text as it is, the rest as JSON, each with its own id', () => {
  const { Records } = sqsEvent(['text', { a: 1 }]);
  expect(Records.map(({ body, eventSource }) => [body, eventSource])).toEqual([
    ['text', 'aws:sqs'],
    ['{"a":1}', 'aws:sqs'],
  ]);
  expect(new Set(Records.map(({ messageId }) => messageId)).size).toBe(2);
});

test('every call creates a new event and a new context', () => {
  const stageVariables = { a: 'b' };
  const event = restEvent({ stageVariables });
  if (event.stageVariables !== null) event.stageVariables['a'] = 'changed';
  expect(restEvent({ stageVariables }).stageVariables).toEqual({ a: 'b' });
  expect(lambdaContext('x')).not.toBe(lambdaContext('x'));
  expect(lambdaContext('x').awsRequestId).toBe('x');
});

test.each(['publish', 'PUBLISH'])('an operation that AppSync Events does not have, %j, is refused', (operation) => {
  const build = () =>
    appSyncEventsAuthorizerEvent({ token: 't', channel: '/a', operation: operation as 'EVENT_PUBLISH' });
  expect(build).toThrow(
    `appSyncEventsAuthorizerEvent: operation must be 'EVENT_CONNECT', 'EVENT_SUBSCRIBE', 'EVENT_PUBLISH'; got "${operation}".`,
  );
});

describe('a pre token generation event', () => {
  test('has the members of the documented event of version 2', () => {
    const event = preTokenGenerationEvent({
      source: 'TokenGeneration_Authentication',
      userPoolId: 'us-east-1_EXAMPLE',
      username: 'JaneDoe',
      attributes: { sub: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111', email: 'Jane.Doe@example.com' },
      groups: ['group-1', 'group-2'],
      roles: ['arn:aws:iam::123456789012:role/caller1', 'arn:aws:iam::123456789012:role/caller2'],
      scopes: ['aws.cognito.signin.user.admin', 'openid'],
      clientMetadata: { device: 'phone' },
    });
    expect(event).toEqual({
      version: '2',
      triggerSource: 'TokenGeneration_Authentication',
      region: 'us-east-1',
      userPoolId: 'us-east-1_EXAMPLE',
      userName: 'JaneDoe',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
      request: {
        userAttributes: {
          sub: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
          'cognito:user_status': 'CONFIRMED',
          email: 'Jane.Doe@example.com',
        },
        groupConfiguration: {
          groupsToOverride: ['group-1', 'group-2'],
          iamRolesToOverride: ['arn:aws:iam::123456789012:role/caller1', 'arn:aws:iam::123456789012:role/caller2'],
          preferredRole: 'arn:aws:iam::123456789012:role/caller1',
        },
        scopes: ['aws.cognito.signin.user.admin', 'openid'],
        clientMetadata: { device: 'phone' },
      },
      response: { claimsAndScopeOverrideDetails: null },
    });
  });

  test('of version 1 has no scopes, and its own response', () => {
    const { request, response } = preTokenGenerationEvent({ version: '1', scopes: ['openid'] });
    expect(request).not.toHaveProperty('scopes');
    expect(response).toEqual({ claimsOverrideDetails: null });
  });

  test('of a machine is of version 3, and has no user', () => {
    const event = preTokenGenerationEvent({ source: 'TokenGeneration_ClientCredentials' });
    expect(event).toMatchObject({ version: '3', request: { userAttributes: {}, scopes: ['orders/read'] } });
    expect(event).not.toHaveProperty('userName');
    expect(() => preTokenGenerationEvent({ source: 'TokenGeneration_ClientCredentials', version: '2' })).toThrow(
      "preTokenGenerationEvent: version must be '3' for a machine",
    );
  });

  test('refuses a misspelt option', () => {
    const misspelt = { scope: ['openid'] } as object;
    expect(() => preTokenGenerationEvent(misspelt)).toThrow('Did you mean scopes?');
  });
});
