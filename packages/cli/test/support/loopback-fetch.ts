/**
 * Loaded with `--import`: what a command asks Cognito's hosts, the test's endpoints are asked. `TEST_HOSTS` holds them by
 * host name; a host that is not in it cannot be reached.
 */
const hosts = JSON.parse(process.env['TEST_HOSTS'] ?? '{}') as Readonly<Record<string, string>>;
const { fetch } = globalThis;

globalThis.fetch = async (input, init) => {
  const url = new URL(String(input));
  const origin = url.hostname === '127.0.0.1' ? url.origin : hosts[url.hostname];
  if (origin === undefined) throw new TypeError('fetch failed');
  return fetch(new URL(url.pathname, origin), init);
};
