/**
 * For the packages of cognito-guard alone; nothing here is part of the public API. It explains tokens and refusals, for
 * the command line and for the page of the inspector, and loads no server.
 */
export { hasUsableKey, keySetProblem } from './inspector/key-set.ts';
export { stepFor } from './inspector/next-step.ts';
export { printable } from './inspector/printable.ts';
export { explainRefusal } from './inspector/refusal.ts';
export { type Facts, factsAbout, type Rules } from './inspector/refusal-facts.ts';
export { showTime } from './inspector/times.ts';
export { damageOf } from './inspector/token-damage.ts';
export { fitToken, type TokenFit } from './inspector/token-fit.ts';
export { outlineToken, type TokenOutline } from './inspector/token-outline.ts';
export { describeOtherText, describeRemoved, maxTextLength, unwrapToken } from './inspector/token-text.ts';
export { codeLine } from './pool/code-line.ts';
