import { authenticate } from '@cognito-guard/middy';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CreateHandler } from './handler.ts';
import { makeVerifier } from './our-verifier.ts';

export const createHandler: CreateHandler = (config) => {
  const guarded = middy<APIGatewayProxyEventV2, unknown>().use(authenticate(makeVerifier(config)));
  const handler = guarded.handler(async (_event, { auth }) => ({ statusCode: 200, body: auth.subject }));
  return handler;
};
