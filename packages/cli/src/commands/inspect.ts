import { AuthError } from '@cognito-guard/core';
import {
  damageOf,
  explainRefusal,
  fitToken,
  outlineToken,
  printable,
  showTime,
  type TokenFit,
  type TokenOutline,
} from '@cognito-guard/local-sign-in/internal';
import { type Command, defineCommand } from '../command.ts';
import { type ExitCode, failed } from '../command-error.ts';
import { print, toJson, toTable } from '../output.ts';
import { readToken, tokenFlags } from '../token-input.ts';

const warning =
  'NOT VERIFIED: anyone can write such a token. "cognito-guard verify" checks whether this one is genuine.';

const encrypted = `This is an encrypted token (JWE), as Cognito's refresh tokens are. Only Cognito can decrypt it. Exchange it for new
tokens at the token endpoint, and do not send it to an API.`;

/** The refusal of a verifier before it has the keys. */
interface Refusal {
  readonly refusal: string;
  readonly reason: string;
  readonly next: string;
}

const readRefusal = (token: string, outline: TokenOutline, fit: TokenFit): Refusal | undefined => {
  const isDamaged = fit.refusal === undefined && damageOf(token) !== undefined;
  const error = isDamaged ? new AuthError('invalid_signature') : fit.refusal;
  return error && { refusal: error.code, ...explainRefusal(error, token, outline) };
};

const sentence = (refused: Refusal | undefined): string =>
  refused === undefined
    ? 'No problem found so far. The signature and the remaining claims were not checked.'
    : `${printable(`A verifier would refuse it: ${refused.refusal}. ${refused.reason}`)}\nnext: ${refused.next}`;

const printOutline = (outline: TokenOutline, fit: TokenFit | undefined, refused: Refusal | undefined): void => {
  const { header, claims, length } = outline;
  print(`${warning}\n\nheader ${toJson(header)}`);
  if (claims === undefined || fit === undefined) {
    print(`\n${encrypted}`);
    return;
  }
  print(`\nclaims ${toJson(claims)}\n`);
  print(
    toTable([
      ['issued', showTime(claims['iat'])],
      ['not before', showTime(claims['nbf'])],
      ['signed in', showTime(claims['auth_time'])],
      ['expires', showTime(claims['exp'])],
      ['length', `${length} characters`],
    ]),
  );
  if (fit.options !== undefined) print(`\noptions of a verifier for it ${toJson(fit.options)}`);
  print(`\n${sentence(refused)}`);
};

/** `cognito-guard inspect`: decodes a token. */
export const inspect: Command = defineCommand({
  name: 'inspect',
  summary: 'Decodes a token, without verifying it',
  description: `Shows header and claims, times as dates, the options that a verifier would need, and what a verifier would refuse
before it checks the signature. The token is not sent anywhere.
Exit code 1: a verifier would refuse the token, or it is not a token.`,
  flags: {
    ...tokenFlags,
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    ['the token on the clipboard', 'pbpaste | cognito-guard inspect'],
    ['one claim', 'cognito-guard inspect --json < token.txt | jq .claims.scope'],
  ],
  run: async (values) => {
    const token = await readToken(values);
    const outline = outlineToken(token);
    if (outline === undefined) {
      const reason = damageOf(token) ?? 'It is neither a JWT (header.payload.signature) nor a JWE.';
      throw failed(`This is not a token. ${reason} Copy the whole token, and nothing else.`);
    }
    const fit = outline.claims && (await fitToken(token, outline.claims));
    const refused = fit && readRefusal(token, outline, fit);
    // Encrypted: a refresh token, which every verifier refuses.
    const exitCode: ExitCode = fit === undefined || refused !== undefined ? 1 : 0;
    if (values.json === true) print(toJson({ verified: false, ...outline, options: fit?.options, ...refused }));
    else printOutline(outline, fit, refused);
    return exitCode;
  },
});
