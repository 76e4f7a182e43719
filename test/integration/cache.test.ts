import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commands } from 'vscode';
import { startSandbox, type RequestRecord, type Sandbox } from '../sandbox/sandbox';
import { cleanUp, run, setUserSetting, until } from './support/host';

/** Where the extension keeps catalog data; the runner puts its result beside the user data. */
const folder = join(
  dirname(process.env['KORUSTICKET_TEST_RESULT'] ?? ''),
  'user-data/User/globalStorage/korusticket.korusticket/catalogs',
);

async function keptFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** When something was written there last, in milliseconds since the epoch. */
async function lastWritten(): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.gz'));
  const times = await Promise.all(
    files.map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...times);
}

describe('catalog data kept on this machine', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
    await commands.executeCommand('korusticket.catalogs.focus');
    await run('signIn', sandbox.account);
  });
  after(async () => {
    // What is in sight is read: the suites after would see requests of the tree among their own.
    await commands.executeCommand('workbench.view.explorer');
    await cleanUp();
    await sandbox.close();
  });

  const asked = (size: number): RequestRecord[] =>
    sandbox.requests.filter(({ url }) => url === `${sandbox.catalogsPath}?page=1&itemsPerPage=${size}`);
  /** How the server answered each of them; 0 where it was given up before. */
  const answersTo = (size: number): string[] =>
    asked(size).map(({ status, headers }) => `${status}${headers['if-none-match'] ? ' by its tag' : ''}`);
  /** Waits until so many of them have been answered in full. */
  const untilAnswered = (size: number, count: number): Promise<void> =>
    until(() => asked(size).filter(({ status }) => status === 200).length === count);
  /** Has the tree read everything anew; `size` is that of its pages. */
  const show = async (size: number): Promise<void> => {
    await setUserSetting('catalogs.pageSize', size);
  };

  it('is there after the first look', async () => {
    await untilAnswered(50, 1);
    await until(async () => (await keptFiles()).length > 0);
  });

  it('is shown without a request when it is looked at again', async () => {
    await show(10);
    await untilAnswered(10, 1);
    await show(50);
    // The next read of the tree comes after that one, and has to ask.
    await show(20);
    await untilAnswered(20, 1);
    assert.deepEqual([asked(50).length, asked(10).length], [1, 1]);
  });

  it('is renewed by the refresh, which sends what it has by its tag', async () => {
    // The three pages of catalogs; what is not on disk yet has no tag to send.
    await until(async () => (await keptFiles()).filter((name) => name.endsWith('.gz')).length >= 3);
    const before = await lastWritten();
    await run('refreshCatalogs');
    await until(() => asked(20).some(({ status }) => status === 304));
    // The answer has arrived once what is kept says when it was.
    await until(async () => (await lastWritten()) > before);
    assert.match(String(asked(20).at(-1)?.headers['if-none-match']), /^W\/"/);
    assert.deepEqual(answersTo(20), ['200', '304 by its tag']);
  });

  it('stays when another environment is looked at', async () => {
    // The renewed page may still be on its way to the disk.
    const before = (await keptFiles()).filter((name) => name.endsWith('.gz')).length;
    await run('switchEnvironment', 'Production');
    await run('switchEnvironment', 'Sandbox');
    // The tree shows its pages of 20 again, which have been renewed; after that, others.
    await show(30);
    await untilAnswered(30, 1);
    assert.deepEqual(answersTo(20), ['200', '304 by its tag']);
    assert.ok((await keptFiles()).length >= before);
  });

  it('goes at once where 0 hours are set, before anything is read again', async () => {
    await setUserSetting('catalogs.cacheHours', 0);
    await until(async () => (await keptFiles()).length === 0);
    await setUserSetting('catalogs.cacheHours', 24);
    await show(40);
    await untilAnswered(40, 1);
    await until(async () => (await keptFiles()).length > 0);
  });

  it('goes with the sign-out', async () => {
    await run('signOut', { confirm: false });
    await until(async () => (await keptFiles()).length === 0);
  });

  it('is not kept at all for 0 hours', async () => {
    await setUserSetting('catalogs.cacheHours', 0);
    await show(10);
    await run('signIn', sandbox.account);
    await untilAnswered(10, 2);
    await show(20);
    await untilAnswered(20, 2);
    await show(10);
    await untilAnswered(10, 3);
    // It ends once the tree has read everything anew; what was read before would be on the disk by then.
    await run('refreshCatalogs');
    assert.deepEqual(await keptFiles(), []);
  });
});
