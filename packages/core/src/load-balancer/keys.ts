import type { JwksCache, JwkWithKid } from 'aws-jwt-verify/jwk';
import { LRUCache } from 'lru-cache';
import { AuthError } from '../errors/auth-error.ts';
import { KeyFailureError } from '../errors/key-failure.ts';
import { readBody } from '../keys/fetch.ts';
import { DeadlineError, withDeadline } from '../lib/deadline.ts';
import type { Get } from '../lib/http-get.ts';
import { RateLimiter } from '../lib/rate-limiter.ts';
import { SingleFlight } from '../lib/single-flight.ts';

/** How keys are fetched. */
export interface LoadBalancerKeySettings {
  readonly get: Get;
  readonly timeoutMs: number;
}

interface Entry {
  readonly jwk: JwkWithKid;
  readonly fetchedAt: number;
}

/** The part of the JWT header that the base passes, among other members. */
type Unverified = Parameters<JwksCache['getJwk']>[1];

const maxKeys = 32;
const maxAgeMs = 24 * 60 * 60 * 1000;
/**
 * Each key is a document of its own, so the token's kid decides which one is fetched. The rate limit bounds these
 * fetches.
 */
const maxFetches = 20;
const windowMs = 10_000;
const kidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const pemPattern = /^-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/;
/** A SubjectPublicKeyInfo of P-256 (RFC 5480): every byte before the point's coordinates is fixed. */
const spkiPattern = /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE([A-Za-z0-9+/]{86}==)$/;

const base64Url = (bytes: string): string => btoa(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

const parsePem = (text: string, kid: string): JwkWithKid => {
  const [, base64 = ''] = pemPattern.exec(text) ?? [];
  const [, point] = spkiPattern.exec(base64.replace(/\s/g, '')) ?? [];
  if (point === undefined) throw new KeyFailureError('not_a_key_set');
  const bytes = atob(point);
  const [x, y] = [base64Url(bytes.slice(0, 32)), base64Url(bytes.slice(32))];
  return { kty: 'EC', crv: 'P-256', x, y, use: 'sig', alg: 'ES256', kid };
};

/** S3, which holds the keys of AWS GovCloud (US), answers 403 for a missing object. */
const isAbsent = ({ reason, errorCode }: KeyFailureError): boolean => reason === 'not_found' || errorCode === '403';

/**
 * The keys of load balancers. Each is fetched by its id when a token first names it. The base checks signatures with
 * them.
 */
export class LoadBalancerKeys implements JwksCache {
  readonly #settings: LoadBalancerKeySettings;
  readonly #entries = new LRUCache<string, Entry>({ max: maxKeys });
  readonly #flights = new SingleFlight<JwkWithKid>(() => Date.now());
  readonly #limiter = new RateLimiter(maxFetches, windowMs);

  constructor(settings: LoadBalancerKeySettings) {
    this.#settings = settings;
  }

  /**
   * @throws {@link AuthError} `malformed_token`, `unknown_key`, `keys_unavailable`.
   */
  async getJwk(url: string, { header }: Unverified): Promise<JwkWithKid> {
    const { kid } = header;
    if (kid === undefined || !kidPattern.test(kid)) throw new AuthError('malformed_token');
    const keyUrl = `${url}/${kid}`;
    const known = this.#entries.get(keyUrl);
    if (known !== undefined && Math.abs(Date.now() - known.fetchedAt) < maxAgeMs) return known.jwk;
    try {
      const { timeoutMs } = this.#settings;
      return await this.#flights.run(keyUrl, timeoutMs, (onTick) => this.#fetch(keyUrl, kid, onTick));
    } catch (error) {
      const failure = error instanceof DeadlineError ? new KeyFailureError('timeout') : error;
      if (!(failure instanceof KeyFailureError)) throw failure;
      if (isAbsent(failure)) {
        this.#entries.delete(keyUrl);
        throw new AuthError('unknown_key', { cause: failure });
      }
      if (known !== undefined) return known.jwk;
      throw new AuthError('keys_unavailable', { cause: failure });
    }
  }

  async #fetch(keyUrl: string, kid: string, onTick: () => void): Promise<JwkWithKid> {
    const { get, timeoutMs } = this.#settings;
    const waitMs = this.#limiter.take(Date.now());
    if (waitMs > 0) throw new AuthError('keys_unavailable', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    const read = async (signal: AbortSignal): Promise<string> => {
      const response = await get(keyUrl, { 'accept-encoding': 'identity' }, signal);
      const { status } = response;
      if (status === 404) throw new KeyFailureError('not_found', '404');
      if (status !== 200) throw new KeyFailureError('http_status', String(status));
      return new TextDecoder().decode(await readBody(response));
    };
    const ofNetwork = (error: unknown): never => {
      throw error instanceof KeyFailureError ? error : KeyFailureError.ofNetwork(error);
    };
    const text = await withDeadline(timeoutMs, (signal) => read(signal).catch(ofNetwork), onTick);
    const jwk = parsePem(text, kid);
    this.#entries.set(keyUrl, { jwk, fetchedAt: Date.now() });
    return jwk;
  }

  /** Required by the interface; never called. */
  getCachedJwk(): never {
    throw new Error('Keys of load balancers are fetched, so verification is asynchronous.');
  }

  /** Required by the interface; never called. */
  addJwks(): never {
    throw new Error('Keys of load balancers are fetched.');
  }

  /** Required by the interface; never called. */
  getJwks(): Promise<never> {
    return Promise.reject(new Error('Load balancers publish no key set.'));
  }
}
