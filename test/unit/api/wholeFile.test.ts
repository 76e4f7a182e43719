import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../../src/api/wholeFile';
import { FakeClock } from '../../support/fakeClock';
import { removeFolders, temporaryFolder } from '../../support/temporaryFolder';

const refusal = (code: string): Error => Object.assign(new Error(code), { code });

describe('a file that is whole or not there', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder, 'file');
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await removeFolders();
  });

  it('takes the place of the one before, and leaves nothing beside it', async () => {
    const clock = new FakeClock();
    await writeWhole(path, Buffer.from('one'), clock);
    await writeWhole(path, Buffer.from('two'), clock);
    assert.equal(await readFile(path, 'utf8'), 'two');
    assert.deepEqual(await readdir(folder), ['file']);
    if (process.platform !== 'win32') {
      assert.equal((await stat(path)).mode & 0o777, 0o600);
    }
  });

  it('is one of those that were written at the same time', async () => {
    const texts = Array.from({ length: 20 }, (_each, index) => String(index).repeat(10_000));
    await Promise.all(texts.map((text) => writeWhole(path, Buffer.from(text), new FakeClock())));
    assert.ok(texts.includes(await readFile(path, 'utf8')));
    assert.deepEqual(await readdir(folder), ['file']);
  });

  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    it(`waits while another program holds the one before (${code})`, async () => {
      const clock = new FakeClock();
      let tries = 0;
      const held = async (from: string, to: string): Promise<void> => {
        if (++tries < 4) {
          throw refusal(code);
        }
        await rename(from, to);
      };
      const written = writeWhole(path, Buffer.from('x'), clock, { writeFile, rename: held, rm });
      while (tries < 4) {
        await clock.advance(1000);
      }
      await written;
      assert.equal(await readFile(path, 'utf8'), 'x');
      assert.equal(clock.running, 0);
    });
  }

  it('gives up in the end, tells why and leaves nothing behind', async () => {
    for (const [code, most] of [
      ['EPERM', 20],
      ['ENOSPC', 1],
    ] as const) {
      const clock = new FakeClock();
      let tries = 0;
      let outcome: unknown;
      const never = (): Promise<void> => {
        tries++;
        return Promise.reject(refusal(code));
      };
      void writeWhole(path, Buffer.from('x'), clock, { writeFile, rename: never, rm }).catch(
        (error: unknown) => (outcome = error),
      );
      while (outcome === undefined) {
        await clock.advance(100);
      }
      assert.equal((outcome as { code?: string }).code, code);
      assert.ok(tries >= 1 && tries <= most, String(tries));
      assert.deepEqual(await readdir(folder), []);
    }
  });

  it('tells why it cannot be written', async () => {
    await mkdir(path);
    await assert.rejects(writeWhole(path, Buffer.from('x'), new FakeClock()));
    assert.deepEqual(await readdir(folder), ['file']);
  });
});
