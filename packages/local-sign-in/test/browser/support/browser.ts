import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../../../../scripts/chromium.ts';

/** Starts the machine's own Chromium, headless. As root, as in a container, it has no sandbox. */
export const launchBrowser = (): Promise<Browser> => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium here: sudo apt-get install -y chromium');
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
};
