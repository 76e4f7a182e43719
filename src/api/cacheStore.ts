import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as v from 'valibot';
import type { Clock } from '../base/clock';
import { errorCode } from '../base/failure';
import { writeWhole } from './wholeFile';

const entrySchema = v.object({
  version: v.literal(1),
  key: v.string(),
  url: v.string(),
  /** When the server was last known to say so, in milliseconds since the epoch. */
  readAt: v.number(),
  etag: v.optional(v.string()),
  json: v.unknown(),
});

/** An answer of the API as it is kept. */
export type CacheEntry = Readonly<Omit<v.InferOutput<typeof entrySchema>, 'version'>>;

/** How much is kept, and for how long at most. */
export interface CacheLimits {
  /** Bytes on disk, of all accounts together. */
  readonly bytes: number;
  /** Milliseconds after which what nobody renewed is of no use any more. */
  readonly age: number;
}

interface KeptFile {
  readonly path: string;
  readonly size: number;
  readonly writtenAt: number;
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Largest entry that is read, unpacked: far above what one answer can be (network.lazy.ts limits it to 10 MiB). */
const longestEntry = 64 * 1024 * 1024;

/**
 * Answers of the API in files, one each, below a folder per scope. Every file is whole or not there, so that several
 * windows can share them; what is damaged or of another version is removed and counts as missing. Nothing here
 * rejects: without a disk there is just no cache.
 */
export class CacheStore {
  /** What is being written and removed, by path: whoever reads there waits for it. */
  private readonly pending = new Map<string, Promise<void>>();
  /** Bytes written since the files were last counted; other windows write too, so it begins anew now and then. */
  private uncounted = Infinity;
  private trimming = false;

  constructor(
    private readonly folder: string,
    private readonly limits: CacheLimits,
    private readonly clock: Pick<Clock, 'now' | 'setTimeout'>,
    /** For the log; never told what an entry holds. */
    private readonly debug: (text: string) => void,
  ) {}

  async read(scope: string, key: string): Promise<CacheEntry | undefined> {
    const path = this.pathOf(scope, key);
    await this.pending.get(path);
    const entry = await this.readFile(path);
    return entry?.key === key ? entry : undefined;
  }

  /** All entries of a scope whose key begins so, in no order. */
  async *entries(scope: string, prefix: string): AsyncGenerator<CacheEntry> {
    for (const name of await namesIn(join(this.folder, scope))) {
      const entry = isEntryName(name) ? await this.readFile(join(this.folder, scope, name)) : undefined;
      if (entry?.key.startsWith(prefix)) {
        yield entry;
      }
    }
  }

  /** Keeps an entry in place of the one before. `isWanted` is asked last of all, when nothing is left to wait for. */
  write(scope: string, entry: CacheEntry, isWanted: () => boolean): Promise<void> {
    const path = this.pathOf(scope, entry.key);
    return this.track(path, async () => {
      const packed = await zip(JSON.stringify({ version: 1, ...entry }), { level: 1 });
      await mkdir(join(this.folder, scope), { recursive: true, mode: 0o700 });
      if (!isWanted()) {
        return;
      }
      // Not flushed: a cache need not survive a power failure, and a file cut short is told by its checksum.
      await writeWhole(path, packed, this.clock);
      this.uncounted += packed.length;
      await this.trimWhereDue();
    });
  }

  async remove(scope: string, key: string): Promise<void> {
    const path = this.pathOf(scope, key);
    await this.track(path, () => rm(path, { force: true }));
  }

  /** Forgets all scopes whose name begins so; also what is just being written there. */
  async removeAll(prefix: string): Promise<void> {
    await this.settled();
    await this.track(this.folder, async () => {
      for (const scope of (await namesIn(this.folder)).filter((name) => name.startsWith(prefix))) {
        await rm(join(this.folder, scope), { recursive: true, force: true, maxRetries: 3 });
      }
    });
  }

  /** Waits for what is being written and removed now. */
  async settled(): Promise<void> {
    await Promise.all(this.pending.values());
  }

  /** Does one thing after the other at a path. */
  private async track(path: string, work: () => Promise<void>): Promise<void> {
    const before = this.pending.get(path);
    const done = (async () => {
      await before;
      await work().catch((error: unknown) => this.debug(`cache: ${codeOf(error)}`));
    })();
    this.pending.set(path, done);
    await done;
    if (this.pending.get(path) === done) {
      this.pending.delete(path);
    }
  }

  private async readFile(path: string): Promise<CacheEntry | undefined> {
    try {
      const text = await unzip(await readFile(path), { maxOutputLength: longestEntry });
      return v.parse(entrySchema, JSON.parse(text.toString()));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        this.debug(`cache: dropped a file that cannot be read (${codeOf(error)})`);
        await rm(path, { recursive: true, force: true }).catch(() => undefined);
      }
      return undefined;
    }
  }

  /** Removes the oldest files beyond the limits, once so much was written that it can matter. */
  private async trimWhereDue(): Promise<void> {
    if (this.trimming || this.uncounted < this.limits.bytes / 25) {
      return;
    }
    this.trimming = true;
    this.uncounted = 0;
    try {
      const files = (await this.files()).sort((one, other) => other.writtenAt - one.writtenAt);
      let kept = 0;
      for (const { path, size, writtenAt } of files) {
        kept += size;
        // Room is left for what is written before the next count.
        if (kept > this.limits.bytes * 0.9 || writtenAt < this.clock.now() - this.limits.age) {
          await rm(path, { force: true });
        }
      }
    } finally {
      this.trimming = false;
    }
  }

  /** Everything below the folder, half-written files that a killed window left behind included. */
  private async files(): Promise<KeptFile[]> {
    const found: KeptFile[] = [];
    for (const scope of await namesIn(this.folder)) {
      for (const name of await namesIn(join(this.folder, scope))) {
        const path = join(this.folder, scope, name);
        const facts = await stat(path).catch(() => undefined);
        if (facts?.isFile()) {
          found.push({ path, size: facts.size, writtenAt: facts.mtimeMs });
        }
      }
    }
    return found;
  }

  private pathOf(scope: string, key: string): string {
    return join(this.folder, scope, `${digest(key)}.gz`);
  }
}

/** A short name for a text, fit for a file on any system; the text cannot be found from it. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function isEntryName(name: string): boolean {
  return /^[0-9a-f]{32}\.gz$/.test(name);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function codeOf(error: unknown): string {
  return errorCode(error) ?? (error instanceof Error ? error.name : '?');
}
