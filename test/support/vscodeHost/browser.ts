import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../requirements';

const quietArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Whatever page asks for: only this machine is ever contacted.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/**
 * Starts Chromium, headless, confined to loopback addresses.
 *
 * @throws Error when there is none; `ensureRequirements` with `chromium` tells before
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium on the search path.');
  // Chromium refuses its sandbox to root, and containers rarely allow it to anyone.
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...quietArguments] });
}
