import { type Browser, chromium } from 'playwright-core';

/** The program that the browser tests drive; a suite that needs it asks for it with `requirePrograms`. */
export const browserProgram = '/usr/bin/chromium';

/** Starts a browser that speaks to this machine only. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserProgram,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
