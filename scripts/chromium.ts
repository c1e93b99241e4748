import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of this machine's Chromium: `CHROME_PATH`, or the first of its usual names on the PATH. */
export const findChromium = (): string | undefined => {
  const { CHROME_PATH, PATH = '' } = process.env;
  if (CHROME_PATH !== undefined) return CHROME_PATH;
  return PATH.split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
};
