import { restAuthorizer } from '@cognito-guard/authorizer';
import type { CreateHandler } from './handler.ts';
import { makeVerifier } from './our-verifier.ts';

export const createHandler: CreateHandler = (config) =>
  restAuthorizer(makeVerifier(config), {
    routes: [
      { method: 'GET', path: '/api/*', allScopes: ['orders/read'] },
      { method: '*', path: '/admin/*', anyGroup: ['admins'] },
    ],
  });
