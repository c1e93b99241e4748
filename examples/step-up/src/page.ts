import { readFileSync } from 'node:fs';
import { stepUpParameters } from './challenge.ts';

export interface PageOptions {
  /** The issuer of the user pool's managed login. */
  readonly signInOrigin: string;
  readonly clientId: string;
}

const script = readFileSync(new URL('browser.js', import.meta.url), 'utf8');

/** JSON inside a script must not end it. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** The page: one button, and the code that signs in again where the API demands it. */
export const pageWith = (options: PageOptions): string => `<!doctype html>
<meta charset="utf-8">
<title>Payments</title>
<button id="pay">Pay</button>
<output id="state"></output>
<script type="module">
const options = ${json(options)};
const stepUpParameters = ${stepUpParameters};
${script}</script>`;
