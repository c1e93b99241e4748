/**
 * Loaded with `--import`: redirects a command's requests from Cognito's hosts to the test's endpoints. `TEST_HOSTS` maps
 * host names to origins; other hosts are unreachable.
 */
const hosts = JSON.parse(process.env['TEST_HOSTS'] ?? '{}') as Readonly<Record<string, string>>;
const { fetch } = globalThis;

globalThis.fetch = async (input, init) => {
  const url = new URL(String(input));
  const origin = url.hostname === '127.0.0.1' ? url.origin : hosts[url.hostname];
  if (origin === undefined) throw new TypeError('fetch failed');
  return fetch(new URL(url.pathname, origin), init);
};
