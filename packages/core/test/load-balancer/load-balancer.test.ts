import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import { behindLoadBalancer } from '@cognito-guard/core/load-balancer';
import { createTestLoadBalancer, createTestPool, type SignInOverrides } from '@cognito-guard/testing';
import { AlbJwtVerifier } from 'aws-jwt-verify/alb-verifier';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const token = pool.accessToken({ username: 'ada', groups: ['staff'], scope: 'orders/read' });
const data = 'x-amzn-oidc-data';
const keysHost = 'https://public-keys.auth.elb.eu-west-1.amazonaws.com';

const world = () => {
  const loadBalancer = createTestLoadBalancer();
  const guarded = behindLoadBalancer(verifier, loadBalancer.options);
  const send = (headers: Readonly<Record<string, string | readonly string[] | undefined>>, by: Verifier = guarded) =>
    by.verify(token, undefined, { header: (name) => headers[name] });
  const signIn = (overrides: SignInOverrides = {}, by: Verifier = guarded) =>
    send(loadBalancer.headers(token, overrides), by);
  return { loadBalancer, guarded, send, signIn };
};
const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  return AuthError.is(outcome) ? `${outcome.status} ${outcome.code}` : `accepted or thrown: ${outcome}`;
};

test("an accepted request has the caller of the access token, and the load balancer's claims", async () => {
  const { guarded, signIn } = world();
  const auth = await signIn({ claims: { email: 'ada@example.com' } });
  expect([auth.subject, auth.username, [...auth.groups], [...auth.scopes]]).toEqual([
    decodeSub(),
    'ada',
    ['staff'],
    ['orders/read'],
  ]);
  const claims = guarded.userClaims(auth);
  expect(claims).toMatchObject({ sub: auth.subject, username: 'ada', email: 'ada@example.com', iss: pool.issuer });
  expect(() => Object.assign(claims, { email: 'other' })).toThrow(TypeError);
});

