/** Starts the API with a local user pool, without AWS: `npm start`. */
import 'reflect-metadata';
import { createVerifier } from '@cognito-guard/core';
import { CognitoGuardModule } from '@cognito-guard/nest';
import { createTestPool } from '@cognito-guard/testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OrdersModule } from './orders.module.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

@Module({ imports: [CognitoGuardModule.forRoot({ verifier }), OrdersModule] })
class LocalModule {}

const app = await NestFactory.create(LocalModule, { logger: ['error', 'warn'] });
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
console.log(`curl -i ${await app.getUrl()}/api/orders -H 'Authorization: Bearer ${token}'`);
