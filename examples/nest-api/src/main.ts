/** Starts the API with a real user pool: `USER_POOL_ID=… CLIENT_ID=… npm run serve`. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.ts';

const app = await NestFactory.create(AppModule, { abortOnError: false });
await app.listen(Number(process.env['PORT'] ?? 3000));
