/** A wrong request, and what Cognito answers. */
export interface Row {
  readonly name: string;
  /** The state before the request: a name in `world.ts`. Its values fill `{…}` in the request. */
  readonly given?: string;
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly query?: Parameters;
  readonly form?: Parameters;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: Answer;
  /** The page of the Amazon Cognito Developer Guide, or why there is none. */
  readonly source: string;
}

/** Parameters; an array gives one several times, null leaves one out. */
export type Parameters = Readonly<Record<string, string | readonly string[] | null>>;

/** The parts of an answer that a row promises. */
export interface Answer {
  readonly status: number;
  /** `error` of a JSON body. */
  readonly error?: string;
  /** `error_description` of a JSON body. */
  readonly description?: string;
  readonly location?: string;
  readonly challenge?: string;
  readonly allow?: string;
  /** The alert of a page. */
  readonly alert?: string;
}

const guide = 'https://docs.aws.amazon.com/cognito/latest/developerguide';
export const documented = {
  authorize: `${guide}/authorization-endpoint.html`,
  login: `${guide}/login-endpoint.html`,
  token: `${guide}/token-endpoint.html`,
  userInfo: `${guide}/userinfo-endpoint.html`,
  revoke: `${guide}/revocation-endpoint.html`,
  logout: `${guide}/logout-endpoint.html`,
  resource: `${guide}/cognito-user-pools-define-resource-servers.html`,
  rotation: `${guide}/amazon-cognito-user-pools-using-the-refresh-token.html`,
  stepUp: `${guide}/cognito-user-pools-step-up-authentication.html`,
} as const;

/** AWS documents the rule or nothing at all, and not the answer; the standard that decides is named where there is one. */
export const notDocumented = (basis?: string): string =>
  basis === undefined ? 'not documented' : `not documented; ${basis}`;
