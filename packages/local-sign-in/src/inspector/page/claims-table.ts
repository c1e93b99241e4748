/// <reference lib="dom" />
import type { ExplainedClaim } from '../claims.ts';
import { element, link } from './element.ts';

const row = ({ name, value, time, meaning, source, href }: ExplainedClaim): HTMLElement =>
  element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('code', {}, name)),
    element(
      'td',
      { 'data-label': 'Value' },
      element('code', {}, value),
      time === undefined ? undefined : element('span', { class: 'time' }, time),
    ),
    element('td', { 'data-label': 'Meaning' }, meaning),
    element('td', { 'data-label': 'Source' }, href === undefined ? source : link(href, source)),
  );

/** A table of claims or parameters: name, value, meaning, source. */
export const claimsTable = (title: string, part: string, claims: readonly ExplainedClaim[]): HTMLElement =>
  element(
    'section',
    { class: 'claims', 'data-part': part },
    element('h2', {}, title),
    element(
      'table',
      { 'aria-label': title },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...['Name', 'Value', 'Meaning', 'Source'].map((name) => element('th', { scope: 'col' }, name)),
        ),
      ),
      element('tbody', {}, ...claims.map(row)),
    ),
  );
