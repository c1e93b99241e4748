/** Type tests: the SDK accepts our values. `tsc -p tsconfig.test.json` checks this file; it never runs. */
import type { Auth } from '@cognito-guard/core';
import { toMcpAuthInfo } from '@cognito-guard/express';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';

declare const auth: Auth<'access'>;

toMcpAuthInfo(auth) satisfies AuthInfo;
toMcpAuthInfo(auth).extra.groups satisfies string[];
// @ts-expect-error a machine has no user name
toMcpAuthInfo(auth).extra.username satisfies string;
// @ts-expect-error an unverified token is rejected
toMcpAuthInfo(auth.token);
