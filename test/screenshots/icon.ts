import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../support/vscodeHost/browser';
import { repositoryRoot } from '../support/vscodeHost/paths';

const pixels = 256;

/** `media/icon.png` from `media/icon.svg`: VS Code takes no SVG for an icon. */
export async function drawIcon(): Promise<void> {
  const svg = await readFile(join(repositoryRoot, 'media', 'icon.svg'), 'utf8');
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
    await page.setContent(`<body style="margin:0">${svg}</body>`);
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(join(repositoryRoot, 'media', 'icon.png'), png);
  } finally {
    await browser.close();
  }
}
