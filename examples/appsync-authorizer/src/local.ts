/** Prints the API's fields for several callers, with a local user pool and without AWS: `npm start`. */
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { appSyncAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { handler as resolve } from './function.ts';

interface Local extends AsyncDisposable {
  readonly pool: TestPool;
  /** @returns AppSync's answer for one field, such as `Query.orders`: the resolver's value or an error. */
  readonly ask: (field: string, token: string) => Promise<unknown>;
}

/** Emulates AppSync: calls the authorizer, then the resolver of the field unless it is denied. */
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
    'alice, with the scope orders/read': pool.accessToken({ username: 'alice', scope: ['orders/read'] }),
    'bob, an admin': pool.accessToken({ username: 'bob', groups: ['admins'] }),
    'carol, with an expired token': pool.accessToken({ username: 'carol', expiresIn: -60 }),
  };
  for (const [caller, token] of Object.entries(callers)) {
    console.log(caller);
    for (const field of ['Query.me', 'Query.orders', 'Mutation.deleteOrder']) {
      console.log(`  ${field.padEnd(20)} ${JSON.stringify(await ask(field, token))}`);
    }
  }
}
