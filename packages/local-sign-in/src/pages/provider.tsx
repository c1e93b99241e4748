import { type Form, PostForm } from './form.tsx';
import { type Html, layout } from './layout.tsx';
import { People } from './people.tsx';

/** What a provider's stand-in shows. */
export interface ProviderProps {
  /** Field: `userId`, one of the users'; or `refuse`, with any value. */
  readonly form: Form;
  readonly name: string;
  readonly users: readonly { readonly userId: string; readonly email?: string; readonly name?: string }[];
  /** What the app sent along, where the provider would get it. */
  readonly loginHint: string | undefined;
}

/** The stand-in for an external provider. */
export const providerPage = ({ form, name, users, loginHint }: ProviderProps): Html =>
  layout({
    title: `Continue with ${name}`,
    refused: form.error !== undefined,
    lead: `A local page in place of ${name}. Pick the user that it signs in.`,
    children: (
      <>
        {users.length === 0 && <p class="notice">This provider has no users. Add some to its option “users”.</p>}
        {loginHint !== undefined && (
          <p class="notice">
            The app hints at <strong>{loginHint}</strong>.
          </p>
        )}
        <People
          form={form}
          field="userId"
          people={users.map(({ userId, email, name: fullName }) => ({
            id: userId,
            name: fullName ?? email ?? userId,
            detail: email ?? userId,
          }))}
        />
        <PostForm form={{ ...form, error: undefined }}>
          <button class="wide" type="submit" name="refuse" value="yes">
            Cancel
          </button>
        </PostForm>
      </>
    ),
  });
