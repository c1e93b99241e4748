import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

/** A registry on the loopback interface that holds our scope only, without the scope's packages of other registries. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** Lines for `.npmrc`: our scope comes from this registry, everything else from the default one. */
  readonly npmrc: string;
}

/**
 * Starts a registry.
 *
 * @param folder - Where it stores what is published.
 */
export const startRegistry = async (folder: string): Promise<Registry> => {
  mkdirSync(folder);
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    `storage: ${JSON.stringify(join(folder, 'storage'))}
web: { enable: false }
auth: { htpasswd: { file: ${JSON.stringify(join(folder, 'htpasswd'))} } }
packages: { '@cognito-guard/*': { access: $all, publish: $all } }
max_body_size: 50mb
log: { type: stdout, format: pretty, level: error }
`,
  );
  const server = await runServer(config);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}/`;
  return {
    url: `http://${host}`,
    // npm refuses to publish without a token; the registry accepts every one.
    npmrc: `@cognito-guard:registry=http://${host}\n//${host}:_authToken=dry-run\naudit=false\nfund=false\nloglevel=error\n`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
