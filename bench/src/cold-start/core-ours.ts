import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CreateHandler } from './handler.ts';
import { makeVerifier } from './our-verifier.ts';

/** A plain function around our verifier. */
export const createHandler: CreateHandler = (config) => {
  const verifier = makeVerifier(config);
  return async ({ headers }: APIGatewayProxyEventV2) => {
    const { subject } = await verifier.verify(headers['authorization']?.split('Bearer ').at(1) ?? '');
    return { statusCode: 200, body: subject };
  };
};
