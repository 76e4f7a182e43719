import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { cacheRoot } from './paths';

const silenceMilliseconds = 15_000;
const downloadMilliseconds = 300_000;

let answer: Promise<string | undefined> | undefined;

/** Electron draws on a display server; macOS and Windows always have one. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

async function download(): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('the download took too long')), downloadMilliseconds);
  });
  const options = {
    version: 'stable',
    cachePath: cacheRoot,
    timeout: silenceMilliseconds,
    reporter: new SilentReporter(),
  };
  try {
    return await Promise.race([downloadAndUnzipVSCode(options), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

async function find(): Promise<string | undefined> {
  if (!hasDisplay()) {
    console.log('Desktop VS Code needs a display, here is none: using the VS Code server in a browser.');
    return undefined;
  }
  try {
    return await download();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`Desktop VS Code cannot be had (${reason}): using the VS Code server in a browser.`);
    return undefined;
  }
}

/**
 * The desktop VS Code's executable, downloaded on first need; the answer is kept for the whole run.
 *
 * @returns undefined where it cannot be downloaded (known after 15 s of silence at most) or shown
 */
export function findDesktop(): Promise<string | undefined> {
  answer ??= find();
  return answer;
}
