/// <reference lib="dom" />
import type { Settings } from '../verdict.ts';
import { element } from './element.ts';
import type { SettingsForm } from './settings-form.ts';

/** The URL of the key set; undefined while the settings name no pool. */
const keysUrl = ({ userPoolId, issuer }: Settings): string | undefined => {
  const [, region] = /^([\w-]+)_\w+$/.exec(userPoolId.trim()) ?? [];
  const base = issuer.trim() || (region && `https://cognito-idp.${region}.amazonaws.com/${userPoolId.trim()}`);
  return base ? `${base}/.well-known/jwks.json` : undefined;
};

/** Fetches the key set of the settings. The request has no credentials, no referrer and nothing of the token. */
const fetchKeys = async (settings: Settings): Promise<string> => {
  const url = keysUrl(settings);
  if (url === undefined) throw new Error('no user pool id');
  const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
};

/** A button that fetches the key set when it is clicked. */
export const keyFetchButton = (form: SettingsForm): HTMLElement => {
  const button = element('button', { type: 'button' }, 'Fetch the key set');
  const status = element('p', { class: 'hint', role: 'status' });
  button.addEventListener('click', async () => {
    const url = keysUrl(form.settings());
    if (url === undefined) {
      status.textContent = 'Give the user pool id first.';
      return;
    }
    status.textContent = `Fetching ${url}`;
    try {
      form.fill({ keys: await fetchKeys(form.settings()) });
      status.textContent = `Fetched from ${url}. Nothing of the token was sent.`;
    } catch {
      status.textContent = `This page cannot fetch ${url}. Open it in a tab, and paste its text here.`;
    }
  });
  return element('div', { class: 'row' }, button, status);
};
