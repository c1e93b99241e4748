import type { FC } from 'hono/jsx';
import { type Form, PostForm } from './form.tsx';

/** A user to be picked with one press. */
export interface Person {
  /** The field's value. */
  readonly id: string;
  readonly name: string;
  /** What tells this user from the others. */
  readonly detail: string;
}

/** A form with a button for each user. */
export const People: FC<{ readonly form: Form; readonly field: string; readonly people: readonly Person[] }> = (
  props,
) => (
  <PostForm form={props.form}>
    <ul class="people">
      {props.people.map(({ id, name, detail }) => (
        <li>
          <button class="person" type="submit" name={props.field} value={id}>
            <span class="avatar" aria-hidden="true">
              {name.slice(0, 1).toUpperCase()}
            </span>
            <span class="person-text">
              {name}
              <small>{detail}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  </PostForm>
);
