import { type Html, layout } from './layout.tsx';

/** What the start page shows. */
export interface IndexProps {
  readonly clients: readonly {
    readonly name: string;
    /** Undefined where users cannot sign in at the client. */
    readonly signInHref: string | undefined;
    readonly isMachine: boolean;
  }[];
  readonly accountHref: string;
  readonly discoveryHref: string;
  readonly inspectorHref: string;
}

/** The start page: a sign-in link for each app client. */
export const indexPage = ({ clients, accountHref, discoveryHref, inspectorHref }: IndexProps): Html =>
  layout({
    title: 'Local user pool',
    lead: 'These links hold no state and no PKCE challenge. An app that needs them starts the sign-in itself.',
    children: (
      <section class="panel" aria-labelledby="clients">
        <h2 id="clients">App clients</h2>
        <ul class="rows">
          {clients.map(({ name, signInHref, isMachine }) => (
            <li>
              {signInHref === undefined ? (
                `${name} has ${isMachine ? 'only client_credentials' : 'no callback URL'}: users cannot sign in.`
              ) : (
                <a href={signInHref}>{`Sign in to ${name}`}</a>
              )}
            </li>
          ))}
        </ul>
        <p>
          <a href={accountHref}>Your account</a>
        </p>
        <p>
          <a href={inspectorHref}>Token inspector</a>
        </p>
        <p>
          <a href={discoveryHref}>Discovery</a>
        </p>
      </section>
    ),
  });
