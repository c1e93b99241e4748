import { DynamoDBClient, type DynamoDBClientConfig, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { AuthError, type Verifier } from '@cognito-guard/core';
import { authenticate, getAuth } from '@cognito-guard/express';
import { CredentialError, type CredentialExchange } from '@cognito-guard/identity-pool';
import express, { type ErrorRequestHandler, type Express } from 'express';

const answerRefusals: ErrorRequestHandler = (error, _req, res, next) => {
  if (AuthError.is(error) || CredentialError.is(error)) {
    const { code, expose, message } = error;
    if (!expose) console.error(error); // Operators need the details of a misconfigured identity pool.
    res
      .status(error.status)
      .set(error.headers)
      .json({ code, ...(expose && { message }) });
    return;
  }
  // A refusal of DynamoDB is a 403 for the user: the call has the user's credentials.
  if (error?.name !== 'AccessDeniedException') return next(error);
  res.status(403).json({ code: 'forbidden' });
};

// #region app
/** A notes API without its own permissions: it reads and writes each user's rows with that user's credentials. */
export const createApp = (
  verifier: Verifier<'id'>,
  exchange: CredentialExchange,
  config: DynamoDBClientConfig,
): Express => {
  const { requestHandler } = new DynamoDBClient(config).config; // One pool of connections for all users.
  const app = express();
  app.use('/notes', authenticate(verifier), express.json());

  const openTable = async (req: express.Request) => {
    const credentials = exchange.forUser(getAuth(req, { verifier }));
    const { identityId } = await credentials();
    return { owner: { S: identityId }, client: new DynamoDBClient({ ...config, requestHandler, credentials }) };
  };

  app.get('/notes', async (req, res) => {
    const { client, owner } = await openTable(req);
    // A request can name another user's rows. DynamoDB evaluates the role's policy.
    const wanted = typeof req.query['owner'] === 'string' ? { S: req.query['owner'] } : owner;
    const KeyConditionExpression = 'OwnerId = :owner';
    const ExpressionAttributeValues = { ':owner': wanted };
    const { Items = [] } = await client.send(
      new QueryCommand({ TableName: 'notes', KeyConditionExpression, ExpressionAttributeValues }),
    );
    res.json(Items.map((item) => ({ id: item['NoteId']?.S, text: item['Note']?.S })));
  });

  app.put('/notes/:id', async (req, res) => {
    const { client, owner } = await openTable(req);
    const Item = { OwnerId: owner, NoteId: { S: req.params.id }, Note: { S: String(req.body?.text) } };
    await client.send(new PutItemCommand({ TableName: 'notes', Item }));
    res.sendStatus(204);
  });

  app.use(answerRefusals);
  return app;
};
// #endregion
