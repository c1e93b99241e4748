interface MachineClient {
  /** `https://<domain>/oauth2/token` of the user pool. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}

/** Returns a function that resolves to the client's access token, and requests a new one a minute before it expires. */
export const machineTokens = ({ tokenEndpoint, clientId, clientSecret, scope }: MachineClient) => {
  let known: { readonly token: string; readonly renewAt: number } | undefined;
  let pending: Promise<NonNullable<typeof known>> | undefined;

  const request = async () => {
    const response = await fetch(tokenEndpoint, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    if (!response.ok) throw new Error(`The token endpoint answered ${response.status}.`);
    const { access_token: token, expires_in: seconds } = await response.json();
    return { token: String(token), renewAt: Date.now() + (Number(seconds) - 60) * 1000 };
  };

  return async (): Promise<string> => {
    if (known === undefined || Date.now() >= known.renewAt) {
      // Concurrent callers share one request.
      pending ??= request().finally(() => {
        pending = undefined;
      });
      known = await pending;
    }
    return known.token;
  };
};
