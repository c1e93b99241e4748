/// <reference lib="dom" />
import { printable } from '../printable.ts';
import type { Facts } from '../refusal-facts.ts';
import { showTime } from '../times.ts';
import type { Refused, Verdict } from '../verdict.ts';
import { element, link } from './element.ts';

const facts = (rows: Facts): HTMLElement =>
  element(
    'dl',
    {},
    ...rows.flatMap(([name, value]) =>
      value === undefined ? [] : [element('div', {}, element('dt', {}, name), element('dd', {}, value))],
    ),
  );

const box = (kind: string, title: string, ...children: readonly HTMLElement[]): HTMLElement =>
  element('div', { class: 'verdict', 'data-kind': kind }, element('h2', {}, title), ...children);

const refusedBox = ({ code, status, message, cause, remedy, facts: rows, docs }: Refused): HTMLElement =>
  box(
    'refused',
    `Refused: ${code}`,
    element('p', {}, `A caller gets ${status}: ${message}`),
    facts([['cause', cause], ...rows, ['next step', remedy]]),
    element('p', {}, link(docs, `What ${code} means`)),
  );

/** The box of a verdict. */
export const verdictBox = (verdict: Verdict): HTMLElement => {
  if (verdict.kind === 'refused') return refusedBox(verdict);
  if (verdict.kind === 'unverified') return box('unverified', 'Not verified', element('p', {}, verdict.message));
  if (verdict.kind === 'unusable') return box('unusable', 'Settings', element('p', {}, verdict.message));
  const { auth, unchecked } = verdict;
  return box(
    'accepted',
    'Accepted',
    element('p', {}, `Signature, times and settings match. Not checked: ${unchecked.join(', ')}.`),
    facts([
      ['use', auth.tokenUse],
      ['user', printable(auth.username ?? 'none: a machine')],
      ['client', printable(auth.clientId)],
      ['valid until', showTime(auth.expiresAt)],
    ]),
  );
};
