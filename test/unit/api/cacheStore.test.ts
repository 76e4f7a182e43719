import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CacheStore, type CacheEntry } from '../../../src/api/cacheStore';
import { FakeClock, start } from '../../support/fakeClock';
import { removeFolders, temporaryFolder } from '../../support/temporaryFolder';

const roomy = { bytes: 1_000_000, age: Infinity };

function entryOf(key: string, json: unknown = { name: key }): CacheEntry {
  return { key, url: `http://127.0.0.1/${encodeURIComponent(key)}`, readAt: start, json };
}

/** Text that no compression makes smaller. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join('');
}

async function gather(entries: AsyncIterable<CacheEntry>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of entries) {
    keys.push(key);
  }
  return keys.sort();
}

describe('the store of the cache', () => {
  let folder: string;
  let said: string[];
  const always = (): boolean => true;
  const storeOf = (limits = roomy): CacheStore =>
    new CacheStore(folder, limits, new FakeClock(), (text) => said.push(text));
  /** The one file of a scope. */
  const fileOf = async (scope: string): Promise<string> => {
    const names = await readdir(join(folder, scope));
    assert.equal(names.length, 1, names.join(' '));
    return join(folder, scope, names[0]!);
  };

  beforeEach(async () => {
    folder = join(await temporaryFolder(), 'not', 'yet', 'there');
    said = [];
  });
  afterEach(removeFolders);

  it('gives back what it was given, also to another window', async () => {
    const entry = { ...entryOf('en\n/a', { name: 'Été 🎫', deep: [1, null, { x: 'y' }] }), etag: 'W/"1"' };
    await storeOf().write('scope', entry, always);
    assert.deepEqual(await storeOf().read('scope', 'en\n/a'), { version: 1, ...entry });
    assert.equal(await storeOf().read('scope', 'en\n/b'), undefined);
    assert.equal(await storeOf().read('other', 'en\n/a'), undefined);
    assert.deepEqual(said, []);
  });

  it('lists a scope by the beginning of its keys', async () => {
    const store = storeOf();
    for (const key of ['en\n/a', 'en\n/b', 'fr\n/a']) {
      await store.write('one', entryOf(key), always);
    }
    await store.write('two', entryOf('en\n/c'), always);
    assert.deepEqual(await gather(store.entries('one', 'en\n')), ['en\n/a', 'en\n/b']);
    assert.deepEqual(await gather(store.entries('none', '')), []);
  });

  it('keeps files to their owner', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await storeOf().write('scope', entryOf('a'), always);
    assert.equal((await stat(await fileOf('scope'))).mode & 0o077, 0);
    assert.equal((await stat(join(folder, 'scope'))).mode & 0o077, 0);
  });

  it('asks last of all whether an entry is still wanted', async () => {
    await storeOf().write('scope', entryOf('a'), () => false);
    assert.deepEqual(await readdir(join(folder, 'scope')), []);
  });

  it('is whole however many windows write at once', async () => {
    const stores = Array.from({ length: 8 }, () => storeOf());
    const texts = stores.map((_store, index) => `${noise(50_000)}${index}`);
    await Promise.all(stores.map((store, index) => store.write('s', entryOf('a', texts[index]), always)));
    const entry = await storeOf().read('s', 'a');
    assert.ok(texts.includes(String(entry?.json)));
    assert.deepEqual(said, []);
    await fileOf('s');
  });

  it('forgets one scope and leaves the others', async () => {
    const store = storeOf();
    for (const scope of ['a-1', 'a-2', 'b-1']) {
      await store.write(scope, entryOf('x'), always);
    }
    void store.write('a-1', entryOf('late'), always);
    await store.removeAll('a');
    assert.deepEqual(await readdir(folder), ['b-1']);
    await store.removeAll('');
    assert.deepEqual(await readdir(folder), []);
  });

  it('does without a disk', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    folder = join(file, 'below');
    const store = storeOf();
    await store.write('scope', entryOf('a'), always);
    await store.remove('scope', 'a');
    await store.removeAll('');
    assert.equal(await store.read('scope', 'a'), undefined);
    assert.deepEqual(await gather(store.entries('scope', '')), []);
    assert.ok(said.length > 0 && said.every((text) => /^cache: /.test(text)));
  });

  describe('bounds', () => {
    const total = async (): Promise<number> => {
      const names = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
      return (await Promise.all(files.map((file) => stat(file)))).reduce((sum, { size }) => sum + size, 0);
    };

    it('its size, over all scopes, by removing the oldest first', async () => {
      const limits = { bytes: 100_000, age: Infinity };
      const text = noise(4000);
      for (let index = 0; index < 60; index++) {
        const scope = `scope${index % 2}`;
        // A store each: a window knows nothing of what others wrote.
        await storeOf(limits).write(scope, entryOf(`k${index}`, `${text}${index}`), always);
        assert.ok((await total()) <= limits.bytes, `${await total()} bytes after ${index}`);
        const names = await readdir(join(folder, scope));
        for (const name of names) {
          const path = join(folder, scope, name);
          if ((await stat(path)).mtimeMs > start) {
            await utimes(path, start / 1000, (start + index) / 1000 - 1_000_000);
          }
        }
      }
      const store = storeOf(limits);
      assert.ok((await store.read('scope1', 'k59')) !== undefined);
      assert.ok((await store.read('scope0', 'k58')) !== undefined);
      assert.equal(await store.read('scope0', 'k0'), undefined);
    });

    it('its size within one window too', async () => {
      const limits = { bytes: 100_000, age: Infinity };
      const store = storeOf(limits);
      const text = noise(4000);
      for (let index = 0; index < 60; index++) {
        await store.write('scope', entryOf(`k${index}`, `${text}${index}`), always);
        assert.ok((await total()) <= limits.bytes, `${await total()} bytes after ${index}`);
      }
      assert.ok((await total()) > limits.bytes / 2);
    });

    it('the age of its files, half-written ones included', async () => {
      const limits = { bytes: 1_000_000, age: 1000 };
      await mkdir(join(folder, 'scope'), { recursive: true });
      const left = join(folder, 'scope', 'half.tmp-12');
      await writeFile(left, 'x');
      await storeOf(limits).write('scope', entryOf('old'), always);
      const names = await readdir(join(folder, 'scope'));
      for (const name of names) {
        await utimes(join(folder, 'scope', name), start / 1000, start / 1000 - 2);
      }
      await storeOf(limits).write('scope', entryOf('new'), always);
      assert.deepEqual(await gather(storeOf().entries('scope', '')), ['new']);
      assert.equal((await readdir(join(folder, 'scope'))).length, 1);
    });
  });

  describe('meets damage', () => {
    const isGone = async (): Promise<void> => {
      assert.equal(await storeOf().read('scope', 'a'), undefined);
      assert.deepEqual(await readdir(join(folder, 'scope')), []);
      assert.equal(said.length, 1);
      assert.match(said[0]!, /^cache: dropped a file/);
    };

    for (const [what, content] of [
      ['nothing', Buffer.of()],
      ['plain text', Buffer.from('{"version":1}')],
      ['packed text that is no JSON', gzipSync('{"version":1')],
      ['JSON of no entry', gzipSync('[1]')],
      ['null', gzipSync('null')],
      ['an entry of an older version', gzipSync(JSON.stringify({ version: 0, ...entryOf('a') }))],
      [
        'an entry without an answer',
        gzipSync(JSON.stringify({ version: 1, ...entryOf('a'), json: undefined })),
      ],
      ['more than memory should hold', gzipSync(Buffer.alloc(80 * 1024 * 1024))],
    ] as const) {
      it(`drops a file that holds ${what}`, async () => {
        await storeOf().write('scope', entryOf('a'), always);
        await writeFile(await fileOf('scope'), content);
        await isGone();
      });
    }

    it('takes no entry for another', async () => {
      await storeOf().write('scope', entryOf('b'), always);
      const packed = await readFile(await fileOf('scope'));
      await storeOf().removeAll('');
      await storeOf().write('scope', entryOf('a'), always);
      await writeFile(await fileOf('scope'), packed);
      assert.equal(await storeOf().read('scope', 'a'), undefined);
    });

    it('gives the right answer or none, whatever happened to a file', async () => {
      const entry = { ...entryOf('a', { list: ['x', 'y'], text: noise(300) }), etag: '"1"' };
      await storeOf().write('scope', entry, always);
      const file = await fileOf('scope');
      const whole = await readFile(file);
      const place = fc.nat({ max: whole.length - 1 });
      const damage = fc.oneof(
        place.map((end) => whole.subarray(0, end)),
        fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
        fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 }).map((changes) => {
          const copy = Buffer.from(whole);
          changes.forEach(([index, byte]) => (copy[index] = byte));
          return copy;
        }),
        fc
          .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 20 }))
          .map(([index, bytes]) => Buffer.concat([whole.subarray(0, index), bytes, whole.subarray(index)])),
        fc.json().map((text) => gzipSync(text)),
      );
      await fc.assert(
        fc.asyncProperty(damage, async (content) => {
          await writeFile(file, content);
          const read = await storeOf().read('scope', 'a');
          if (read !== undefined) {
            assert.deepEqual(read, { version: 1, ...entry });
          }
        }),
        { numRuns: 300 },
      );
    });
  });
});
