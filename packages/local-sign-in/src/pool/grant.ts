/** What one sign-in at one app client is allowed; every token of it is made from this. */
export interface Grant {
  readonly clientId: string;
  readonly username: string;
  readonly scopes: readonly string[];
  /** `auth_time`, in seconds since the epoch. */
  readonly authTime: number;
  readonly originJti: string;
  readonly eventId: string;
  /** `acr` and `amr`, where the request named `acr_values`. */
  readonly acr: string | undefined;
  readonly amr: readonly string[] | undefined;
  /** `aud` of access tokens, where the request named a `resource`. */
  readonly resource: string | undefined;
  /** Whether the sign-in was at managed login, and not by the user pool API. */
  readonly managedLogin: boolean;
}
