import { type Command, defineCommand } from '../command.ts';
import { failed } from '../command-error.ts';
import { nextStepFor } from '../next-step.ts';
import { print, printable, toJson, toTable } from '../output.ts';
import { reasonOf } from '../refusal-report.ts';
import { showTime } from '../times.ts';
import { readToken, tokenFlags } from '../token-input.ts';
import { fitToken, outlineToken, type TokenFit, type TokenOutline } from '../token-outline.ts';

const warning = 'NOT VERIFIED: anybody can write such a token. "cognito-guard verify" says whether this one is real.';

const encrypted = `This is an encrypted token (JWE), as Cognito's refresh tokens are. Only Cognito can read it: swap it for new tokens
at the token endpoint, and never send it to an API.`;

const sentence = ({ refusal }: TokenFit, outline: TokenOutline): string =>
  refusal === undefined
    ? 'Nothing speaks against it so far. Its signature and the rest of its claims have not been looked at.'
    : printable(`A verifier would refuse it already: ${refusal.code}. ${reasonOf(refusal)}`) +
      `\nnext: ${nextStepFor(refusal.code, outline)}`;

const printOutline = (outline: TokenOutline, fit: TokenFit | undefined): void => {
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
  print(`\n${sentence(fit, outline)}`);
};

/** `cognito-guard inspect`: what a token says of itself. */
export const inspect: Command = defineCommand({
  name: 'inspect',
  summary: 'Takes a token apart, without verifying it',
  description: `Shows header and claims, times as dates, and the options that a verifier would need. It asks nobody: a token is never
sent anywhere. What a verifier refuses before it looks at the signature is said too.`,
  flags: {
    ...tokenFlags,
    json: { type: 'boolean', help: 'print JSON' },
  },
  examples: [
    ['the token that is on the clipboard', 'pbpaste | cognito-guard inspect'],
    ['one claim', 'cognito-guard inspect --json < token.txt | jq .claims.scope'],
  ],
  run: async (values) => {
    const token = await readToken(values);
    const outline = outlineToken(token);
    if (outline === undefined) {
      throw failed(
        'This is no token: neither a JWT (header.payload.signature) nor a JWE. Copy it whole, and nothing else.',
      );
    }
    const fit = outline.claims && (await fitToken(token, outline.claims));
    if (values.json !== true) {
      printOutline(outline, fit);
      return 0;
    }
    const { options, refusal } = fit ?? {};
    const refused = refusal && {
      refusal: refusal.code,
      reason: reasonOf(refusal),
      next: nextStepFor(refusal.code, outline),
    };
    print(toJson({ verified: false, ...outline, options, ...refused }));
    return 0;
  },
});
