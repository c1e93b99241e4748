import type { ConformanceAnswer, ConformanceCase } from './case.ts';
import { conformanceClient, getAs, missingToken, userToken, welcome } from './vocabulary.ts';

/** 401 with the level and the age of the sign-in that the route needs (RFC 9470 §3). */
const signInAgain: ConformanceAnswer = {
  status: 401,
  code: 'insufficient_user_authentication',
  challenge: { error: 'insufficient_user_authentication', acrValues: 'urn:cognito:loa:3', maxAge: '300' },
};

interface SignIn {
  /** Undefined: the token has no such claim. */
  readonly acr: unknown;
  /** Seconds since the sign-in. Undefined: the token has no `auth_time`. */
  readonly age: number | undefined;
}

const ageOf = (issuedAt: number, age: number | undefined): number | undefined =>
  age === undefined ? undefined : issuedAt - age;

/** A machine's token is issued to its client. */
const withoutUser = { sub: conformanceClient, username: undefined, 'cognito:groups': undefined };

function paying(
  name: string,
  { acr, age }: SignIn,
  answer: ConformanceAnswer,
  more: Readonly<Record<string, unknown>> = {},
): ConformanceCase {
  return {
    name,
    request: ({ pool }) => {
      const claims = { acr, auth_time: ageOf(Math.floor(Date.now() / 1000), age), ...more };
      return getAs(`Bearer ${userToken(pool, { claims })}`, '/payments');
    },
    answer,
  };
}

/** Step-up authentication: the level and the age of the sign-in. */
export const stepUpCases: readonly ConformanceCase[] = [
  paying('a recent sign-in of the required level may pay', { acr: 'urn:cognito:loa:3', age: 10 }, welcome()),
  paying('a recent sign-in of a stronger level may pay', { acr: 'urn:cognito:loa:4', age: 10 }, welcome()),
  paying('a lower level must sign in again', { acr: 'urn:cognito:loa:1', age: 10 }, signInAgain),
  paying('a token without a level must sign in again', { acr: undefined, age: 10 }, signInAgain),
  paying('a list of levels is no level', { acr: ['urn:cognito:loa:3'], age: 10 }, signInAgain),
  paying('an unknown level must sign in again', { acr: 'urn:cognito:loa:5', age: 10 }, signInAgain),
  paying('an old sign-in must sign in again', { acr: 'urn:cognito:loa:4', age: 600 }, signInAgain),
  paying('a token without auth_time must sign in again', { acr: 'urn:cognito:loa:4', age: undefined }, signInAgain),
  paying('a sign-in in the future must sign in again', { acr: 'urn:cognito:loa:4', age: -60 }, signInAgain),
  paying(
    'a machine never meets a level, whatever its token claims',
    { acr: 'urn:cognito:loa:4', age: 10 },
    signInAgain,
    withoutUser,
  ),
  {
    name: 'a missing token has no challenge to sign in again',
    request: () => ({ method: 'GET', path: '/payments', headers: [] }),
    answer: missingToken,
  },
];
