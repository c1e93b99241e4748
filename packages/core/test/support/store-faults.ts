import {
  AuthError,
  createVerifier,
  type EventListener,
  type RevocationStore,
  type VerifierEvent,
} from '@cognito-guard/core';
import { signOut } from '@cognito-guard/core/revocation';
import { createTestPool } from '@cognito-guard/testing';

/** A store, and a fault of its service. */
interface FaultyStore {
  readonly store: RevocationStore;
  /** Begins the fault. */
  strike(): unknown;
  /** Releases the resources of the store. */
  close?(): unknown;
}

/** One row of the table. */
export interface StoreFault {
  readonly what: string;
  open(): FaultyStore | Promise<FaultyStore>;
}

const answerOf = async (work: Promise<unknown>, status: number): Promise<string> => {
  try {
    await work;
    return String(status);
  } catch (error) {
    if (!AuthError.is(error)) throw error;
    return `${error.status} \`${error.code}\``;
  }
};

/** Made once: its RSA keys take long. */
const pool = await createTestPool();

const rowOf = async ({ what, open }: StoreFault): Promise<string> => {
  const { store, strike, close } = await open();
  /** The name of the failure in the first event of each operation. */
  const names: Partial<Record<'read' | 'write', string>> = {};
  const onEvent = (event: VerifierEvent): void => {
    if (event.type === 'revocation_failed') names[event.operation] ??= event.errorName ?? event.reason;
  };
  // No answer is cached, and only one verdict: the verdict of the revoked token is evicted.
  const verifierThat = (onStoreFailure: 'refuse' | 'accept', listener?: EventListener) =>
    createVerifier({
      ...pool.options,
      tokenUse: 'access',
      cache: { maxEntries: 1 },
      revocation: { store, onStoreFailure, cacheSeconds: 0 },
      ...(listener && { onEvent: listener }),
    });
  const [refusing, accepting] = [verifierThat('refuse', onEvent), verifierThat('accept')];
  const [good, revoked, leaving] = [pool.accessToken(), pool.accessToken(), pool.accessToken()];
  await signOut(await accepting.verify(revoked), { store });
  if ((await answerOf(accepting.verify(revoked), 200)) !== '401 `token_revoked`') throw new Error('It is not revoked.');
  const auth = await accepting.verify(leaving);
  await refusing.verify(good);

  await strike();
  const [request, accepted, known, left] = await Promise.all([
    answerOf(refusing.verify(good), 200),
    answerOf(accepting.verify(good), 200),
    answerOf(accepting.verify(revoked), 200),
    answerOf(signOut(auth, { store, onEvent, timeoutMs: 2_000 }), 204),
  ]);
  await close?.();
  const failed = request !== '200' ? names.read : left !== '204' ? names.write : undefined;
  return `| ${[what, request, accepted, known, left, failed === undefined ? '' : `\`${failed}\``].join(' | ')} |`;
};

/**
 * The table of the answers that end users receive while a store fails.
 *
 * @param faults - One for each row.
 * @returns A table in Markdown.
 */
export const faultTable = async (faults: readonly StoreFault[]): Promise<string> => {
  const rows = await Promise.all(faults.map(rowOf));
  const columns = ['fault', 'a request', "with `'accept'`", 'a token known to be revoked', 'sign-out', '`errorName`'];
  return [`| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`, ...rows].join('\n');
};
