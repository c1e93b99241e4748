import { callback } from '../support/pool.ts';
import { documented, notDocumented, type Row } from './row.ts';

const query = { client_id: 'web', redirect_uri: callback, response_type: 'code', state: 'abc' };
const atPage = (error: string): Row['answer'] => ({ status: 302, location: `/error?error=${error}` });

/** Rows of the sign-in page. Its texts are those of the API's exceptions. */
export const loginRows: readonly Row[] = [
  {
    name: 'the sign-in page without a request',
    path: '/login',
    answer: atPage('invalid_request'),
    source: notDocumented(),
  },
  {
    name: 'the sign-in page with a scope that the client does not have',
    path: '/login',
    query: { ...query, scope: 'orders/write' },
    answer: { status: 302, location: `${callback}?error=invalid_scope&state=abc` },
    source: documented.login,
  },
  {
    name: 'a form without a CSRF token',
    path: '/login',
    query,
    form: { username: 'alice', password: 'Password1!' },
    answer: atPage('invalid_request'),
    source: notDocumented(),
  },
  {
    name: 'a form with the CSRF token of another browser',
    given: 'a form',
    path: '/login',
    query,
    form: { _csrf: '{csrf}x', username: 'alice', password: 'Password1!' },
    answer: atPage('invalid_request'),
    source: notDocumented(),
  },
  ...(
    [
      ['a wrong password', 'alice', 'Password2!'],
      ['a password in upper case', 'alice', 'PASSWORD1!'],
      ['a user that does not exist', 'mallory', 'Password1!'],
      ['the password of a user who has none', 'guest', ''],
    ] as const
  ).map(
    ([name, username, password]): Row => ({
      name,
      given: 'a form',
      path: '/login',
      query,
      form: { _csrf: '{csrf}', username, password },
      answer: { status: 400, alert: 'Incorrect username or password.' },
      source: notDocumented('the text is of NotAuthorizedException, InitiateAuth'),
    }),
  ),
  {
    name: 'a pick of a user that is not seeded',
    given: 'a form',
    path: '/login',
    query,
    form: { _csrf: '{csrf}', pick: 'mallory' },
    answer: { status: 400, alert: 'Incorrect username or password.' },
    source: notDocumented(),
  },
  {
    name: 'a password at a client whose users come from a provider',
    given: 'a form',
    path: '/login',
    query: { ...query, client_id: 'corp' },
    form: { _csrf: '{csrf}', username: 'alice', password: 'Password1!' },
    answer: { status: 302, location: '/error?error=invalid_request&client_id=corp' },
    source: notDocumented(),
  },
  {
    name: 'a challenge that was never made',
    given: 'a form',
    path: '/mfa',
    query,
    form: { _csrf: '{csrf}', session: 'none', answer: '123456' },
    answer: { status: 400, alert: 'Invalid session for the user, session is expired.' },
    source: notDocumented('the text is of NotAuthorizedException, RespondToAuthChallenge'),
  },
];
