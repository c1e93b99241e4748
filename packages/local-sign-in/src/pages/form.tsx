import type { Child, FC } from 'hono/jsx';

/** Members of every form. Each page documents its own fields. */
export interface Form {
  /** Where it is posted to. */
  readonly action: string;
  /** The value of the hidden field `_csrf`. */
  readonly csrf: string;
  /** What was wrong with the attempt before. */
  readonly error?: string | undefined;
}

/** A form that posts, with its hidden fields. An error is announced. */
export const PostForm: FC<{
  readonly form: Form;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly children?: Child;
}> = ({ form, hidden = {}, children }) => (
  <form class="stack" method="post" action={form.action}>
    {form.error !== undefined && (
      <p class="alert" role="alert" id="form-error">
        {form.error}
      </p>
    )}
    {Object.entries({ _csrf: form.csrf, ...hidden }).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {children}
  </form>
);

/** A labelled input. */
interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email';
  /** An autofill name of the HTML standard, such as `current-password`. */
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  /** Whether the error of the form is about this field. */
  readonly refused?: boolean;
  /** Whether the value is a code: digits, in large type. */
  readonly isCode?: boolean;
  /** A link beside the label. */
  readonly aside?: Child;
}

/** A labelled input with its hint. */
export const Field: FC<FieldProps> = (props) => {
  const { name, label, type = 'text', hint, refused = false, isCode = false } = props;
  const describedBy = [...(refused ? ['form-error'] : []), ...(hint === undefined ? [] : [`${name}-hint`])];
  return (
    <div class="field">
      <div class="label-row">
        <label for={name}>{label}</label>
        {props.aside}
      </div>
      {hint !== undefined && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={name}
        name={name}
        type={type}
        class={isCode ? 'code' : undefined}
        inputmode={isCode ? 'numeric' : undefined}
        autocomplete={props.autocomplete}
        autocapitalize="none"
        spellcheck={false}
        required
        value={props.value}
        aria-invalid={refused ? 'true' : undefined}
        aria-describedby={describedBy.length > 0 ? describedBy.join(' ') : undefined}
      />
    </div>
  );
};

/** The name with which a user signs in. */
export const UsernameField: FC<{ readonly byEmail: boolean } & Pick<FieldProps, 'value' | 'refused'>> = ({
  byEmail,
  ...props
}) => (
  <Field
    name="username"
    label={byEmail ? 'Email' : 'Username or email'}
    type={byEmail ? 'email' : 'text'}
    autocomplete="username"
    {...props}
  />
);

/** The main button of a form. */
export const Submit: FC<{ readonly children?: Child }> = ({ children }) => (
  <button class="primary wide" type="submit">
    {children}
  </button>
);

/** A line with a link below a form. */
export const Below: FC<{ readonly text?: string; readonly href: string; readonly children?: Child }> = (props) => (
  <p class="foot">
    {props.text} <a href={props.href}>{props.children}</a>
  </p>
);

/** Unseen and not sent: password managers file a new password under this name. */
export const UsernameForManagers: FC<{ readonly username: string }> = ({ username }) => (
  <input type="text" autocomplete="username" value={username} hidden readonly />
);
