import type { ConformanceCase, ConformanceChallenge } from './case.ts';
import { type ParsedChallenge, parseChallenge } from './challenge.ts';
import { injectedHeader, plantedMarker } from './vocabulary.ts';

/** An answer of the app under test, as {@link sendRaw} returns it. */
export interface ConformanceReply {
  readonly status: number;
  /** By name, in any letter case; a list for a header that was sent more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Where the pages of `AuthError.docs` are. They are for operators. */
const docsUrl = 'https://cognito-guard.github.io/';

/**
 * Compares an answer with the expected one. Also reports an echo of the marker that hostile requests contain, and a
 * header that they try to inject, and the URL of `AuthError.docs`.
 *
 * @returns One sentence for each mismatch; an empty list when the answer conforms.
 */
export function checkAnswer({ answer }: ConformanceCase, reply: ConformanceReply): string[] {
  const header = (name: string): string | undefined => headerText(reply, name);
  const mismatches: string[] = [];
  if (reply.status !== answer.status) mismatches.push(`status is ${reply.status}, expected ${answer.status}`);

  const code = header('x-auth-code') ?? null;
  if (answer.code !== undefined && code !== answer.code) {
    mismatches.push(`x-auth-code is ${code ?? 'absent'}, expected ${answer.code ?? 'absent'}`);
  }
  if (answer.challenge !== undefined) {
    mismatches.push(...challengeMismatches(header('www-authenticate'), answer.challenge));
  }
  const cacheControl = header('cache-control') ?? null;
  if (answer.cacheControl !== undefined && cacheControl !== answer.cacheControl) {
    mismatches.push(`cache-control is ${cacheControl ?? 'absent'}, expected ${answer.cacheControl ?? 'absent'}`);
  }
  const retryAfter = header('retry-after');
  if (answer.retryAfter && !/^\d+$/.test(retryAfter ?? '')) {
    mismatches.push(`retry-after is ${retryAfter ?? 'absent'}, expected whole seconds`);
  }
  if (answer.subject !== undefined) {
    const expected = JSON.stringify(answer.subject);
    const subject = bodySubject(reply.body);
    if (subject !== expected) mismatches.push(`subject is ${subject}, expected ${expected}`);
  }
  if (header(injectedHeader) !== undefined) mismatches.push('a header was injected');
  const text = JSON.stringify([reply.headers, reply.body]);
  if (text.includes(plantedMarker)) mismatches.push('the answer echoes the marker of the request');
  if (text.includes(docsUrl)) mismatches.push('the answer contains error.docs, which is for operators');
  return mismatches;
}

function challengeMismatches(value: string | undefined, expected: ConformanceChallenge | null): string[] {
  if (value === undefined) return expected === null ? [] : ['www-authenticate is absent'];
  if (expected === null) return ['www-authenticate is present, expected absent'];
  const challenge = parseChallenge(value);
  if (challenge?.scheme !== 'Bearer') return ['www-authenticate is not one Bearer challenge'];
  // RFC 6750 §3: one or more parameters must follow the scheme.
  if (Object.keys(challenge.params).length === 0) return ['www-authenticate has no parameter'];
  return [
    ...paramMismatch(challenge, 'error', expected.error),
    ...paramMismatch(challenge, 'scope', expected.scope),
    ...paramMismatch(challenge, 'acr_values', expected.acrValues),
    ...paramMismatch(challenge, 'max_age', expected.maxAge),
    // RFC 6750 §3.1: without an error code there is nothing to describe.
    ...(expected.error === undefined ? paramMismatch(challenge, 'error_description', undefined) : []),
  ];
}

function paramMismatch({ params }: ParsedChallenge, name: string, expected: string | undefined): string[] {
  const actual = params[name];
  if (actual === expected) return [];
  return [`challenge ${name} is ${actual ?? 'absent'}, expected ${expected ?? 'absent'}`];
}

function headerText({ headers }: ConformanceReply, name: string): string | undefined {
  const values = Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
  return values.length === 0 ? undefined : values.join(', ');
}

/** The body's `subject` as JSON text, which distinguishes null, "null" and a missing subject. */
function bodySubject(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && 'subject' in value) return JSON.stringify(value.subject);
    return 'absent';
  } catch {
    return 'absent (the body is not JSON)';
  }
}
