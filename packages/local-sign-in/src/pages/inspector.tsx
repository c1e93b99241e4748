import { type Html, layout } from './layout.tsx';

/** The paths of the inspector's page and of its script. */
export const inspectorPath = '/inspector';
export const inspectorScriptPath = '/assets/inspector.js';

/** What the inspector verifies with. */
export interface InspectorProps {
  readonly pool: { readonly userPoolId: string; readonly issuer: string };
  /** The public keys of the pool, in the page, so that verifying causes no request. */
  readonly keys: { readonly keys: readonly object[] };
}

/** The page that explains a token. Its script fills it. */
export const inspectorPage = (props: InspectorProps): Html =>
  layout({
    title: 'Token inspector',
    lead: 'Paste a token. The page explains each claim, and verifies the token as a service does.',
    wide: true,
    children: (
      <>
        <div data-inspector={JSON.stringify(props)}>
          <noscript>
            <p class="notice">
              The inspector runs in the browser and needs JavaScript. At the terminal:{' '}
              <code>cognito-guard inspect</code>
            </p>
          </noscript>
        </div>
        <script type="module" src={inspectorScriptPath} />
      </>
    ),
  });
