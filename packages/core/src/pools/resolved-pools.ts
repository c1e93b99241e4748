import { LRUCache } from 'lru-cache';
import { AuthError } from '../errors/auth-error.ts';
import { type KeyFailure, KeyFailureError } from '../errors/key-failure.ts';
import { refusal } from '../errors/refusal.ts';
import type { Emitter } from '../events.ts';
import { withDeadline } from '../lib/deadline.ts';
import { RateLimiter } from '../lib/rate-limiter.ts';
import { RefreshSchedule } from '../lib/refresh-schedule.ts';
import { SingleFlight } from '../lib/single-flight.ts';
import { isText } from '../lib/value-types.ts';
import { handOver, type WaitUntil } from '../lib/wait-until.ts';
import type { ResolverSettings } from './options.ts';
import type { OpenPool, Pool, Pools } from './pool.ts';

/** Every Cognito issuer has this form; no other one reaches a resolver. */
const issuerPattern = /^https:\/\/[a-z0-9.-]{1,100}\/[a-z]{2,4}-[a-z0-9-]{3,30}_[A-Za-z0-9]{1,60}$/;
const poolIdOf = (issuer: string): string => issuer.slice(issuer.lastIndexOf('/') + 1);

/** Refusals of the resolver are cached this long, so that a new tenant is soon accepted. */
const refusedForMs = 10_000;
const maxRefused = 1_000;
/** Calls for unknown issuers in {@link refusedForMs}. Calls that find a pool do not count. */
const maxCallsForStrangers = 200;
/** Evicted tenants whose key sets, with their back-off, are kept: a multiple of `maxPools`. */
const evictedPerPool = 10;

/** Bounded by size, because `max` allocates memory for all entries at construction. */
const lruOf = (maxEntries: number): LRUCache<string, Tenant> =>
  new LRUCache({ maxSize: maxEntries, sizeCalculation: () => 1 });

const notResolved = (): AuthError => refusal('wrong_issuer', 'resolvePool returned no pool with this iss.');

/** A pool that the resolver returned. */
interface Tenant {
  readonly pool: Pool;
  /** The resolver's result, as JSON. */
  readonly answer: string;
  readonly schedule: RefreshSchedule;
}

/** For comparing results of a resolver. Functions in a result are compared by their presence only. */
const textOf = (answer: unknown): string =>
  JSON.stringify(answer, (_, value) => (typeof value === 'function' ? 'function' : value));

/** Pools that `resolvePool` returns for a token's issuer: one entry and one key set for each user pool. */
export class ResolvedPools implements Pools {
  readonly #resolver: ResolverSettings;
  readonly #open: OpenPool;
  readonly #clock: () => number;
  readonly #emitter: Emitter;
  /** By user pool id. */
  readonly #tenants: LRUCache<string, Tenant>;
  /** The same tenants and evicted ones, so that a key set keeps its back-off when its tenant is resolved again. */
  readonly #seen: LRUCache<string, Tenant>;
  /** When the resolver refused an issuer. */
  readonly #refusedAt = new LRUCache<string, number>({ max: maxRefused });
  readonly #strangers = new RateLimiter(maxCallsForStrangers, refusedForMs);
  readonly #flights: SingleFlight<Pool>;

  constructor(resolver: ResolverSettings, open: OpenPool, clock: () => number, emitter: Emitter) {
    this.#resolver = resolver;
    this.#open = open;
    this.#clock = clock;
    this.#emitter = emitter;
    this.#tenants = lruOf(resolver.maxPools);
    this.#seen = lruOf(evictedPerPool * resolver.maxPools);
    this.#flights = new SingleFlight(clock);
  }

  find(issuer: unknown, waitUntil: WaitUntil | undefined): Pool | Promise<Pool> {
    if (!isText(issuer) || !issuerPattern.test(issuer)) {
      throw refusal('wrong_issuer', 'iss does not have the form of a Cognito issuer.');
    }
    const tenant = this.#tenantOf(issuer);
    if (tenant === undefined) return this.#resolveStranger(issuer);
    return this.#isCurrent(tenant, issuer, waitUntil) ? tenant.pool : this.#renew(tenant, issuer);
  }

  all(): readonly Pool[] {
    return Array.from(this.#tenants.values(), ({ pool }) => pool);
  }

  #tenantOf(issuer: string): Tenant | undefined {
    const tenant = this.#tenants.get(poolIdOf(issuer));
    return tenant?.pool.issuers.includes(issuer) ? tenant : undefined;
  }

