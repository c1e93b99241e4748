/** The names that derive from the id of an Amazon Cognito user pool. */
export interface UserPoolNames {
  /** For example `eu-west-1_TestPool1`. */
  readonly userPoolId: string;
  /** The AWS Region: the part of the id before the underscore. */
  readonly region: string;
  /** `https://cognito-idp.<region>.amazonaws.com/<userPoolId>`: the `iss` of the pool's tokens. */
  readonly issuer: string;
  /** `https://issuer-cognito-idp.<region>.amazonaws.com/<userPoolId>`: the format AWS has recommended since 2026. */
  readonly updatedIssuer: string;
  /** The URL of the pool's keys: {@link UserPoolNames.issuer} followed by `/.well-known/jwks.json`. */
  readonly jwksUri: string;
}

/** The path of a pool's keys below its issuer. */
export const jwksPath: string = '/.well-known/jwks.json';

/** As strict as a production verifier, so that tests find configuration mistakes. */
const userPoolIdPattern = /^((?:eusc-[a-z]{2}|[a-z]{2})-(?:gov-)?[a-z]+-\d)_[A-Za-z0-9]+$/;
const clientIdPattern = /^[a-z0-9]{1,128}$/;

/**
 * Derives the names of a user pool from its id.
 *
 * @throws TypeError when the id does not look like a production one, `<region>_<letters and digits>`.
 */
export function userPoolNames(userPoolId: string): UserPoolNames {
  const region = userPoolIdPattern.exec(userPoolId)?.[1];
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

/** @throws TypeError unless the app client id has 1 to 128 lower-case letters and digits, as Cognito's ids. */
export function assertClientId(clientId: string): void {
  if (!clientIdPattern.test(clientId)) {
    throw new TypeError('createTestPool: "clientId" must be lower-case letters and digits, as Cognito makes them');
  }
}
