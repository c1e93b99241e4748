/**
 * Loads every entry of the packages that are named on the command line, as an ES module and as CommonJS. JavaScript,
 * because Node.js 20 runs it.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'index.js'));
let loaded = 0;
for (const name of process.argv.slice(2)) {
  const { exports } = require(`${name}/package.json`);
  for (const [path, conditions] of Object.entries(exports ?? {})) {
    if (path === './package.json') continue;
    const entry = name + path.slice(1);
    const asModule = Object.keys(await import(entry)).filter((key) => key !== 'default' && key !== 'module.exports');
    const asCommonJs = Object.keys(require(entry));
    const missing = asModule.filter((key) => !asCommonJs.includes(key));
    if (missing.length > 0) throw new Error(`require('${entry}') lacks ${missing.join(', ')}.`);
    if (typeof conditions !== 'object') throw new Error(`${entry} has no conditions.`);
    loaded++;
  }
}
console.log(`${loaded} entries`);
