/** Loaded with `--import`: a child process runs the packages' sources, as the tests do, so that nothing need be built. */
import { registerHooks } from 'node:module';

const packages = new URL('../packages/', import.meta.url);

const sourceOf = (specifier: string): string | undefined => {
  if (specifier === '#runtime') return 'core/src/runtime-node.ts';
  const [, name, door = 'index'] = /^@cognito-guard\/([\w-]+)(?:\/([\w-]+))?$/.exec(specifier) ?? [];
  return name === undefined ? undefined : `${name}/src/${door}.ts`;
};

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const source = sourceOf(specifier);
    return nextResolve(source === undefined ? specifier : new URL(source, packages).href, context);
  },
});
