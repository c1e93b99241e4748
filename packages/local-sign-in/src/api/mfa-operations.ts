import { Secret } from 'otpauth';
import type { Mfa } from '../options/user-options.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { isTotp } from '../pool/totp.ts';
import type { User } from '../pool/users.ts';
import { invalidParameter } from './errors.ts';
import { boolean, type Input, optional, type Reader, structure, text, withDefault } from './input.ts';
import { token, username } from './members.ts';
import { adminOperation, type Operations, operation } from './operation.ts';
import { holderOf } from './user-operations.ts';
import { userOf } from './user-types.ts';

const settings = { Enabled: withDefault(boolean, false), PreferredMfa: withDefault(boolean, false) };
const setting: Reader<Input<typeof settings> | undefined> = optional(structure(settings));
const preference = { SoftwareTokenMfaSettings: setting, EmailMfaSettings: setting, SMSMfaSettings: setting };

/** The factor, where the user can have it. */
const factorOf = ({ softwareToken, attributes }: User, method: Mfa['method']): Mfa => {
  const secret = softwareToken ?? '';
  const has = { totp: secret, email: attributes['email'], sms: attributes['phone_number'] }[method];
  if (has !== undefined && has !== '') return { method, secret, when: 'every-sign-in' };
  throw invalidParameter(
    method === 'totp'
      ? 'User has not verified software token mfa'
      : 'User does not have delivery config set to turn on the factor',
  );
};

/** A user has one factor here: the preferred one of those that are enabled, or the first. */
const setPreference = ({ users }: LocalPool, user: User, input: Input<typeof preference>): object => {
  const given = [
    { method: 'totp', setting: input.SoftwareTokenMfaSettings },
    { method: 'email', setting: input.EmailMfaSettings },
    { method: 'sms', setting: input.SMSMfaSettings },
  ] as const;
  const enabled = given.filter(({ setting }) => setting?.Enabled === true);
  const factors = enabled.map(({ method }) => factorOf(user, method));
  const preferred = enabled.findIndex(({ setting }) => setting?.PreferredMfa === true);
  const isOff = given.some(({ method, setting }) => method === user.mfa?.method && setting?.Enabled === false);
  users.update(user, { mfa: factors[Math.max(preferred, 0)] ?? (isOff ? undefined : user.mfa) });
  return {};
};

/**
 * Operations on the second factor.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
 */
export const mfaOperations: Operations = {
  AssociateSoftwareToken: operation({ AccessToken: token }, async (pool, { AccessToken }) => {
    const { username } = await holderOf(pool, AccessToken);
    const { base32 } = new Secret({ size: 32 });
    pool.softwareTokens.set(username, { secret: base32 });
    return { SecretCode: base32 };
  }),

  VerifySoftwareToken: operation(
    { AccessToken: token, UserCode: text({ min: 6, max: 6, pattern: '[0-9]+' }) },
    async (pool, { AccessToken, UserCode }) => {
      const user = await holderOf(pool, AccessToken);
      const pending = pool.softwareTokens.get(user.username);
      if (pending === undefined) {
        throw new CognitoError('SoftwareTokenMFANotFoundException', 'The user has no software token to verify.');
      }
      if (!isTotp(UserCode, pending.secret, pool.config.clock())) {
        throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch');
      }
      pool.softwareTokens.delete(user.username);
      pool.users.update(user, { softwareToken: pending.secret });
      return { Status: 'SUCCESS' };
    },
  ),

  SetUserMFAPreference: operation({ AccessToken: token, ...preference }, async (pool, { AccessToken, ...input }) =>
    setPreference(pool, await holderOf(pool, AccessToken), input),
  ),

  AdminSetUserMFAPreference: adminOperation({ Username: username, ...preference }, (pool, { Username, ...input }) =>
    setPreference(pool, userOf(pool, Username), input),
  ),
};
