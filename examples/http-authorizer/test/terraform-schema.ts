/**
 * Extracts the Terraform providers' schemas for the blocks of main.tf: `node test/terraform-schema.ts`.
 *
 * The providers' published schemas come to npm as declarations for CDK Terrain. They are 45 MB to download, so the part
 * that main.tf needs is stored here. Run the script again when main.tf uses another type.
 */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { runOrThrow } from '../../../scripts/run.ts';

const providers: Readonly<Record<string, string>> = {
  aws: '@cdktn/provider-aws@25.7.0',
  archive: '@cdktn/provider-archive@14.0.1',
};

/** The arguments and blocks of a block: required or optional, with the schema of nested blocks. */
interface Block {
  readonly [name: string]: { readonly required: boolean; readonly block?: Block };
}

/** Reads the declaration of a block. The documentation of each member ends with its name in Terraform. */
const readBlock = (declarations: string, name: string): Block => {
  const start = declarations.search(new RegExp(`^export interface ${name}\\b`, 'm'));
  if (start < 0) throw new Error(`The declaration of ${name} does not exist.`);
  const body = declarations.slice(start, declarations.indexOf('\n}', start));
  const members = body.matchAll(/#(\w+) \w+#\w+\}(?:(?!\*\/)[\s\S])*\*\/\s*readonly \w+(\??): (\w*)/g);
  return Object.fromEntries(
    Array.from(members, ([, member = '', optional, type = '']) => {
      const isBlock = type !== '' && new RegExp(`^export interface ${type}\\b`, 'm').test(declarations);
      return [member, { required: optional === '', ...(isBlock && { block: readBlock(declarations, type) }) }];
    }),
  );
};

/** `aws_iam_role`, a resource, is in `lib/iam-role`; as data, it is in `lib/data-aws-iam-role`. */
const folderOf = (kind: string, type: string): string =>
  (kind === 'data' ? `data-${type}` : type.slice(type.indexOf('_') + 1)).replaceAll('_', '-');

const work = mkdtempSync(join(tmpdir(), 'terraform-schema-'));
try {
  for (const provider of Object.values(providers)) {
    await runOrThrow(['npm', 'pack', provider, '--pack-destination', work]);
  }
  const { resource, data } = await parse('main.tf', readFileSync(new URL('../main.tf', import.meta.url), 'utf8'));
  const schema: Record<string, Block> = {};
  for (const [kind, blocks] of Object.entries({ resource, data })) {
    for (const type of Object.keys(blocks ?? {}).sort()) {
      const [provider = ''] = type.split('_');
      const [tarball = ''] = globSync(`cdktn-provider-${provider}-*.tgz`, { cwd: work });
      const path = `package/lib/${folderOf(kind, type)}/index.d.ts`;
      await runOrThrow(['tar', '-xzf', tarball, path], work);
      const declarations = readFileSync(join(work, path), 'utf8');
      const [, name = ''] = /^export interface (\w+Config)\b/m.exec(declarations) ?? [];
      schema[`${kind}.${type}`] = readBlock(declarations, name);
    }
  }
  const from = { from: Object.values(providers), schema };
  writeFileSync(new URL('terraform-schema.json', import.meta.url), `${JSON.stringify(from, undefined, 2)}\n`);
} finally {
  rmSync(work, { recursive: true });
}
