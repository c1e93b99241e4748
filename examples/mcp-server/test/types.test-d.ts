/** Type tests: the SDK accepts our values. `tsc -p tsconfig.test.json` checks this file; it never runs. */
import type { Auth, Verifier } from '@cognito-guard/core';
import { mcpTokenVerifier, toMcpAuthInfo } from '@cognito-guard/express';
import type { OAuthTokenVerifier } from '@modelcontextprotocol/sdk/server/auth/provider.js';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import type { OAuthTokenVerifier as OAuthTokenVerifier2 } from '@modelcontextprotocol/server';

declare const auth: Auth<'access'>;

toMcpAuthInfo(auth) satisfies AuthInfo;
toMcpAuthInfo(auth).extra.groups satisfies string[];
// @ts-expect-error a machine has no user name
toMcpAuthInfo(auth).extra.username satisfies string;
// @ts-expect-error an unverified token is rejected
toMcpAuthInfo(auth.token);

declare const verifier: Verifier<'access'>;
declare const idVerifier: Verifier<'id'>;

mcpTokenVerifier(verifier, (message) => new Error(message)) satisfies OAuthTokenVerifier;
mcpTokenVerifier(verifier, (message) => new Error(message)) satisfies OAuthTokenVerifier2;
// @ts-expect-error an ID token does not authorize tool calls
mcpTokenVerifier(idVerifier, (message) => new Error(message));
