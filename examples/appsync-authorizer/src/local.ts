/** What callers get from the fields of the API, with a user pool of this process and without AWS: `npm start`. */
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { appSyncAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { handler as resolve } from './function.ts';

interface Local extends AsyncDisposable {
  readonly pool: TestPool;
  /** What AppSync answers for one field, `Query.orders`: the resolver's value, or why there is none. */
  readonly ask: (field: string, token: string) => Promise<unknown>;
}

/** AppSync's part is played here: it asks the authorizer, then calls the resolvers of fields that are not denied. */
export const startLocal = async (): Promise<Local> => {
  const pool = await createTestPool();
  const keys = await pool.listen();
  Object.assign(process.env, { USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId, JWKS_URI: keys.jwksUri });
  const { handler: authorize } = await import('./authorizer.ts');

  const ask = async (field: string, token: string): Promise<unknown> => {
    const answer = await authorize(appSyncAuthorizerEvent({ token }));
    if (!answer.isAuthorized) return '401 UnauthorizedException';
    if (answer.deniedFields?.includes(field)) return `null, Not Authorized to access ${field}`;
    const [, fieldName = ''] = field.split('.');
    return resolve({
      arguments: { id: '1' },
      identity: { resolverContext: answer.resolverContext },
      info: { fieldName },
    });
  };
  return { pool, ask, [Symbol.asyncDispose]: () => keys.close() };
};

if (import.meta.main) {
  await using local = await startLocal();
  const { pool, ask } = local;
  const callers = {
    'alice, who may read orders': pool.accessToken({ username: 'alice', scope: ['orders/read'] }),
    'bob of the admins': pool.accessToken({ username: 'bob', groups: ['admins'] }),
    'carol, whose token has expired': pool.accessToken({ username: 'carol', expiresIn: -60 }),
  };
  for (const [caller, token] of Object.entries(callers)) {
    console.log(caller);
    for (const field of ['Query.me', 'Query.orders', 'Mutation.deleteOrder']) {
      console.log(`  ${field.padEnd(20)} ${JSON.stringify(await ask(field, token))}`);
    }
  }
}
