/** The function in a {@link Sandbox}: verifies each token that it receives. */
import { AuthError, createVerifier, type VerifierEvent } from '@cognito-guard/core';
import type { SandboxOptions } from './sandbox.ts';

const { refreshAfterSeconds, ...options } = JSON.parse(process.argv[2] ?? '') as SandboxOptions;
let events: VerifierEvent[] = [];
const { verify } = createVerifier({
  ...options,
  tokenUse: 'access',
  keys: { refreshAfterSeconds },
  onEvent: (event) => events.push(event),
});

process.on('message', async (token: string) => {
  const outcome = await verify(token).then(
    () => 'ok',
    (error: unknown) => (AuthError.is(error) ? error.code : String(error)),
  );
  process.send?.({ outcome, events });
  events = [];
});
process.send?.('ready');
