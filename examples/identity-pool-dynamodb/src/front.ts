/**
 * Emulates AWS's authorization in front of a local DynamoDB, which accepts every request: it checks the signature and
 * expiration of a request and evaluates the role's policy. It does not check the session token or other IAM policies.
 */
import { readFileSync } from 'node:fs';
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { TestIdentityPool, TestIdentityPoolSession } from '@cognito-guard/testing/identity-pool';
import { AwsSignature, rawBodyFromVerify } from '@filen/aws4-express';
import express, { type Express } from 'express';

const rolePolicy: unknown = JSON.parse(readFileSync(new URL('../role-policy.json', import.meta.url), 'utf8'));

interface Call {
  readonly TableName: string;
  readonly Item?: { readonly OwnerId?: { readonly S?: string } };
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>;
}

/** The partition keys of a call. DynamoDB parses any expression; this function parses those of the example. */
const leadingKeysOf = ({ ExpressionAttributeValues, Item }: Call): string[] => {
  const key = Item?.OwnerId?.S ?? ExpressionAttributeValues?.[':owner']?.S;
  return key === undefined ? [] : [key];
};

const isAllowed = ({ identityId, roleArn }: TestIdentityPoolSession, action: string, call: Call): boolean => {
  const simulation = {
    request: {
      principal: `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/CognitoIdentityCredentials`,
      action: `dynamodb:${action}`,
      resource: {
        resource: `arn:aws:dynamodb:eu-west-1:123456789012:table/${call.TableName}`,
        accountId: '123456789012',
      },
      contextVariables: {
        'dynamodb:LeadingKeys': leadingKeysOf(call),
        'cognito-identity.amazonaws.com:sub': identityId,
      },
    },
    identityPolicies: [{ name: 'notes', policy: rolePolicy }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  // The input check is off, because it drops the identity's id, which is not a global condition key of the simulator.
  return runUnsafeSimulation(simulation, {}) === 'Allowed';
};

/** @param dynamoDbUrl - The URL of the local DynamoDB. */
export const createFront = (identityPool: TestIdentityPool, dynamoDbUrl: string): Express => {
  const sessionOf = (accessKeyId: string): TestIdentityPoolSession | undefined => {
    const session = identityPool.sessionOf(accessKeyId);
    return session !== undefined && session.expiresAt > Date.now() ? session : undefined;
  };
  const app = express();
  app.use(express.raw({ type: () => true, verify: rawBodyFromVerify }));
  app.use((req, res, next) =>
    new AwsSignature().verify({
      secretKey: ({ accessKey }) => sessionOf(accessKey)?.secretAccessKey,
      onSuccess: (message) => {
        const session = sessionOf(message?.accessKey ?? '');
        const action = req.header('x-amz-target')?.split('.')[1] ?? '';
        if (session !== undefined && isAllowed(session, action, JSON.parse(String(req.body)))) return next();
        res.status(400).json({ __type: 'com.amazon.coral.service#AccessDeniedException', message: 'Not authorized.' });
      },
    })(req, res, next),
  );
  app.use(async (req, res) => {
    const { host: _host, 'content-length': _length, connection: _connection, ...headers } = req.headers;
    const sent = { method: req.method, headers: headers as Record<string, string>, body: String(req.body) };
    const answer = await fetch(dynamoDbUrl, sent);
    res
      .status(answer.status)
      .type(answer.headers.get('content-type') ?? '')
      .send(await answer.text());
  });
  return app;
};
