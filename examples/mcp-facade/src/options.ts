/** What the façade stands in front of. */
export interface FacadeOptions {
  /** The façade's own URL, without a path: `issuer` in its metadata. */
  readonly issuer: string;
  /** The domain of managed login, such as `https://orders.auth.eu-west-1.amazoncognito.com`. */
  readonly userPoolDomain: string;
  /** A public app client of its own. Its only callback URL in Cognito is `<issuer>/callback`. */
  readonly clientId: string;
  /** Where codes may go: the redirect URIs of the MCP clients that you allow, compared exactly. */
  readonly redirectUris: readonly string[];
  /** Scopes that clients may request. */
  readonly scopes: readonly string[];
  /** At least 32 random bytes as text, the same in every process of the façade. */
  readonly secret: string;
}
