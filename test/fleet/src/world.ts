import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { randomFrom } from './random.ts';
import { Table, tableName } from './table.ts';

/** The timeline of the hour, in seconds from its start. */
export const hour = {
  end: 3_600,
  /** The sessions of all services are revoked. Services send their tokens until `renewedAt`. */
  revokedAt: 600,
  renewedAt: 780,
  /** The pool signs with a new key and publishes both keys. */
  rotatedAt: 1_200,
  /** The pool withdraws the old key. Most of its tokens are replaced by `replacedAt`, the others are not. */
  withdrawnAt: 2_100,
  replacedAt: 2_400,
} as const;

const users = 2_000;
const services = 20;
/** The share of requests from services; users send the others. */
const shareOfServices = 0.2;
/** After a rotation, holders get their next token within the lifetime of the old one. */
const tokenSeconds = 3_600;
/** The share of holders that send the withdrawn key's tokens until the end, like a forger with that key. */
const shareOfForgers = 0.02;

/** A token with its expected result. */
interface Presented {
  readonly token: string;
  /** The time at which it becomes invalid, in seconds from the start; Infinity if it stays valid. */
  readonly endedAt: number;
  readonly isRevoked: boolean;
}

/** The state that sandboxes share. It is a function of time, because each sandbox has its own clock. */
export interface World {
  readonly pool: TestPool;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly table: Table;
  /** The published key set, as JSON. */
  keySetAt(second: number): string;
  /** The token of a random request. */
  presentedAt(second: number, random: () => number): Presented;
}

interface Holder {
  readonly first: string;
  readonly renewed: string;
  readonly rotated: string;
  readonly rotatesAt: number;
  readonly isService: boolean;
}

const rotatesAt = (random: () => number): number => {
  const planned = hour.rotatedAt + random() * tokenSeconds;
  const replaced = hour.withdrawnAt + random() * (hour.replacedAt - hour.withdrawnAt);
  return random() < shareOfForgers ? Number.POSITIVE_INFINITY : Math.min(planned, replaced);
};

/** @returns The world of one hour; all sandboxes use the same tokens and keys. */
export const createWorld = async (): Promise<World> => {
  const startedAt = Date.UTC(2026, 0, 1);
  const pool = await createTestPool({ clock: () => startedAt });
  const random = randomFrom(1);
  const subjects = [
    ...Array.from({ length: services }, (_, index) => `service-${index}`),
    ...Array.from({ length: users }, (_, index) => `user-${index}`),
  ];
  const tokenOf = (subject: string, session: string): string =>
    pool.accessToken({ sub: subject, expiresIn: 2 * tokenSeconds, claims: { origin_jti: `${subject} ${session}` } });

  const before = JSON.stringify(pool.jwks());
  const olds = subjects.map((subject) => [tokenOf(subject, 'first'), tokenOf(subject, 'renewed')] as const);
  pool.rotateKeys();
  const both = JSON.stringify(pool.jwks());
  const holders: readonly Holder[] = subjects.map((subject, index) => ({
    first: olds[index]?.[0] ?? '',
    renewed: olds[index]?.[1] ?? '',
    rotated: tokenOf(subject, 'renewed'),
    rotatesAt: rotatesAt(random),
    isService: index < services,
  }));
  pool.withdrawKey();
  const after = JSON.stringify(pool.jwks());

  const table = new Table();
  const revokedAt = startedAt + hour.revokedAt * 1_000;
  const client = table.clientOf(
    () => revokedAt,
    () => undefined,
  );
  const store = dynamoDbRevocationStore({ client, tableName, clock: () => revokedAt });
  for (const subject of subjects.slice(0, services)) {
    await store.revokeSession({ userPoolId: pool.userPoolId, originJti: `${subject} first` });
  }

  const presentedAt = (second: number, next: () => number): Presented => {
    const isService = next() < shareOfServices;
    const index = Math.floor(next() * (isService ? services : users)) + (isService ? 0 : services);
    const holder = holders[index];
    if (holder === undefined) throw new Error('The holder does not exist.');
    if (second >= holder.rotatesAt)
      return { token: holder.rotated, endedAt: Number.POSITIVE_INFINITY, isRevoked: false };
    if (!holder.isService || second >= hour.renewedAt) {
      return { token: holder.renewed, endedAt: hour.withdrawnAt, isRevoked: false };
    }
    return { token: holder.first, endedAt: hour.revokedAt, isRevoked: true };
  };

  return {
    pool,
    startedAt,
    table,
    keySetAt: (second) => (second < hour.rotatedAt ? before : second < hour.withdrawnAt ? both : after),
    presentedAt,
  };
};
