import { createVerifier } from '@cognito-guard/core';
import { type ConformanceReply, type ConformanceRequest, sendRaw } from '@cognito-guard/testing/conformance';
import middy from '@middy/core';
import express from 'express';
import { conformanceApp as expressApp, serve } from '../../../packages/express/test/support/conformance-app.ts';
import { conformanceApp as honoApp } from '../../../packages/hono/test/support/conformance-app.ts';
import { conformanceHost } from '../../../packages/middy/test/support/conformance-host.ts';
import { eventKinds } from '../../../packages/middy/test/support/events.ts';
import { jwks, pool } from './token-world.ts';

/** A host that serves the conformance routes. */
export interface Host {
  readonly name: string;
  readonly send: (request: ConformanceRequest) => Promise<ConformanceReply>;
}

/** Creates a verifier; all hosts have the same configuration. */
export const makeVerifier = () =>
  createVerifier({ ...pool.options, tokenUse: 'access', keys: { ...pool.options.keys, preload: jwks } });

/** Hono without a network: receives the request that fetch would send. */
export const startHono = (): Host => {
  const app = honoApp(makeVerifier());
  return {
    name: 'Hono',
    send: async ({ method, path, headers }) => {
      const response = await app.request(path, { method, headers: headers.map(([name, value]) => [name, value]) });
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    },
  };
};

/**
 * The conformance app on every host that forwards all headers: Express over real HTTP, Hono, and Middy with each event
 * source.
 */
export const startHosts = async (): Promise<{ readonly hosts: readonly Host[] } & AsyncDisposable> => {
  // With env 'test', Express does not print refusals that reach its default handler.
  const server = await serve(expressApp(express, makeVerifier()).set('env', 'test'));
  return {
    hosts: [
      { name: 'Express', send: (request) => sendRaw(server.origin, request) },
      startHono(),
      ...eventKinds
        .filter(({ keepsLastOnly }) => keepsLastOnly === undefined)
        .map((kind) => ({ name: `Middy, ${kind.name}`, send: conformanceHost(middy, makeVerifier(), kind) })),
    ],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
