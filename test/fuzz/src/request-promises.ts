import { AuthError } from '@cognito-guard/core';
import { bearer, cookie, type HttpRequest, query, readToken } from '@cognito-guard/core/http';
import { isHttpEvent } from '@cognito-guard/core/lambda';
import type { ConformanceReply } from '@cognito-guard/testing/conformance';
import middy from '@middy/core';
import fc from 'fast-check';
import { conformanceHost } from '../../../packages/middy/test/support/conformance-host.ts';
import { eventKinds } from '../../../packages/middy/test/support/events.ts';
import { Finding } from './finding.ts';
import { type Host, makeVerifier } from './hosts.ts';
import { requests } from './requests.ts';
import type { Tally } from './token-promises.ts';

const answerOf = ({ status, headers }: ConformanceReply): string => `${status} ${headers['x-auth-code'] ?? ''}`.trim();

const count = (tally: Tally, what: string): void => void tally.set(what, (tally.get(what) ?? 0) + 1);

/** All hosts give a request the same answer, never a 5xx. */
export const requestPromise = (tally: Tally, hosts: readonly Host[]): fc.IAsyncProperty<unknown> =>
  fc.asyncProperty(requests, async (request) => {
    const answers = await Promise.all(
      hosts.map(({ name, send }) =>
        send(request).then(answerOf, (error: unknown) => {
          throw new Finding(`Every request gets an answer. ${name}: ${error}`, request);
        }),
      ),
    );
    if (new Set(answers).size !== 1) {
      throw new Finding('All hosts give the same answer.', {
        request,
        answers: Object.fromEntries(hosts.map(({ name }, index) => [name, answers[index]])),
      });
    }
    const [answer = ''] = answers;
    if (answer >= '5') throw new Finding(`No token causes a 5xx: ${answer}.`, request);
    count(tally, answer);
  });

/** Paths of member names to every place in an event. */
const places = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [
        ...(path.length === 0 ? [] : [path]),
        ...Object.entries(value).flatMap(([name, member]) => places(member, [...path, name])),
      ]
    : [path];

/** The event with another value in one place. Lambda's events are JSON. */
const replace = (event: object, path: readonly string[], value: unknown): object => {
  const copy: object = structuredClone(event);
  const parent = path.slice(0, -1).reduce<unknown>((at, name) => Reflect.get(Object(at), name), copy);
  const name = path.at(-1) ?? '';
  if (typeof parent !== 'object' || parent === null) return copy;
  if (value === undefined) Reflect.deleteProperty(parent, name);
  else Reflect.set(parent, name, value);
  return copy;
};

const events = fc
  .record({
    kind: fc.constantFrom(...eventKinds),
    request: requests,
    breaks: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 2 }))), {
      minLength: 1,
      maxLength: 2,
    }),
  })
  .map(({ kind, request, breaks }) => ({
    kind,
    request,
    event: breaks.reduce<object>((event, [place, value]) => {
      const all = places(event);
      return replace(event, all[place % all.length] ?? [], value);
    }, kind.build(request)),
  }));

/** A modified Lambda event gets an answer, never a 5xx. */
export const eventPromise = (tally: Tally): fc.IAsyncProperty<unknown> => {
  const verifier = makeVerifier();
  return fc.asyncProperty(events, async ({ kind, request, event }) => {
    const host = conformanceHost(middy, verifier, { ...kind, build: () => event });
    const answer = await host(request).then(answerOf, (error: unknown) => {
      // An event that is no longer an HTTP request cannot get an HTTP response.
      if (!isHttpEvent(event)) return 'no HTTP event';
      throw new Finding(`Every event gets an answer. ${kind.name}: ${error}`, { request, event });
    });
    if (answer !== 'no HTTP event' && answer >= '5') throw new Finding(`No event causes a 5xx.`, { request, event });
    count(tally, answer);
  });
};

const values = fc.oneof(
  requests.map(({ headers }) => headers.map(([, value]) => value)),
  fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 3 }),
);
const given = fc.option(
  fc.oneof(
    values,
    values.map((list) => list.join(', ')),
  ),
  { nil: undefined },
);

/** For any host values, reading the token returns a sent value, undefined, or throws an AuthError. */
export const sourcePromise = (tally: Tally): fc.IProperty<unknown> =>
  fc.property(given, given, given, (authorization, cookies, parameters) => {
    const request: HttpRequest = {
      header: (name) => (name === 'authorization' ? authorization : cookies),
      query: () => parameters,
    };
    const sent = [authorization, cookies, parameters].flat();
    try {
      const token = readToken(request, [bearer(), cookie('session'), query('access_token')]);
      if (token !== undefined && !sent.some((value) => value?.includes(token)))
        throw new Finding('A token equals a sent value.', sent);
      count(tally, token === undefined ? 'none' : 'one');
    } catch (error) {
      if (!AuthError.is(error))
        throw error instanceof Finding ? error : new Finding(`Refused by AuthError: ${error}`, sent);
      count(tally, error.code);
    }
  });
