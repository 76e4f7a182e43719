import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { until } from './poll';

interface Entry {
  readonly key: string;
  readonly readAt: number;
}

/**
 * Makes all that the extension has kept of the API older, by so many milliseconds at least, once pages of offers are
 * among it, as many as were looked at.
 */
export async function ageOffers(userData: string, milliseconds: number, pages = 1): Promise<void> {
  await until(
    `${pages} pages of offers on disk`,
    () => age(userData, milliseconds),
    (keys) => keys.filter((key) => key.includes('/offers?')).length >= pages,
  );
}

async function age(userData: string, milliseconds: number): Promise<string[]> {
  const entries = await readdir(userData, { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name }) => /^[0-9a-f]{32}\.gz$/.test(name));
  return Promise.all(
    files.map(async ({ name, parentPath }) => {
      const path = join(parentPath, name);
      const entry = JSON.parse(gunzipSync(await readFile(path)).toString()) as Entry;
      await writeFile(path, gzipSync(JSON.stringify({ ...entry, readAt: entry.readAt - milliseconds })));
      return entry.key;
    }),
  );
}
