import { Field, type Form, PostForm, Submit, UsernameForManagers } from './form.tsx';
import { type Html, layout } from './layout.tsx';
import { passwordHint } from './sign-up.tsx';

/** What the page of a challenge shows. */
interface ChallengeProps {
  /** Fields: `session`, hidden, and `answer`: the code, or the new password. */
  readonly form: Form;
  readonly session: string;
}

/** What the page of a second factor shows. */
export interface MfaProps extends ChallengeProps {
  readonly method: 'totp' | 'email' | 'sms';
}

const leads = {
  totp: 'The code is in your authenticator app.',
  email: 'No email is sent. The code is in the terminal where this pool runs.',
  sms: 'No SMS is sent. The code is in the terminal where this pool runs.',
} as const;

/** The page of a second factor. */
export const mfaPage = ({ form, session, method }: MfaProps): Html =>
  layout({
    title: 'Enter your code',
    lead: leads[method],
    refused: form.error !== undefined,
    children: (
      <PostForm form={form} hidden={{ session }}>
        <Field name="answer" label="Code" autocomplete="one-time-code" isCode refused={form.error !== undefined} />
        <Submit>Continue</Submit>
      </PostForm>
    ),
  });

/** What the page of a new password shows. */
export interface NewPasswordProps extends ChallengeProps {
  readonly username: string;
}

/** The page for users whose password must be changed. */
export const newPasswordPage = ({ form, session, username }: NewPasswordProps): Html =>
  layout({
    title: 'Choose a new password',
    lead: 'Your password is temporary. Replace it to sign in.',
    refused: form.error !== undefined,
    children: (
      <PostForm form={form} hidden={{ session }}>
        <UsernameForManagers username={username} />
        <Field
          name="answer"
          label="New password"
          type="password"
          autocomplete="new-password"
          hint={passwordHint}
          refused={form.error !== undefined}
        />
        <Submit>Save and sign in</Submit>
      </PostForm>
    ),
  });
