import { Below, Field, type Form, PostForm, Submit } from './form.tsx';
import { type Html, layout } from './layout.tsx';

/** What the sign-up page shows. */
export interface SignUpProps {
  /** Fields: `username`, `email` and `password`; where users sign up by address, `username` is the address, alone. */
  readonly form: Form;
  readonly byEmail: boolean;
  readonly username: string;
  readonly email: string;
  readonly signInHref: string;
}

/** What the pool demands of a password. */
export const passwordHint = 'At least 8 characters: lower and upper case, a digit and a symbol.';

/** The sign-up page. */
export const signUpPage = ({ form, byEmail, username, email, signInHref }: SignUpProps): Html =>
  layout({
    title: 'Sign up',
    lead: 'No email is sent. The code to confirm the account appears in the terminal.',
    refused: form.error !== undefined,
    children: (
      <>
        <PostForm form={form}>
          {byEmail ? (
            <Field name="username" label="Email" type="email" autocomplete="username" value={username} />
          ) : (
            <>
              <Field name="username" label="Username" autocomplete="username" value={username} />
              <Field name="email" label="Email" type="email" autocomplete="email" value={email} />
            </>
          )}
          <Field name="password" label="Password" type="password" autocomplete="new-password" hint={passwordHint} />
          <Submit>Sign up</Submit>
        </PostForm>
        <Below text="Have an account?" href={signInHref}>
          Sign in
        </Below>
      </>
    ),
  });

/** What the page shows on which a new user confirms the address. */
export interface ConfirmProps {
  /** Fields: `username`, hidden, and `code`. */
  readonly form: Form;
  readonly username: string;
  /** Another form, for a new code. Field: `username`, hidden. */
  readonly resend: Form;
}

/** The page on which a new user confirms the address. */
export const confirmPage = ({ form, username, resend }: ConfirmProps): Html =>
  layout({
    title: 'Confirm your account',
    lead: (
      <>
        The code for <strong>{username}</strong> is in the terminal where this pool runs.
      </>
    ),
    refused: form.error !== undefined,
    children: (
      <>
        <PostForm form={form} hidden={{ username }}>
          <Field name="code" label="Code" autocomplete="one-time-code" isCode refused={form.error !== undefined} />
          <Submit>Confirm account</Submit>
        </PostForm>
        <PostForm form={resend} hidden={{ username }}>
          <button class="wide" type="submit">
            Print a new code
          </button>
        </PostForm>
      </>
    ),
  });
