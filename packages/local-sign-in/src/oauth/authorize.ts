import { Hono } from 'hono';
import { readSession } from '../login/cookies.ts';
import { Visit } from '../login/visit.ts';
import { needsStepUp } from '../pool/acr.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { Session } from '../pool/sessions.ts';
import { type AuthorizationRequest, appError } from './authorization-request.ts';
import { completeAuthorization } from './completion.ts';

/** Whether a session is good enough: it may be used at the client, and is not older than the app accepts. */
const isUsable = (request: AuthorizationRequest, session: Session, now: number): boolean => {
  const { client, maxAge, prompt, provider } = request;
  const isFresh = maxAge === undefined || now - session.authTime <= maxAge;
  const isAllowed = client.providers.includes(session.provider ?? 'COGNITO');
  const isAsked = provider === undefined || provider.name === session.provider;
  return isFresh && isAllowed && isAsked && !prompt.includes('login');
};

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
export const authorizeRoutes = (pool: LocalPool): Hono =>
  new Hono().get('/oauth2/authorize', async (c) => {
    const visit = new Visit(c, pool);
    const { request } = visit;
    const isSilent = request.prompt.includes('none');
    const session = readSession(c, pool);
    const user = session && pool.users.find(session.username);
    if (session && user && isUsable(request, session, Math.floor(pool.config.clock() / 1000))) {
      const { mfa } = user;
      const isEnough = !needsStepUp(request.acrValues, session.methods, mfa);
      if (isEnough) return c.redirect(await completeAuthorization(pool, request, session, user));
      if (mfa !== undefined && !isSilent) {
        // The second factor alone is missing: the user is not asked for the password again.
        return visit.next(pool.authentication.stepUp(user, mfa, session.methods, visit.attempt));
      }
    }
    if (isSilent) {
      throw appError(request, 'login_required', 'prompt is none, and the browser has no session that is good enough');
    }
    const { provider } = request;
    return c.redirect(visit.href(provider === undefined ? '/login' : `/providers/${provider.name}`));
  });
