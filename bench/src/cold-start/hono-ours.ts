import { authenticate } from '@cognito-guard/hono';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import type { CreateHandler } from './handler.ts';
import { makeVerifier } from './our-verifier.ts';

export const createHandler: CreateHandler = (config) =>
  handle(
    new Hono().use('/api/*', authenticate(makeVerifier(config))).get('/api/me', (c) => c.text(c.var.auth.subject)),
  );