  /** Whether a tenant can be used without waiting. A result past its soft age is refreshed behind the request. */
  #isCurrent(tenant: Tenant, issuer: string, waitUntil: WaitUntil | undefined): boolean {
    const refresh = tenant.schedule.refreshAt(this.#clock(), () => this.#flights.isUnderWay(issuer));
    if (refresh === 'behind') handOver(this.#resolve(issuer), waitUntil);
    return refresh !== 'wait';
  }

  /** Waits for the resolver. Where it fails, its last result is used until its hard age. */
  async #renew({ pool, schedule }: Tenant, issuer: string): Promise<Pool> {
    if (schedule.pauseLeftMs > 0) throw this.#unavailable('resolve_pool', schedule.pauseLeftMs);
    try {
      return await this.#resolve(issuer);
    } catch (error) {
      if (AuthError.is(error) && error.isTransient && schedule.isUsable) return pool;
      throw error;
    }
  }

  async #resolveStranger(issuer: string): Promise<Pool> {
    const now = this.#clock();
    const refusedAt = this.#refusedAt.get(issuer);
    if (refusedAt !== undefined && Math.abs(now - refusedAt) < refusedForMs) throw notResolved();
    if (this.#flights.isUnderWay(issuer)) return this.#resolve(issuer);
    const waitMs = this.#strangers.take(now);
    if (waitMs > 0) throw this.#unavailable('too_many_issuers', waitMs);
    const pool = await this.#resolve(issuer);
    this.#strangers.giveBack();
    return pool;
  }

  /** Joins the call under way for an issuer, or starts one. */
  async #resolve(issuer: string): Promise<Pool> {
    try {
      return await this.#flights.run(issuer, this.#resolver.timeoutMs, (onTick) => this.#callResolver(issuer, onTick));
    } catch (error) {
      throw AuthError.is(error) ? error : this.#unavailable('resolve_pool', 0);
    }
  }

  async #callResolver(issuer: string, onTick: () => void): Promise<Pool> {
    const { resolvePool, timeoutMs } = this.#resolver;
    const known = this.#tenantOf(issuer);
    const calledAt = known?.schedule.begin() ?? this.#clock();
    let answer: unknown;
    let tenant: Tenant | undefined;
    try {
      answer = await withDeadline(timeoutMs, async () => resolvePool(issuer), onTick);
      tenant = answer === undefined || answer === null ? undefined : this.#tenantFrom(answer);
    } catch {
      // The error is dropped: it may quote the issuer.
      throw this.#failed(known, calledAt);
    }
    // A frozen call may end after a newer one.
    if ((this.#refusedAt.get(issuer) ?? Number.NEGATIVE_INFINITY) > calledAt) throw notResolved();
    // A result for another issuer would accept more than the resolver allowed.
    if (tenant === undefined || !tenant.pool.issuers.includes(issuer)) {
      if (known !== undefined) this.#tenants.delete(poolIdOf(issuer));
      this.#refusedAt.set(issuer, this.#clock());
      throw notResolved();
    }
    tenant.schedule.succeed(calledAt);
    this.#tenants.set(tenant.pool.userPoolId, tenant);
    this.#seen.set(tenant.pool.userPoolId, tenant);
    return tenant.pool;
  }

  /** The known tenant where the result is unchanged, otherwise a new one. */
  #tenantFrom(answer: unknown): Tenant {
    const text = textOf(answer);
    const config = this.#resolver.read(answer);
    const seen = this.#seen.get(config.userPoolId);
    if (seen?.answer === text) return seen;
    const schedule = new RefreshSchedule(this.#resolver, this.#clock);
    const pool = this.#open(config, (waitUntil) => {
      const tenant = this.#tenants.get(pool.userPoolId);
      return tenant?.pool === pool && this.#isCurrent(tenant, pool.issuers[0], waitUntil);
    });
    return { pool, answer: text, schedule };
  }

  #failed(known: Tenant | undefined, calledAt: number): AuthError {
    const counts = known?.schedule.fail(calledAt) ?? true;
    const error = this.#unavailable('resolve_pool', known?.schedule.pauseLeftMs ?? 0);
    if (counts) {
      this.#emitter.emit({
        type: 'keys_failed',
        userPoolId: known?.pool.userPoolId,
        reason: 'resolve_pool',
        errorCode: undefined,
        retryAfterSeconds: Number(error.headers['Retry-After']),
      });
    }
    return error;
  }

  /** The error of a failed resolver: a server error, never an invalid token. */
  #unavailable(reason: KeyFailure, pauseMs: number): AuthError {
    const retryAfterSeconds = Math.max(1, Math.ceil(pauseMs / 1000));
    return new AuthError('keys_unavailable', { retryAfterSeconds, cause: new KeyFailureError(reason) });
  }
}
