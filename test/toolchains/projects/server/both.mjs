// A program whose dependencies load the packages as ES modules and as CommonJS: both copies share their stored state.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as modules from '@cognito-guard/core';
import * as modulesHttp from '@cognito-guard/core/http';
import * as modulesExpress from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import express from 'express';

const require = createRequire(import.meta.url);
const common = require('@cognito-guard/core');
const commonHttp = require('@cognito-guard/core/http');
const commonExpress = require('@cognito-guard/express');
assert.notEqual(modules.createVerifier, common.createVerifier, 'Two copies must be loaded, or this proves nothing.');

const pool = await createTestPool();
const verifier = common.createVerifier({ ...pool.options, tokenUse: 'access' });

const error = await verifier.verify('no token').catch((reason) => reason);
assert.ok(modules.AuthError.is(error));

const requirements = commonHttp.compileRequirements({ allScopes: ['orders/read'] });
const settled = await modules
  .createVerifier({ ...pool.options, tokenUse: 'access' })
  .verify(pool.accessToken({ scope: ['orders/read'] }), requirements);
assert.equal(settled.tokenUse, 'access');
assert.ok(modulesHttp.compileRequirements(requirements));

const app = express();
app.use(commonExpress.authenticate(verifier));
app.get('/me', modulesExpress.authorize({ allScopes: ['orders/read'] }), (req, res) => {
  res.json({ same: modulesExpress.getAuth(req) === commonExpress.getAuth(req) });
});
app.use(modulesExpress.authErrorHandler());
const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = `http://127.0.0.1:${server.address().port}/me`;
const send = (token) => fetch(url, { headers: { authorization: `Bearer ${token}` } });
assert.deepEqual(await (await send(pool.accessToken({ scope: ['orders/read'] }))).json(), { same: true });
assert.equal((await send(pool.accessToken({ scope: [] }))).status, 403);
assert.equal((await send('rubbish')).status, 401);
server.close();
