import { Hono } from 'hono';
import { inspectorPage, inspectorPath, inspectorScriptPath } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { inspectorScript } from '../server/inspector-script.ts';

/** The page that explains tokens, with the pool's public keys. */
export const inspectorRoutes = ({ config: { userPoolId }, issuer, keys }: LocalPool): Hono => {
  let script: Promise<string> | undefined;
  return new Hono()
    .get(inspectorPath, (c) => c.html(inspectorPage({ pool: { userPoolId, issuer }, keys: keys.jwks() })))
    .get(inspectorScriptPath, async (c) => {
      script ??= inspectorScript();
      return c.body(await script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
    });
};
