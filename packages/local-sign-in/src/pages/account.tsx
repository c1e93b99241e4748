import type { FC } from 'hono/jsx';
import { type Form, PostForm } from './form.tsx';
import { type Html, layout } from './layout.tsx';

/** A browser that is signed in. */
interface AccountSession {
  readonly handle: string;
  readonly signedInAt: Date;
  readonly methods: readonly string[];
  /** Names of the apps that got tokens from it. */
  readonly apps: readonly string[];
  readonly isThis: boolean;
}

/** What the account page shows. */
export interface AccountProps {
  /** Field: `session`, the handle of the session to end. */
  readonly form: Form;
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly sessions: readonly AccountSession[];
}

/** Values of `amr`, in words. */
const methodNames: Readonly<Record<string, string>> = {
  pwd: 'password',
  otp: 'authenticator app',
  email_otp: 'email code',
  sms: 'SMS code',
  mfa: 'second factor',
  fed: 'provider',
};
const methodName = (method: string): string => methodNames[method] ?? method;

const SessionRow: FC<{ readonly session: AccountSession }> = ({
  session: { handle, signedInAt, methods, apps, isThis },
}) => {
  const time = signedInAt.toISOString();
  return (
    <li>
      <div>
        <p class="row-title">
          {apps.length > 0 ? apps.join(', ') : 'No app yet'}
          {isThis && <span class="chip">this browser</span>}
        </p>
        <p class="hint">
          Since <time datetime={time}>{`${time.slice(0, 16).replace('T', ' ')} UTC`}</time>
          {methods.length > 0 && ` (${methods.map(methodName).join(', ')})`}
        </p>
      </div>
      <button
        class="quiet"
        type="submit"
        name="session"
        value={handle}
        aria-label={`Sign out ${isThis ? 'this browser' : 'the browser'} of ${time}`}
      >
        Sign out
      </button>
    </li>
  );
};

const Fact: FC<{ readonly name: string; readonly value: string }> = ({ name, value }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <code>{value}</code>
    </dd>
  </div>
);

/** The account page, with the user's sessions. */
export const accountPage = ({ form, username, attributes, groups, sessions }: AccountProps): Html =>
  layout({
    title: 'Your account',
    lead: (
      <>
        Signed in as <strong>{username}</strong>
      </>
    ),
    wide: true,
    children: (
      <div class="columns stack">
        <section class="panel" aria-labelledby="sessions">
          <h2 id="sessions">Sessions</h2>
          <PostForm form={form}>
            <ul class="rows">
              {sessions.map((session) => (
                <SessionRow session={session} />
              ))}
            </ul>
          </PostForm>
        </section>
        <section class="panel" aria-labelledby="profile">
          <h2 id="profile">Profile</h2>
          <dl class="facts">
            {Object.entries(attributes).map(([name, value]) => (
              <Fact name={name} value={value} />
            ))}
            <Fact name="cognito:groups" value={groups.length > 0 ? groups.join(', ') : 'none'} />
          </dl>
        </section>
      </div>
    ),
  });
