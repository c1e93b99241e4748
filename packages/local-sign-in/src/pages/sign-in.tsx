import type { FC } from 'hono/jsx';
import { Below, Field, type Form, PostForm, Submit, UsernameField } from './form.tsx';
import { type Html, layout } from './layout.tsx';
import { People } from './people.tsx';

/** A seeded user who can be picked. */
interface PickableUser {
  readonly username: string;
  readonly email: string | undefined;
  readonly groups: readonly string[];
  /** What stands between the user and a sign-in, such as `temporary password`. */
  readonly mark?: string | undefined;
}

/** What the sign-in page shows. */
export interface SignInProps {
  /** Fields: `username` and `password`; or `pick`, a seeded user's name. */
  readonly form: Form;
  readonly clientName: string;
  readonly loginHint: string | undefined;
  /** Whether users sign in here, and not through a provider alone. */
  readonly hasPassword: boolean;
  /** Whether users sign in by email address alone. */
  readonly byEmail: boolean;
  readonly users: readonly PickableUser[];
  /** "Continue with …". */
  readonly providers: readonly { readonly name: string; readonly href: string }[];
  /** Undefined where the client does not allow sign-up. */
  readonly signUpHref: string | undefined;
  readonly forgotPasswordHref: string;
}

const PasswordForm: FC<Pick<SignInProps, 'form' | 'byEmail' | 'loginHint' | 'forgotPasswordHref'>> = (props) => {
  const refused = props.form.error !== undefined;
  return (
    <PostForm form={props.form}>
      <UsernameField byEmail={props.byEmail} value={props.loginHint} refused={refused} />
      <Field
        name="password"
        label="Password"
        type="password"
        autocomplete="current-password"
        refused={refused}
        aside={<a href={props.forgotPasswordHref}>Forgot password?</a>}
      />
      <Submit>Sign in</Submit>
    </PostForm>
  );
};

/** The sign-in page. */
export const signInPage = (props: SignInProps): Html => {
  const { form, users, providers, hasPassword, signUpHref } = props;
  const hasUsers = users.length > 0;
  return layout({
    title: 'Sign in',
    lead: (
      <>
        to continue to <strong>{props.clientName}</strong>
      </>
    ),
    refused: form.error !== undefined,
    wide: hasUsers,
    children: (
      <div class={hasUsers ? 'columns stack' : 'stack'}>
        <section class="panel" aria-label="Sign in">
          {hasPassword && <PasswordForm {...props} />}
          {hasPassword && providers.length > 0 && <p class="or">or</p>}
          {providers.map(({ name, href }) => (
            <a class="button wide" href={href}>
              Continue with {name}
            </a>
          ))}
          {signUpHref !== undefined && (
            <Below text="New here?" href={signUpHref}>
              Sign up
            </Below>
          )}
        </section>
        {hasUsers && (
          <section class="panel" aria-labelledby="people">
            <div>
              <h2 id="people">Pick a user</h2>
              <p class="hint">Seeded in this pool. No password needed.</p>
            </div>
            <People
              form={{ ...form, error: undefined }}
              field="pick"
              people={users.map(({ username, email, groups, mark }) => ({
                id: username,
                name: (props.byEmail ? email : undefined) ?? username,
                detail: [
                  groups.length > 0 ? groups.join(', ') : ((props.byEmail ? undefined : email) ?? 'no groups'),
                  mark ?? [],
                ]
                  .flat()
                  .join(' · '),
              }))}
            />
          </section>
        )}
      </div>
    ),
  });
};
