import { createVerifier, type Verifier } from '@cognito-guard/core';
import type { HandlerConfig } from './handler.ts';

export const makeVerifier = ({ userPoolId, clientId, jwksUri, preload }: HandlerConfig): Verifier<'access'> =>
  createVerifier({ userPoolId, clientId, tokenUse: 'access', jwksUri, keys: preload ? { preload } : {} });
