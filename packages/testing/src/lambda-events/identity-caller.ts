import { gateway } from './lambda-request.ts';

/** An identity of an identity pool, whose AWS credentials signed the request. */
export interface IdentityCaller {
  /** `<region>:<UUID>`. */
  readonly identityId: string;
  /** `<region>:<UUID>`. */
  readonly identityPoolId: string;
  /** The provider and the user behind the identity, such as a user pool's; default none: a guest. */
  readonly login?: {
    /** `cognito-idp.<region>.amazonaws.com/<pool>`: a test pool's `issuer` without `https://`. */
    readonly provider: string;
    /** `sub`. */
    readonly subject: string;
  };
}

/** The signer in every host's events: a role's session. */
export const callerFields: Readonly<Record<'accessKey' | 'accountId' | 'callerId' | 'userArn', string>> = {
  accessKey: 'ASIA0123456789ABCDEF',
  accountId: gateway.accountId,
  callerId: 'AROA0123456789ABCDEF:CognitoIdentityCredentials',
  userArn: `arn:aws:sts::${gateway.accountId}:assumed-role/user/CognitoIdentityCredentials`,
};

/** The `amr` list: authenticated or not, the provider and the user. */
export const signInOf = ({ login }: IdentityCaller): readonly [type: string, ...providers: string[]] =>
  login === undefined
    ? ['unauthenticated']
    : ['authenticated', login.provider, `${login.provider}:CognitoSignIn:${login.subject}`];
