/** What an Amazon Cognito user pool id says about the pool: where it lives and how its tokens name it. */
export interface UserPoolNames {
  /** For example `eu-west-1_TestPool1`. */
  readonly userPoolId: string;
  /** The AWS region, the part of the id before the underscore. */
  readonly region: string;
  /** `https://cognito-idp.<region>.amazonaws.com/<userPoolId>`: the `iss` of the pool's tokens. */
  readonly issuer: string;
  /** `https://issuer-cognito-idp.<region>.amazonaws.com/<userPoolId>`: the format AWS has recommended since 2026. */
  readonly updatedIssuer: string;
  /** Where the pool publishes its keys: {@link UserPoolNames.issuer} followed by `/.well-known/jwks.json`. */
  readonly jwksUri: string;
}

/** The path, below an issuer, at which Cognito publishes a pool's keys. */
export const jwksPath: string = '/.well-known/jwks.json';

/** As strict as a production verifier: a test pool whose id only tests accept would hide configuration mistakes. */
const userPoolIdShape = /^((?:eusc-[a-z]{2}|[a-z]{2})-(?:gov-)?[a-z]+-\d)_[A-Za-z0-9]+$/;
const clientIdShape = /^[a-z0-9]{1,128}$/;

/**
 * Reads a user pool id.
 *
 * @throws TypeError when the id does not look like a production one, `<region>_<letters and digits>`.
 */
export function userPoolNames(userPoolId: string): UserPoolNames {
  const region = userPoolIdShape.exec(userPoolId)?.[1];
  if (region === undefined) {
    throw new TypeError(
      'createTestPool: "userPoolId" must look like a production id, <region>_<letters and digits>, for example "eu-west-1_TestPool1"',
    );
  }
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
  return {
    userPoolId,
    region,
    issuer,
    updatedIssuer: `https://issuer-cognito-idp.${region}.amazonaws.com/${userPoolId}`,
    jwksUri: `${issuer}${jwksPath}`,
  };
}

/** Throws a TypeError unless the app client id has Cognito's alphabet: lower-case letters and digits. */
export function assertClientId(clientId: string): void {
  if (!clientIdShape.test(clientId)) {
    throw new TypeError('createTestPool: "clientId" must be lower-case letters and digits, as Cognito makes them');
  }
}
