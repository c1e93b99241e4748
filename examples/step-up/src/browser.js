// The page of page.ts runs this after it has declared `options` and `stepUpParameters`.
const state = document.querySelector('#state');
const redirectUri = `${location.origin}/callback`;

const encode = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Sends the user to sign in, with the level and the age that a challenge named. */
const signIn = async (parameters) => {
  const [verifier, requestState] = [32, 16].map((length) => encode(crypto.getRandomValues(new Uint8Array(length))));
  sessionStorage.setItem('sign-in', JSON.stringify({ verifier, requestState }));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  location.href = `${options.signInOrigin}/oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: options.clientId,
    redirect_uri: redirectUri,
    scope: 'openid',
    state: requestState,
    code_challenge: encode(digest),
    code_challenge_method: 'S256',
    ...parameters,
  })}`;
};

/** Exchanges the code of the callback for a token. */
const finishSignIn = async (code, returnedState) => {
  const { verifier, requestState } = JSON.parse(sessionStorage.getItem('sign-in') ?? '{}');
  if (requestState === undefined || returnedState !== requestState) throw new Error('This sign-in began elsewhere.');
  sessionStorage.removeItem('sign-in');
  const response = await fetch(`${options.signInOrigin}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: options.clientId,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  sessionStorage.setItem('token', (await response.json()).access_token);
  history.replaceState(null, '', '/');
};

const pay = async () => {
  const token = sessionStorage.getItem('token');
  if (token === null) return signIn({});
  const response = await fetch('/api/payments', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  const parameters = stepUpParameters(response);
  if (parameters !== undefined) return signIn(parameters);
  state.textContent = response.ok ? 'Paid.' : `Refused: ${response.status}`;
};

const query = new URLSearchParams(location.search);
if (query.has('code')) await finishSignIn(query.get('code'), query.get('state'));
document.querySelector('#pay').addEventListener('click', pay);
