import { createHash } from 'node:crypto';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { LRUCache } from 'lru-cache';
import { makeVerifier } from './base-verifier.ts';
import type { CreateHandler } from './handler.ts';

/** A hand-written REST authorizer with aws-jwt-verify and its own cache. */
export const createHandler: CreateHandler = (config) => {
  const verifier = makeVerifier(config);
  const cache = new LRUCache<string, Awaited<ReturnType<typeof verifier.verify>>>({ max: 1_000 });
  return async (event: APIGatewayRequestAuthorizerEvent) => {
    const token = event.headers?.['authorization']?.split('Bearer ').at(1) ?? '';
    const digest = createHash('sha256').update(token).digest('base64');
    let claims = cache.get(digest);
    if (claims === undefined || claims.exp * 1000 <= Date.now()) {
      claims = await verifier.verify(token);
      cache.set(digest, claims);
    }
    const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }];
    return { principalId: claims.sub, policyDocument: { Version: '2012-10-17', Statement } };
  };
};
