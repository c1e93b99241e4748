import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Jwks } from '@cognito-guard/testing';
import { generate } from 'selfsigned';

/** Serves a key set over TLS on loopback, with a self-signed certificate. */
export interface TlsEndpoint {
  readonly jwksUri: string;
  /** The certificate's path, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificatePath: string;
  close(): Promise<void>;
}

/**
 * @param jwks - The key set.
 * @param folder - The folder of the certificate.
 */
export const startTlsEndpoint = async (jwks: Jwks, folder: string): Promise<TlsEndpoint> => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const certificatePath = join(folder, 'certificate.pem');
  await writeFile(certificatePath, cert);
  const body = JSON.stringify(jwks);
  const server = createServer({ cert, key }, (_request, response) => {
    response.setHeader('content-type', 'application/json').end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUri: `https://localhost:${port}/keys`,
    certificatePath,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