const decodeSub = (): unknown => JSON.parse(atob(token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')).sub;

test('aws-jwt-verify accepts it, too: padded base64url, ES256, signer, client, issuer', async () => {
  const { loadBalancer } = world();
  const { [data]: jwt = '' } = loadBalancer.headers(token);
  expect(jwt).toContain('=');
  const base = AlbJwtVerifier.create(
    { albArn: loadBalancer.loadBalancerArn, clientId: pool.clientId, issuer: pool.issuer },
    {
      jwksCache: {
        getJwk: async () => ({
          ...(await jwkOf(loadBalancer.key.publicKeyPem)),
          kid: loadBalancer.key.kid,
          alg: 'ES256',
        }),
        getCachedJwk: () => expect.unreachable(),
        addJwks: () => undefined,
        getJwks: () => expect.unreachable(),
      },
    },
  );
  expect(await base.verify(jwt)).toMatchObject({ username: 'ada' });
});

const jwkOf = async (pem: string): Promise<{ kty: string }> => {
  const spki = Buffer.from(pem.replace(/-.*-/g, ''), 'base64');
  const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
  return { kty: 'EC', ...(await crypto.subtle.exportKey('jwk', key)) };
};

describe('a request is refused', () => {
  const now = Math.floor(Date.now() / 1000);
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/other/fedcba9876543210';

  test.each<[string, SignInOverrides, string]>([
    ['signed by another load balancer', { header: { signer: arn } }, '401 wrong_issuer'],
    ['without a signer', { header: { signer: undefined } }, '401 wrong_issuer'],
    ['with a signer that is a list', { header: { signer: [arn] } }, '401 wrong_issuer'],
    ['of another app client', { header: { client: 'other' } }, '401 wrong_client'],
    ['of no app client', { header: { client: undefined } }, '401 wrong_client'],
    ['of another user pool', { claims: { iss: `${pool.issuer}x` } }, '401 wrong_issuer'],
    ['without an issuer', { claims: { iss: undefined } }, '401 wrong_issuer'],
    ['of another user than the access token’s', { claims: { sub: 'someone-else' } }, '401 invalid_claims'],
    ['without a user', { claims: { sub: undefined } }, '401 invalid_claims'],
    ['that has expired', { claims: { exp: now - 10 } }, '401 token_expired'],
    ['that never expires', { claims: { exp: undefined } }, '401 invalid_claims'],
    ['whose exp is text', { claims: { exp: '9999999999' } }, '401 malformed_token'],
    ['that is not active yet', { claims: { nbf: now + 600 } }, '401 token_not_active'],
    ['with a kid that is not a UUID', { header: { kid: '../../../secret' } }, '401 malformed_token'],
    ['without a kid', { header: { kid: undefined } }, '401 malformed_token'],
    ['with an unpublished kid', { header: { kid: crypto.randomUUID() } }, '401 unknown_key'],
    ['with the algorithm none', { header: { alg: 'none' } }, '401 malformed_token'],
    ['with the algorithm HS256', { header: { alg: 'HS256' } }, '401 malformed_token'],
    ['with the algorithm RS256', { header: { alg: 'RS256' } }, '401 malformed_token'],
    ['without an algorithm', { header: { alg: undefined } }, '401 malformed_token'],
  ])('whose claims are %s', async (_, overrides, expected) => {
    expect(await codeOf(world().signIn(overrides))).toBe(expected);
  });

  test('with claims that were changed after signing', async () => {
    const { loadBalancer, send } = world();
    const { [data]: good = '' } = loadBalancer.headers(token);
    const { [data]: better = '' } = loadBalancer.headers(token, { claims: { email: 'root@example.com' } });
    const [header, , signature] = good.split('.');
    const [, payload] = better.split('.');
    expect(await codeOf(send({ [data]: `${header}.${payload}.${signature}` }))).toBe('401 invalid_signature');
    expect(await codeOf(send({ [data]: `${header}.${payload}.` }))).toBe('401 malformed_token');
  });

  test('without the claims header, with two, with a malformed one, and with one that is too long', async () => {
    const { loadBalancer, send } = world();
    const { [data]: good = '' } = loadBalancer.headers(token);
    expect(await codeOf(send({}))).toBe('401 missing_token');
    expect(await codeOf(send({ [data]: '' }))).toBe('401 missing_token');
    expect(await codeOf(send({ [data]: [good, good] }))).toBe('400 multiple_tokens');
    for (const bad of ['a.b.c', `${good},${good}`, `${good} `, token, 'x', '..', `${good}.`]) {
      expect(await codeOf(send({ [data]: bad })), bad).toMatch(/^401 (malformed_token|wrong_issuer)$/);
    }
    const long = loadBalancer.headers(token, { claims: { note: 'x'.repeat(20_000) } });
    expect(await codeOf(send(long))).toBe('401 malformed_token');
  });

  test("for its access token first: an invalid one causes no fetch of a load balancer's key", async () => {
    const { loadBalancer, guarded } = world();
    const headers = new Map(Object.entries(loadBalancer.headers(token)));
    const expired = pool.accessToken({ expiresIn: -60 });
    const options = { header: (name: string) => headers.get(name) };
    expect(await codeOf(guarded.verify(expired, undefined, options))).toBe('401 token_expired');
    expect(await codeOf(guarded.verify(token, { anyGroup: ['admins'] }, options))).toBe('403 insufficient_group');
    expect(loadBalancer.fetchCount).toBe(0);
  });

  test('with a message that contains no token, claim or key id', async () => {
    const { signIn } = world();
    for (const overrides of [
      { claims: { sub: 'secret-sub' } },
      { header: { client: 'secret-client' } },
      { header: { signer: 'secret-signer' } },
      { claims: { iss: 'https://secret.example' } },
    ]) {
      const error: unknown = await signIn(overrides).catch((one: unknown) => one);
      const texts = [String(error), String((error as Error).cause), JSON.stringify(error)];
      expect(texts.join(' ')).not.toMatch(/secret/);
    }
  });
});

describe('keys of load balancers', () => {
  test('are fetched once, concurrent requests included, and again after a rotation', async () => {
    const { loadBalancer, signIn } = world();
    await Promise.all(Array.from({ length: 20 }, () => signIn()));
    await signIn();
    expect(loadBalancer.fetchCount).toBe(1);
    loadBalancer.rotateKey();
    await signIn();
    expect(loadBalancer.fetchCount).toBe(2);
  });

  test.each(['network', 'hang', 500, 503, 302] as const)(
    'whose fetch fails (%s) are 503; known ones stay in use, and the next request succeeds',
    async (fault) => {
      const { loadBalancer } = world();
      const guarded = behindLoadBalancer(verifier, {
        ...loadBalancer.options,
        keys: { ...loadBalancer.options.keys, timeoutMs: 50 },
      });
      const signIn = () => {
        const headers = new Map(Object.entries(loadBalancer.headers(token)));
        return guarded.verify(token, undefined, { header: (name) => headers.get(name) });
      };
      loadBalancer.failFetch(fault);
      const error: unknown = await signIn().catch((one: unknown) => one);
      expect(error).toMatchObject({ code: 'keys_unavailable', status: 503, headers: { 'Retry-After': '1' } });
      loadBalancer.failFetch(undefined);
      await signIn();
      loadBalancer.failFetch(fault);
      await signIn();
      loadBalancer.rotateKey();
      expect(await codeOf(signIn())).toBe('503 keys_unavailable');
    },
  );

  test('are refused where the endpoint returns another document', async () => {
    const pem = (base64: string): string => `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
    const offTheCurve = `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${'A'.repeat(86)}==`;
    for (const body of ['', '<html>', '{}', pem('AAAA'), pem(offTheCurve), 'x'.repeat(70_000)]) {
      const { loadBalancer, send } = world();
      const fetch = async () => new Response(body);
      const guarded = behindLoadBalancer(verifier, { ...loadBalancer.options, keys: { fetch } });
      expect(await codeOf(send(loadBalancer.headers(token), guarded)), body.slice(0, 20)).toBe('503 keys_unavailable');
    }
  });

  test('with forged ids cost at most 20 fetches in 10 seconds, and known keys stay in use', async () => {
    const { loadBalancer, signIn } = world();
    await signIn();
    const codes = [];
    for (let sent = 0; sent < 100; sent++) codes.push(await codeOf(signIn({ header: { kid: crypto.randomUUID() } })));
    expect(loadBalancer.fetchCount).toBe(20);
    expect(new Set(codes)).toEqual(new Set(['401 unknown_key', '503 keys_unavailable']));
    await signIn();
  });

  test.each([
    ['eu-west-1', 'aws', keysHost],
    ['us-gov-west-1', 'aws-us-gov', 'https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1'],
    ['us-gov-east-1', 'aws-us-gov', 'https://s3-us-gov-east-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-east-1'],
  ])('of %s (%s) are fetched from the documented endpoint', async (region, partition, endpoint) => {
    const loadBalancerArn = `arn:${partition}:elasticloadbalancing:${region}:123456789012:loadbalancer/app/a/0123456789abcdef`;
    const loadBalancer = createTestLoadBalancer({ loadBalancerArn });
    const urls: string[] = [];
    const fetch = (url: string, init?: RequestInit) => {
      urls.push(url);
      return loadBalancer.options.keys.fetch(url, init);
    };
    const guarded = behindLoadBalancer(verifier, { loadBalancerArn, keys: { fetch } });
    await world().send(loadBalancer.headers(token), guarded);
    expect(urls).toEqual([`${endpoint}/${loadBalancer.key.kid}`]);
  });

  test('of several load balancers in several Regions are distinguished', async () => {
    const arns = ['eu-west-1', 'us-east-1', 'eu-west-1'].map(
      (region, index) =>
        `arn:aws:elasticloadbalancing:${region}:123456789012:loadbalancer/app/a/000000000000000${index}`,
    );
    const loadBalancers = arns.map((loadBalancerArn) => createTestLoadBalancer({ loadBalancerArn }));
    const urls: string[] = [];
    const fetch = async (url: string, init?: RequestInit) => {
      urls.push(url);
      const one = loadBalancers.find(({ key }) => url.endsWith(key.kid));
      return one === undefined ? new Response(null, { status: 404 }) : one.options.keys.fetch(url, init);
    };
    const guarded = behindLoadBalancer(verifier, { loadBalancerArn: arns, keys: { fetch } });
    for (const one of loadBalancers) await world().send(one.headers(token), guarded);
    expect(urls.map((url) => new URL(url).host.split('.')[3])).toEqual(['eu-west-1', 'us-east-1', 'eu-west-1']);
    const stranger = createTestLoadBalancer();
    expect(await codeOf(world().send(stranger.headers(token), guarded))).toBe('401 wrong_issuer');
  });
});

test('the pool’s other issuer format in the claims is accepted', async () => {
  const updated = createVerifier({ ...pool.options, tokenUse: 'access' });
  const { loadBalancer } = world();
  const guarded = behindLoadBalancer(updated, loadBalancer.options);
  const newer = pool.accessToken({ claims: { iss: pool.updatedIssuer } });
  const headers = new Map(Object.entries(loadBalancer.headers(newer, { claims: { iss: pool.issuer } })));
  const auth = await guarded.verify(newer, undefined, { header: (name) => headers.get(name) });
  expect(auth.issuer).toBe(pool.updatedIssuer);
});

describe('invalid arguments throw', () => {
  const loadBalancerArn = createTestLoadBalancer().loadBalancerArn;

  test.each<[unknown, RegExp]>([
    [{}, /loadBalancerArn must be an ARN or a non-empty array of ARNs/],
    [{ loadBalancerArn: [] }, /loadBalancerArn must be an ARN/],
    [{ loadBalancerArn: 'web' }, /loadBalancerArn must be the ARN of an Application Load Balancer/],
    [{ loadBalancerArn: loadBalancerArn.replace('/app/', '/net/') }, /must be the ARN of an Application Load Balancer/],
    [{ loadBalancerArn: loadBalancerArn.replace('arn:aws:', 'arn:aws-cn:') }, /must be the ARN of an Application/],
    [{ loadBalancerArn: `${loadBalancerArn}/listener` }, /must be the ARN of an Application Load Balancer/],
    [{ loadBalancerArn, clientId: 'web' }, /no option "clientId"/],
    [{ loadBalancerArn, keys: { url: 'http://keys.example' } }, /keys\.url must be an https: URL/],
    [{ loadBalancerArn, keys: { timeoutMs: 0 } }, /keys\.timeoutMs must be a number of milliseconds/],
    [{ loadBalancerArn, keys: { fetch: 'fetch' } }, /keys\.fetch must be a function/],
    [{ loadBalancerArn, keys: { preload: {} } }, /no option "preload"/],
  ])('at construction: %j', (options, message) => {
    expect(() => behindLoadBalancer(verifier, options as never)).toThrow(TypeError);
    expect(() => behindLoadBalancer(verifier, options as never)).toThrow(message);
  });

  test('an invalid verifier, missing headers, and claims of another token', async () => {
    expect(() => behindLoadBalancer({} as never, { loadBalancerArn })).toThrow(
      /verifier must be made by createVerifier/,
    );
    const { guarded } = world();
    await expect(guarded.verify(token)).rejects.toThrow(/verify needs \{ header \}/);
    const plain = await verifier.verify(token);
    expect(() => guarded.userClaims(plain)).toThrow(/has not verified that token/);
  });
});
