/** Checked by `tsc -p tsconfig.test.json` and never run: what the SDK takes, we give. */
import type { Auth } from '@cognito-guard/core';
import { toMcpAuthInfo } from '@cognito-guard/express';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';

declare const auth: Auth<'access'>;

toMcpAuthInfo(auth) satisfies AuthInfo;
toMcpAuthInfo(auth).extra.groups satisfies string[];
// @ts-expect-error a machine has no user name
toMcpAuthInfo(auth).extra.username satisfies string;
// @ts-expect-error a token has to be verified first
toMcpAuthInfo(auth.token);
