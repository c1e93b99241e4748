/// <reference lib="dom" />
import type { Settings } from '../verdict.ts';
import { element } from './element.ts';

/** Fields with the settings of a service. */
export interface SettingsForm {
  readonly element: HTMLElement;
  readonly settings: () => Settings;
  readonly fill: (settings: Partial<Settings>) => void;
}

const field = (label: string, hint: string, control: HTMLElement): HTMLElement => {
  const id = `inspector-${label.toLowerCase().replaceAll(' ', '-')}`;
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-hint`);
  return element(
    'div',
    { class: 'field' },
    element('label', { for: id }, label),
    control,
    element('p', { class: 'hint', id: `${id}-hint` }, hint),
  );
};

const input = (): HTMLInputElement => element('input', { autocomplete: 'off', spellcheck: 'false' });

/** @param onChange - Called after every change of a field. */
export const settingsForm = (onChange: () => void): SettingsForm => {
  const userPoolId = input();
  const issuer = input();
  const clientId = input();
  const audience = input();
  const tokenUse = element(
    'select',
    {},
    ...(['access', 'id', 'any'] as const).map((use) => element('option', { value: use }, use)),
  );
  const keys = element('textarea', { rows: '3', autocomplete: 'off', spellcheck: 'false' });
  const form = element(
    'div',
    { class: 'fields' },
    field('User pool id', 'Such as eu-west-1_AbC123xyz.', userPoolId),
    field('App clients', 'Ids, separated by spaces. Empty: every client of the pool.', clientId),
    field('Token use', 'The kind of token that the service accepts.', tokenUse),
    field('Audience', 'Accepted aud of access tokens. Empty: none.', audience),
    field('Issuer', 'For local pools, China and the European Sovereign Cloud. Empty: that of the pool id.', issuer),
    field('Key set', 'The JSON of /.well-known/jwks.json. Public keys only.', keys),
  );
  form.addEventListener('input', onChange);
  return {
    element: form,
    settings: () => ({
      userPoolId: userPoolId.value,
      issuer: issuer.value,
      clientId: clientId.value,
      tokenUse: tokenUse.value === 'access' || tokenUse.value === 'id' ? tokenUse.value : 'any',
      audience: audience.value,
      keys: keys.value,
    }),
    fill: (settings) => {
      const controls = { userPoolId, issuer, clientId, tokenUse, audience, keys };
      for (const name of Object.keys(controls) as (keyof typeof controls)[]) {
        const value = settings[name];
        if (value !== undefined) controls[name].value = value;
      }
      onChange();
    },
  };
};
