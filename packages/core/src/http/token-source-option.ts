import { fail, functionOf, type Reader } from '../lib/option-values.ts';
import { sourceNameOf, type TokenSource } from './token-source.ts';

/** A call of each function that returns a token source: a caller may pass the function itself, or its name. */
const calls: ReadonlyMap<unknown, string> = new Map([
  ['bearer', 'bearer()'],
  ['cookie', "cookie('session')"],
  ['query', "query('access_token')"],
  ['webSocketProtocol', 'webSocketProtocol()'],
  ['albAccessToken', 'albAccessToken()'],
  ['amplifyCookie', "amplifyCookie({ clientId: '1example23456789' })"],
]);

const tokenSource: Reader<TokenSource> = (given, path) => {
  const call = calls.get(sourceNameOf(given));
  if (call !== undefined) return fail(path, given, `the result of a call, such as ${call}`, 'the function itself');
  if (typeof given !== 'string' || given === '') return functionOf<TokenSource>()(given, path);
  const expected = 'a function that reads the token, such as bearer() returns';
  return fail(path, given, expected, undefined, `Did you mean ${calls.get(given) ?? "cookie('session')"}?`);
};

/** Reads a token source, or a non-empty array of them. */
export const tokenSources: Reader<readonly TokenSource[]> = (given, path) => {
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  if (list.length === 0) return fail(path, given, 'a token source or a non-empty array of them');
  return list.map((one) => tokenSource(one, path));
};
