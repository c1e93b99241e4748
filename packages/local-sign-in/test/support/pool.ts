import {
  createLocalSignIn,
  type LocalSignIn,
  type LocalSignInOptions,
  type RefusedRequest,
  type SentCode,
} from '../../src/index.ts';
import { Browser } from './browser.ts';

export const callback = 'http://localhost:3000/callback';
export const signedOut = 'http://localhost:3000/signed-out';

/** A pool for tests, with a clock that can be moved and the codes that it sent. */
export interface TestedPool extends AsyncDisposable {
  readonly local: LocalSignIn;
  readonly sent: readonly SentCode[];
  /** The requests that it refused. */
  readonly refused: readonly RefusedRequest[];
  /** The name of the session cookie. */
  readonly cookieName: string;
  /** The code that was sent last. */
  readonly lastCode: string;
  advance(seconds: number): void;
  browser(): Browser;
  /** The authorize endpoint's URL with these parameters over the usual ones; null leaves one out. */
  authorizeUrl(parameters?: Readonly<Record<string, string | null>>): string;
  /** Posts a form to an endpoint that apps call. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
}

export const openPool = async (options: Partial<LocalSignInOptions> = {}): Promise<TestedPool> => {
  let ahead = 0;
  const sent: SentCode[] = [];
  const refused: RefusedRequest[] = [];
  const local = await createLocalSignIn({
    clients: [{ clientId: 'web', callbackUrls: [callback], logoutUrls: [signedOut] }],
    users: [{ username: 'alice', password: 'Password1!', email: 'alice@example.com', groups: ['admins'] }],
    onCode: (code) => sent.push(code),
    onRefusal: (one) => refused.push(one),
    clock: () => Date.now() + ahead,
    ...options,
  });
  return {
    local,
    sent,
    refused,
    cookieName: `cognito-${new URL(local.origin).port}`,
    get lastCode() {
      return sent.at(-1)?.code ?? '';
    },
    advance: (seconds) => {
      ahead += seconds * 1000;
    },
    browser: () => new Browser(local.origin, local.fetch),
    authorizeUrl: (parameters = {}) => {
      const url = new URL('/oauth2/authorize', local.origin);
      const usual = { response_type: 'code', client_id: 'web', redirect_uri: callback };
      for (const [name, value] of Object.entries({ ...usual, ...parameters })) {
        if (value !== null) url.searchParams.set(name, value);
      }
      return url.href;
    },
    post: async (path, fields, headers = {}) => {
      const response = await local.fetch(
        new Request(new URL(path, local.origin), { method: 'POST', body: new URLSearchParams(fields), headers }),
      );
      const text = await response.text();
      return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {}, headers: response.headers };
    },
    [Symbol.asyncDispose]: local.close,
  };
};
