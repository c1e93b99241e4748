import type { ChallengeName } from '../pool/sign-in-step.ts';
import type { User } from '../pool/users.ts';
import { maskEmail, maskPhone } from './codes.ts';

/** `ChallengeParameters`. */
export const challengeParameters = (name: ChallengeName, { username, attributes }: User): object => {
  const common = { USER_ID_FOR_SRP: username };
  switch (name) {
    case 'SOFTWARE_TOKEN_MFA':
      return common;
    case 'EMAIL_OTP':
      return {
        ...{ CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: maskEmail(attributes['email'] ?? '') },
        ...common,
      };
    case 'SMS_MFA':
      return {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
        CODE_DELIVERY_DESTINATION: maskPhone(attributes['phone_number'] ?? ''),
        ...common,
      };
    case 'NEW_PASSWORD_REQUIRED':
      // JSON in a text; clients parse it.
      return { ...common, requiredAttributes: '[]', userAttributes: JSON.stringify(attributes) };
  }
};
