import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { drawTable } from './picture.ts';
import { demoRequests } from './requests.ts';
import { type Row, runRequest } from './run.ts';
import { formatTable } from './table.ts';
import { startWorld, type World } from './world.ts';

const help = `Starts a local user pool and a guarded Express API, and sends real HTTP requests.

  npm run demo                       send the requests, print the answers; exit 1 if any is wrong
  npm run demo -- --serve            then stay up, and print curl lines with live tokens
  npm run demo -- --serve --port N   on port N (default: any free one)
  npm run demo -- --picture FILE     write the table as SVG`;

const serve = async (world: World): Promise<void> => {
  world.keys.fault(undefined);
  const { origin, pool } = world;
  const curl = (title: string, path: string, token: string, more = ''): string =>
    `# ${title}\ncurl -i ${more}${origin}${path} -H 'Authorization: Bearer ${token}'\n`;
  console.log(`The API listens on ${origin}. Tokens live for an hour; Ctrl+C ends it.\n`);
  console.log(`# no token: 401\ncurl -i ${origin}/api/me\n`);
  console.log(curl('a user: 200', '/api/me', pool.accessToken({ username: 'alice', groups: ['admins'] })));
  console.log(curl('a user without the scope: 403', '/api/orders', pool.accessToken()));
  console.log(curl('a machine with the scope: 200', '/api/orders', pool.machineToken({ scope: 'orders/read' })));
  console.log(curl('an admin: 204', '/api/orders/1', pool.accessToken({ groups: ['admins'] }), '-X DELETE '));
  console.log(curl('expired: 401', '/api/me', pool.accessToken({ expiresIn: -60 })));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
};

interface Arguments {
  readonly serve: boolean;
  readonly port: number;
  /** The file for the table's SVG. */
  readonly picture: string | undefined;
}

const readArguments = (): Arguments | undefined => {
  const { values } = parseArgs({
    options: {
      serve: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      picture: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port takes a number from 0 to 65535');
  return values.help ? undefined : { serve: values.serve, port, picture: values.picture };
};

const main = async (): Promise<number> => {
  let options: Arguments | undefined;
  try {
    options = readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
    return 2;
  }
  if (options === undefined) {
    console.log(help);
    return 0;
  }
  await using world = await startWorld(options.port);
  const rows: Row[] = [];
  for (const request of demoRequests) rows.push(await runRequest(world, request));
  console.log(`${formatTable(rows)}\n`);

  const wrong = rows.filter((row) => row.differences.length > 0);
  for (const row of wrong) console.error(`${row.sent}: ${row.differences.join('; ')}`);
  console.log(`${rows.length - wrong.length} of ${rows.length} answers as expected (µs: time in the verifier).`);
  if (options.picture !== undefined) await writeFile(options.picture, drawTable(rows));
  if (options.serve) await serve(world);
  return wrong.length === 0 ? 0 : 1;
};

process.exitCode = await main();
