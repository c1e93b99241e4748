import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { makeVerifier } from './base-verifier.ts';
import type { CreateHandler } from './handler.ts';

/** A plain function around aws-jwt-verify. */
export const createHandler: CreateHandler = (config) => {
  const verifier = makeVerifier(config);
  return async ({ headers }: APIGatewayProxyEventV2) => {
    const { sub } = await verifier.verify(headers['authorization']?.split('Bearer ').at(1) ?? '');
    return { statusCode: 200, body: sub };
  };
};
