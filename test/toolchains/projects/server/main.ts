import type { AddressInfo } from 'node:net';
import { AuthError, createVerifier } from '@cognito-guard/core';
import { bearer, readToken } from '@cognito-guard/core/http';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { authErrorHandler, authenticate, getAuth } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import express from 'express';

const main = async (): Promise<void> => {
  const pool = await createTestPool();
  const verifier = createVerifier({
    ...pool.options,
    tokenUse: 'access',
    revocation: { store: memoryRevocationStore() },
  });
  const app = express();
  app.get('/me', authenticate(verifier, { token: bearer() }), (req, res) => {
    res.json({ subject: getAuth(req).subject });
  });
  app.use(authErrorHandler());
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/me`;
  const good = await fetch(url, { headers: { authorization: `Bearer ${pool.accessToken()}` } });
  const anonymous = await fetch(url);
  const error: unknown = await verifier.verify('no token').catch((reason: unknown) => reason);
  server.close();
  const seen = [good.status, anonymous.status, AuthError.is(error) ? error.code : String(error), typeof readToken];
  const expected = [200, 401, 'malformed_token', 'function'];
  if (seen.join() !== expected.join()) throw new Error(`Expected ${expected.join()}, got ${seen.join()}.`);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
