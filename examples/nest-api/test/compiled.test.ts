import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const core = realpathSync(createRequire(import.meta.url).resolve('@cognito-guard/core/package.json'));
/** In the repository, the packages run from their sources, without a build. */
const conditions = core.includes('node_modules') ? [] : ['--conditions=@cognito-guard/source'];

test('the example compiled with its tsconfig starts and serves the printed request', async () => {
  // Inside the example, so that its imports resolve as in `dist`.
  const outDir = mkdtempSync(join(folder, 'compiled-'));
  try {
    execFileSync('tsc', ['-p', folder, '--outDir', outDir, '--noCheck', '--noResolve'], { stdio: 'inherit' });
    const server = spawn(process.execPath, [...conditions, join(outDir, 'local.js')], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(server, 'exit');
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
    const [, url = '', token = ''] = /^curl -i (\S+) -H 'Authorization: (.*)'$/.exec(line) ?? [];
    const reply = await fetch(url, { headers: { Authorization: token } });
    const refused = await fetch(url);
    server.kill();
    await ended;
    expect([reply.status, await reply.json()]).toEqual([200, [{ id: 1, item: 'tea' }]]);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
  } finally {
    rmSync(outDir, { recursive: true });
  }
});
