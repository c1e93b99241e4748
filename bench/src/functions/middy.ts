import { authenticate } from '@cognito-guard/middy';
import { type HttpEvent, httpEvent, lambdaContext } from '@cognito-guard/testing/lambda-events';
import middy, { type MiddlewareObj } from '@middy/core';
import { type Fixture, freshTokens, usualTokens } from '../fixture.ts';
import { awsJwtVerify, ourVerifier } from '../verifiers.ts';
import { functionGroup } from './function-group.ts';
import type { SubjectMaker, Subjects } from './subject.ts';

const ok = async () => ({ statusCode: 200 });
const plain = () => middy<HttpEvent, unknown>();

/** The callers' events in turn. Lambda parses every event; here only the header is a new string. */
const handling =
  (makeHandler: (fixture: Fixture) => Promise<(event: HttpEvent, context: never) => Promise<unknown>>): SubjectMaker =>
  async (fixture) => {
    const handler = await makeHandler(fixture);
    const event = httpEvent({ path: '/api/me' });
    const token = freshTokens(fixture);
    return async (index) => {
      const headers = { ...event.headers, authorization: `Bearer ${token(index)}` };
      const answer = await handler({ ...event, headers }, lambdaContext() as never);
      if ((answer as { readonly statusCode: number }).statusCode !== 200)
        throw new Error('Middy refused a valid token.');
    };
  };

const byHand = async (fixture: Fixture) => {
  const verify = await awsJwtVerify(fixture);
  const guard: MiddlewareObj<HttpEvent> = {
    before: async ({ event, context }) => {
      const token = event.headers['authorization']?.split('Bearer ').at(1) ?? '';
      Object.assign(context, { auth: await verify(token) });
    },
  };
  return plain().use(guard).handler(ok);
};

export const subjects: Subjects = {
  unguarded: handling(async () => plain().handler(ok)),
  'cognito-guard': handling(async (fixture) =>
    plain()
      .use(authenticate(ourVerifier(fixture)))
      .handler(ok),
  ),
  'aws-jwt-verify by hand': handling(byHand),
};

/** A Middy handler, warm. */
export const middyHandlers = functionGroup({
  name: 'middy',
  what: 'one event through a Middy handler, 500 callers',
  module: import.meta.url,
  tokens: usualTokens,
  figures: [
    { name: 'Middy: aws-jwt-verify by hand / guarded', of: 'aws-jwt-verify by hand', per: 'cognito-guard' },
    { name: 'Middy: guarded / unguarded', of: 'cognito-guard', per: 'unguarded' },
  ],
});
