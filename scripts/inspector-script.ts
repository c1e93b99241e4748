/** Writes the bundle of the inspector's page into the build of local-sign-in. Run in its folder, after `tsc -b`. */
import { writeFileSync } from 'node:fs';
import { inspectorScript } from '../packages/local-sign-in/src/server/inspector-script.ts';

const text = await inspectorScript();
writeFileSync(
  'dist/server/inspector-script.js',
  `export const inspectorScript = async () => ${JSON.stringify(text)};\n`,
);
