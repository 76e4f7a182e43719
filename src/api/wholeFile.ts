import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Clock } from '../base/clock';
import { errorCode } from '../base/failure';

/** What Windows answers while another program, a virus scanner say, holds the file that is to be replaced. */
const held: ReadonlySet<string | undefined> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Milliseconds to wait before the tries after the first: about two seconds in all. */
const waits = [20, 50, 100, 200, 400, 600, 800];

/**
 * Writes a file that is either whole or not there, for its owner alone: a temporary one beside it takes its place.
 * Waits where the one before is held. Rejects with the system's error, and then leaves nothing behind.
 */
export async function writeWhole(
  path: string,
  data: Uint8Array,
  clock: Pick<Clock, 'setTimeout'>,
  files: {
    readonly writeFile: typeof writeFile;
    readonly rename: (from: string, to: string) => Promise<void>;
    readonly rm: typeof rm;
  } = { writeFile, rename, rm },
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await files.writeFile(temporary, data, { mode: 0o600 });
    for (const wait of waits) {
      try {
        await files.rename(temporary, path);
        return;
      } catch (error) {
        if (!held.has(errorCode(error))) {
          throw error;
        }
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, wait));
      }
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
