/// <reference lib="dom" preserve="true" />
import { type Inspection, inspectText } from '../inspect.ts';
import { claimsTable } from './claims-table.ts';
import { element } from './element.ts';
import { keyFetchButton } from './key-fetch.ts';
import { settingsForm } from './settings-form.ts';
import { styles } from './styles.ts';
import { verdictBox } from './verdict-box.ts';

/** What the inspector verifies with at first. Its user can change all of it. */
export interface InspectorOptions {
  /** The user pool, and its issuer where that does not follow from the id. Default none: the user enters it. */
  readonly pool?: { readonly userPoolId: string; readonly issuer?: string };
  /**
   * The pool's key set. Default none: the user pastes it, or clicks a button that fetches it. With keys there is no such
   * button, and the inspector sends no request at all.
   */
  readonly keys?: { readonly keys: readonly object[] };
}

const parts = (inspection: Inspection): HTMLElement =>
  element(
    'div',
    { class: 'parts' },
    ...inspection.parts.map(({ name, text }) =>
      element(
        'p',
        { 'data-part': name.toLowerCase() },
        element('span', { class: 'label' }, name),
        element('code', {}, text),
      ),
    ),
  );

const result = (inspection: Inspection): readonly HTMLElement[] => {
  const { remark, problem, verdict, header, claims } = inspection;
  return [
    ...(remark === undefined ? [] : [element('p', { class: 'notice' }, remark)]),
    ...(problem === undefined ? [] : [element('p', { class: 'notice' }, problem)]),
    ...(verdict === undefined ? [] : [verdictBox(verdict)]),
    ...(inspection.parts.length > 0 ? [parts(inspection)] : []),
    ...(header.length > 0 ? [claimsTable('Header', 'header', header)] : []),
    ...(claims.length > 0 ? [claimsTable('Claims', 'payload', claims)] : []),
  ];
};

const hint =
  'Access or ID token. It is decoded and verified in this page: it is not sent, not stored, and not in the address.';

/**
 * Shows the token inspector in an element: it decodes and explains a pasted token, claim by claim, verifies it with core,
 * and names the refusal, its cause and its remedy. The token does not leave the page.
 *
 * @param target - An empty element of the page.
 * @param options - The pool to verify with.
 * @returns Removes the inspector.
 *
 * @example
 * ```ts
 * import { mountInspector } from '@cognito-guard/local-sign-in/inspector';
 *
 * const unmount = mountInspector(document.body, { pool: { userPoolId: 'eu-west-1_AbC123xyz' } });
 * ```
 */
export const mountInspector = (target: HTMLElement, { pool, keys }: InspectorOptions = {}): (() => void) => {
  const text = element('textarea', {
    id: 'inspector-token',
    rows: '6',
    // Neither a browser's session restore nor a spelling service gets the token.
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-describedby': 'inspector-token-hint',
  });
  const output = element('div', { class: 'output', role: 'status', 'aria-label': 'Result' });
  let latest = 0;
  const update = async (): Promise<void> => {
    const turn = ++latest;
    output.setAttribute('aria-busy', 'true');
    const inspection = await inspectText(text.value, form.settings());
    if (turn !== latest) return;
    output.replaceChildren(...(inspection === undefined ? [] : result(inspection)));
    output.setAttribute('aria-busy', 'false');
  };
  const form = settingsForm(() => void update());
  text.addEventListener('input', () => void update());
  const clear = element('button', { type: 'button' }, 'Clear');
  clear.addEventListener('click', () => {
    text.value = '';
    void update();
    text.focus();
  });
  const root = element(
    'div',
    { class: 'token-inspector' },
    element('label', { for: 'inspector-token' }, 'Token'),
    element('p', { class: 'hint', id: 'inspector-token-hint' }, hint),
    text,
    element('div', { class: 'row' }, clear),
    element(
      'details',
      keys === undefined ? { open: '' } : {},
      element('summary', {}, 'Settings of the service'),
      form.element,
      keys === undefined ? keyFetchButton(form) : undefined,
    ),
    output,
  );
  form.fill({ tokenUse: 'any', ...pool, ...(keys && { keys: JSON.stringify(keys) }) });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  target.replaceChildren(root);
  return () => {
    latest++;
    root.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
};
