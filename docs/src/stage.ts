/** Writes the folder that VitePress reads: the files of the repository that are on the site, and the reference. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { places } from './pages.ts';
import { writeReference } from './reference.ts';
import { root, staged } from './site.ts';
import { stageFile } from './stage-file.ts';

const folder = join(root, 'docs', staged);
rmSync(folder, { recursive: true, force: true });
for (const path of places.keys()) stageFile(path);
await writeReference(join(folder, 'reference'));
