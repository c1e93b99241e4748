/**
 * For implementers: the conformance suite of adapters, and that of revocation stores.
 *
 * An adapter connects cognito-guard to a framework. It conforms when an app with {@link conformanceRoutes} passes every
 * case of {@link conformanceCases} over HTTP, and, each with a new app and a new verifier, every case of
 * {@link conformanceOutageCases}. A revocation store conforms when it passes {@link revocationStoreCases}. Any test
 * runner can run the cases: each has a `name`, and returns one sentence for each mismatch.
 *
 * @example
 * ```ts
 * import { createVerifier, type Verifier } from '@cognito-guard/core';
 * import {
 *   conformanceCases,
 *   conformanceOutageCases,
 *   createConformanceWorld,
 *   runConformanceCase,
 *   sendRaw,
 * } from '@cognito-guard/testing/conformance';
 * import { expect, test } from 'vitest';
 *
 * // Your app: mounts every route of conformanceRoutes with your adapter and this verifier, and listens on loopback.
 * declare const serveApp: (verifier: Verifier) => Promise<{ readonly origin: string } & AsyncDisposable>;
 *
 * const world = await createConformanceWorld();
 * const makeVerifier = () => createVerifier({ ...world.pool.options, tokenUse: 'access' });
 * const app = await serveApp(makeVerifier());
 *
 * test.each(conformanceCases)('$name', async (conformanceCase) => {
 *   const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(app.origin, request));
 *   expect(mismatches).toEqual([]);
 * });
 *
 * test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
 *   await using cold = await serveApp(makeVerifier());
 *   const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold.origin, request));
 *   expect(mismatches).toEqual([]);
 * });
 * ```
 *
 * @packageDocumentation
 */

// Adapters

export {
  type ConformanceAnswer,
  type ConformanceCase,
  type ConformanceChallenge,
  type ConformanceRequest,
  type ConformanceWorld,
  createConformanceWorld,
} from './conformance/adapter/case.ts';
export { conformanceCases } from './conformance/adapter/cases.ts';
export { type ParsedChallenge, parseChallenge } from './conformance/adapter/challenge.ts';
export { type ConformanceReply, checkAnswer } from './conformance/adapter/check-answer.ts';
export { conformanceOutageCases } from './conformance/adapter/outage-cases.ts';
export {
  type ConformanceAuthentication,
  type ConformanceRoute,
  conformanceRoutes,
} from './conformance/adapter/routes.ts';
export { runConformanceCase } from './conformance/adapter/run-case.ts';
export { sendRaw } from './conformance/adapter/send-raw.ts';
export {
  type ConformanceCookieOptions,
  type ConformanceTokenSource,
  type ConformanceTokenSources,
  tokenSourceOf,
} from './conformance/adapter/token-source.ts';

// Revocation stores

export { revocationStoreCases } from './conformance/revocation-store/cases.ts';
export { openProxy, type TestProxy } from './conformance/revocation-store/proxy.ts';
export {
  lastingStoreCases,
  remoteStoreCases,
  silentStoreCases,
  visibleStoreCases,
} from './conformance/revocation-store/service-cases.ts';
export { measureSilence, type SilenceOptions, type SilenceReport } from './conformance/revocation-store/silence.ts';
export type {
  LastingStoreWorld,
  RemoteStoreWorld,
  RevocationStoreCase,
  RevocationStoreWorld,
  SilentStoreWorld,
  TestedRevocationStore,
  TestIdentity,
  VisibleStoreWorld,
} from './conformance/revocation-store/world.ts';
