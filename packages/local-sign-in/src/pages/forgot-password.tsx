import { Below, Field, type Form, PostForm, Submit, UsernameField, UsernameForManagers } from './form.tsx';
import { type Html, layout } from './layout.tsx';
import { passwordHint } from './sign-up.tsx';

/** What the page shows on which a forgotten password starts. */
export interface ForgotPasswordProps {
  /** Field: `username`. */
  readonly form: Form;
  /** Whether users sign in by email address alone. */
  readonly byEmail: boolean;
  readonly signInHref: string;
}

/** The page on which a forgotten password starts. */
export const forgotPasswordPage = ({ form, byEmail, signInHref }: ForgotPasswordProps): Html =>
  layout({
    title: 'Reset your password',
    lead: 'No email is sent. A reset code appears in the terminal where this pool runs.',
    refused: form.error !== undefined,
    children: (
      <>
        <PostForm form={form}>
          <UsernameField byEmail={byEmail} refused={form.error !== undefined} />
          <Submit>Print a reset code</Submit>
        </PostForm>
        <Below href={signInHref}>Back to sign in</Below>
      </>
    ),
  });

/** What the page shows on which a new password is set with a code. */
export interface ResetPasswordProps {
  /** Fields: `username`, hidden, `code` and `password`. */
  readonly form: Form;
  readonly username: string;
  readonly forgotPasswordHref: string;
  readonly signInHref: string;
}

/** The page on which a new password is set with a code. */
export const resetPasswordPage = ({ form, username, forgotPasswordHref, signInHref }: ResetPasswordProps): Html =>
  layout({
    title: 'Choose a new password',
    lead: (
      <>
        for <strong>{username}</strong>
      </>
    ),
    refused: form.error !== undefined,
    children: (
      <>
        <PostForm form={form} hidden={{ username }}>
          <UsernameForManagers username={username} />
          <Field
            name="code"
            label="Reset code"
            autocomplete="one-time-code"
            hint="In the terminal where this pool runs."
            isCode
          />
          <Field name="password" label="New password" type="password" autocomplete="new-password" hint={passwordHint} />
          <Submit>Reset password</Submit>
        </PostForm>
        <Below href={forgotPasswordHref}>Request a new code</Below>
        <Below href={signInHref}>Back to sign in</Below>
      </>
    ),
  });
