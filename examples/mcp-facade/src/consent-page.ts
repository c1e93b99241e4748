import { html } from 'hono/html';
import type { RequestState } from './request-state.ts';

/** The page that shows which application receives access. Cognito itself has no consent page. */
export const consentPage = ({ redirectUri, parameters }: RequestState, sealed: string) => html`<!doctype html>
<html lang="en">
  <title>Allow access?</title>
  <h1>Allow access?</h1>
  <p>An application wants to use <b>${parameters['resource'] ?? 'the API'}</b> in your name.</p>
  <p>It requests: <b>${parameters['scope']}</b></p>
  <p>Your browser then goes to <b>${redirectUri}</b>. Continue only if you have just started this sign-in there.</p>
  <form method="post" action="/authorize">
    <input type="hidden" name="request" value="${sealed}" />
    <button name="decision" value="deny">Deny</button>
    <button name="decision" value="allow">Allow</button>
  </form>
</html>`;
