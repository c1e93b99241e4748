/** The arguments of `app.request`: a GET, with a bearer token where one is given. */
export const withToken = (token?: string): { readonly headers: Record<string, string> } => ({
  headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
});
