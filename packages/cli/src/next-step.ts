import type { KeyFailure, PoolOptions } from '@cognito-guard/core';

const noRoute = 'Connect this network to the endpoint: in a VPC, by a NAT gateway or a proxy (NODE_USE_ENV_PROXY=1).';
const tls = 'Set NODE_EXTRA_CA_CERTS to the CA certificate of the proxy that intercepts TLS.';

/** The next step by the error code of Node, OpenSSL or undici. */
export const networkSteps: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'Check the region and the host name: DNS has no record of the endpoint.'],
  ['EAI_AGAIN', 'Check the DNS servers of this network: they do not answer.'],
  ['ECONNREFUSED', 'Check host and port: no server listens there.'],
  ['BAD_PORT', 'Choose another port: the Fetch standard blocks this one.'],
  ['ECONNRESET', 'Check for a firewall or a proxy that closes the connection.'],
  ['UND_ERR_SOCKET', 'Check for a firewall or a proxy that closes the connection.'],
  ...['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].map((code) => [code, noRoute] as const),
  ['CERT_HAS_EXPIRED', 'Check this clock, then renew the certificate of the endpoint.'],
  ['CERT_NOT_YET_VALID', 'Set the clock of this machine: it is behind.'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'Check the host name: the certificate is for another one.'],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'Set NODE_EXTRA_CA_CERTS to the certificate of the local pool (dev --https --certificate FILE) or of the endpoint.',
  ],
  ['SELF_SIGNED_CERT_IN_CHAIN', tls],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', tls],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', tls],
]);

/** The next step without keys, by the reason. */
export const keyStepFor: Readonly<Record<KeyFailure, string>> = {
  timeout: noRoute,
  network: 'Check DNS, firewall and certificates between here and the endpoint.',
  not_found: 'Check the user pool id and its region in the console: the endpoint has no such pool.',
  http_status: 'Check for a proxy between here and the endpoint: it responds with an error or a redirect.',
  too_large: 'Check the address: its response is too long for a key set.',
  encoded:
    'Check for a proxy between here and the endpoint: the response is compressed, although the request excludes that.',
  not_a_key_set: 'Check the address: its response is not a key set.',
  no_usable_key: 'Check the address: no key of its set can verify a Cognito token.',
  key_import: 'Try another version of the runtime: it failed to import a published key.',
  resolve_pool: 'Check resolvePool of the service: it failed.',
  too_many_issuers: 'Wait some seconds: resolvePool was called for too many unknown issuers.',
};

/** The reason of missing keys. */
export interface KeyProblem {
  readonly reason: KeyFailure;
  /** The network error code, or the HTTP status. */
  readonly errorCode: string | undefined;
}

/** The next step without keys. */
export const nextKeyStepFor = ({ reason, errorCode }: KeyProblem, { jwksUri }: Pick<PoolOptions, 'jwksUri'>): string =>
  reason === 'not_found' && jwksUri !== undefined
    ? 'Check the path of --jwks-uri: its server has nothing there.'
    : (networkSteps.get(errorCode ?? '') ?? keyStepFor[reason]);

/** `network (ECONNREFUSED)`. */
export const describeKeyProblem = ({ reason, errorCode }: KeyProblem): string =>
  errorCode === undefined ? reason : `${reason} (${errorCode})`;
