import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalSignInOptions } from '@cognito-guard/local-sign-in';
import { wrongUsage } from './command-error.ts';

/** The options of a seed file, and its name for messages. */
export interface Seed {
  readonly file: string;
  readonly options: LocalSignInOptions;
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Options that the command has flags for. */
const flagOf: Readonly<Record<string, string>> = { port: '--port', host: '--host', https: '--https', state: '--state' };

/** Loads a module of the user's: TypeScript where this Node.js strips types. */
const load = async (path: string, of: string): Promise<Members> => {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isTypeScript = code === 'ERR_UNKNOWN_FILE_EXTENSION';
    const hint = isTypeScript ? ' TypeScript needs Node.js 22.18 or later: compile the file, or write JavaScript.' : '';
    throw wrongUsage(`${of} cannot be loaded: ${error instanceof Error ? error.message : String(error)}.${hint}`);
  }
};

/** `./triggers/pre-sign-up.mjs` or `./triggers.mjs#preSignUp`: the module, and the name of its export. */
const loadHandler = async (seed: string, at: string, given: unknown): Promise<unknown> => {
  if (typeof given !== 'string') return given;
  const [, path = '', name = 'handler'] = /^([^#]*)(?:#(.+))?$/.exec(given) ?? [];
  const handler = (await load(resolve(dirname(seed), path), `${seed}: ${at}`))[name];
  if (typeof handler === 'function') return handler;
  throw wrongUsage(`${seed}: ${at} must name a module that exports the function "${name}", like "./file.mjs#${name}".`);
};

const loadTriggers = async (seed: string, triggers: Members): Promise<Members> => {
  const loaded = Object.entries(triggers).map(async ([name, given]) => {
    const at = `triggers.${name}`;
    if (name !== 'preTokenGeneration' || !isObject(given)) return [name, await loadHandler(seed, at, given)] as const;
    return [name, { ...given, handler: await loadHandler(seed, `${at}.handler`, given['handler']) }] as const;
  });
  return Object.fromEntries(await Promise.all(loaded));
};

const readJson = async (file: string): Promise<unknown> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrongUsage(`The file of --seed cannot be read: ${error.code}: ${file}.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw wrongUsage(`${file} is not JSON. A module has the extension .ts, .mts, .js or .mjs.`);
  }
};

/**
 * Reads a seed file: JSON, or a module whose default export is the options of `createLocalSignIn`. Triggers in JSON are
 * paths of modules, relative to the file.
 *
 * @throws CommandError for a file that cannot be read, and for an option that the command has a flag for.
 */
export const readSeed = async (file: string): Promise<Seed> => {
  const isModule = /^\.[cm]?[jt]s$/.test(extname(file));
  const given = isModule ? (await load(resolve(file), file))['default'] : await readJson(file);
  if (!isObject(given)) {
    throw wrongUsage(
      `${file} must ${isModule ? 'export an object by default' : 'hold an object'}, with "clients" in it.`,
    );
  }
  const name = Object.keys(flagOf).find((one) => one in given);
  if (name !== undefined) throw wrongUsage(`${file}: ${name} does not go into the file: use ${flagOf[name]}.`);
  const { triggers } = given;
  const options = isObject(triggers) ? { ...given, triggers: await loadTriggers(file, triggers) } : given;
  // createLocalSignIn checks every option.
  return { file, options: options as unknown as LocalSignInOptions };
};
