import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, Disposable, FileType, Uri, workspace, type FileSystemProvider } from 'vscode';
import type { ApiReply } from '../../src/api/apiClient';
import { readResource } from '../../src/api/resource';
import { systemClock } from '../../src/base/clock';
import { WindowWork } from '../../src/base/windowWork';
import type { ServiceAccount } from '../../src/auth/serviceAccount';
import { RequestFailure, type Failure } from '../../src/base/failure';
import { exportOnce, type ExportParts, type ExportTarget } from '../../src/features/export/export.lazy';
import { csvWith, jsonLines } from '../../src/features/export/model/formats';
import { accountAt } from '../support/fixtures';
import { until } from './support/host';

const catalog = readResource({ '@id': '/c/1', '@type': 'TicketingCatalog', name: 'One' });
const plan = { catalog, pageSize: 50, withDisabled: false, offers: 'none', since: 0 } as const;
const bases = Array.from({ length: 3000 }, (_none, index) => ({
  '@id': `/b/${index}`,
  name: `Base ${index} é`,
}));

const own = accountAt('http://127.0.0.1:1');

/** An export over answers made up on the spot; `onRead` sees each address first and may fail. */
class Bench {
  account: ServiceAccount | undefined = own;
  readonly failures: Failure[] = [];
  private listeners: (() => void)[] = [];

  constructor(private readonly onRead: (iri: string) => void | Promise<void> = () => undefined) {}

  get parts(): ExportParts {
    const get = async (iri: string): Promise<ApiReply> => {
      await this.onRead(iri);
      return { url: iri, json: { member: iri.startsWith('/c/1/product_bases') ? bases : [], view: {} } };
    };
    const current = (): ServiceAccount | undefined => this.account;
    return {
      reader: { get, getCatalogs: () => get('/catalogs') },
      account: {
        get account() {
          return current();
        },
        known: () => Promise.reject(new Error('not used')),
        onDidChange: (listener) => {
          this.listeners.push(() => listener({ name: 'signedOut', environment: undefined }));
          return { dispose: () => undefined };
        },
      },
      clock: systemClock,
      running: new WindowWork(),
      log: { failure: (_what, failure) => void this.failures.push(failure) },
      withDisabled: false,
    };
  }

  /** Another account takes over. */
  switch(account: ServiceAccount | undefined): void {
    this.account = account;
    this.listeners.forEach((each) => each());
  }
}

/** Dismisses messages until the export has ended. */
async function ended(running: Promise<boolean>): Promise<boolean> {
  let outcome: boolean | undefined;
  void running.then((value) => (outcome = value));
  await until(async () => {
    await commands.executeCommand('notifications.clearAll');
    return outcome !== undefined;
  });
  return outcome!;
}

describe('the file of an export', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'korusticket-export-'));
  });
  afterEach(async () => {
    await commands.executeCommand('notifications.clearAll');
    await rm(folder, { recursive: true, force: true });
  });

  const place = (name: string, format = jsonLines): ExportTarget => ({
    place: Uri.file(join(folder, name)),
    format,
  });

  it('holds every resource as a line, and nothing else lies beside it', async () => {
    const bench = new Bench();
    assert.equal(await exportOnce(bench.parts, own, plan, place('one.jsonl')), false);
    const lines = (await readFile(join(folder, 'one.jsonl'), 'utf8')).split('\n');
    assert.equal(lines.pop(), '');
    assert.equal(lines.length, 1 + bases.length);
    assert.deepEqual(JSON.parse(lines[1]!), { type: null, iri: '/b/0', parent: '/c/1', raw: bases[0] });
    assert.deepEqual(await readdir(folder), ['one.jsonl']);
  });

  it('has the format that was asked for', async () => {
    await exportOnce(new Bench().parts, own, plan, place('one.csv', csvWith(';')));
    const text = await readFile(join(folder, 'one.csv'), 'utf8');
    assert.ok(text.startsWith('\ufefftype;iri;parent;'));
    assert.equal(text.split('\r\n').length, 1 + 1 + bases.length + 1);
  });

  it('never stands there in part, and takes the place of an older one only when it is whole', async () => {
    await writeFile(join(folder, 'one.jsonl'), 'older');
    const seen = new Set<string>();
    const bench = new Bench(async (iri) => {
      if (iri.startsWith('/b/2900/')) {
        for (const name of await readdir(folder)) seen.add(name.replace(/\.[0-9a-f]{8}\./, '.#.'));
        assert.equal(await readFile(join(folder, 'one.jsonl'), 'utf8'), 'older');
      }
    });
    await exportOnce(bench.parts, own, plan, place('one.jsonl'));
    assert.deepEqual([...seen].sort(), ['.one.jsonl.#.part', 'one.jsonl']);
    assert.notEqual(await readFile(join(folder, 'one.jsonl'), 'utf8'), 'older');
    assert.deepEqual(await readdir(folder), ['one.jsonl']);
  });

  it('is not there after a failure, which is logged and told', async () => {
    const bench = new Bench((iri) => {
      if (iri.startsWith('/b/2000/')) throw new RequestFailure({ kind: 'apiError', status: 500 });
    });
    assert.equal(await ended(exportOnce(bench.parts, own, plan, place('one.jsonl'))), false);
    assert.deepEqual(bench.failures, [{ kind: 'apiError', status: 500 }]);
    assert.deepEqual(await readdir(folder), []);
  });

  it('is not there after it was cancelled, and that is no failure', async () => {
    const bench = new Bench((iri) => {
      if (iri.startsWith('/b/2000/')) throw new RequestFailure({ kind: 'cancelled' });
    });
    assert.equal(await exportOnce(bench.parts, own, plan, place('one.jsonl')), false);
    assert.deepEqual([bench.failures, await readdir(folder)], [[], []]);
  });

  for (const [name, other] of Object.entries({
    'another environment': { ...own, environment: 'Other' },
    'another organization of the same environment': { ...own, clientId: 'another' },
    none: undefined,
  })) {
    it(`never mixes two accounts: another one that comes into use stops it: ${name}`, async () => {
      let later = 0;
      const bench = new Bench((iri) => {
        if (bench.account !== own) later++;
        else if (iri.startsWith('/b/100/')) bench.switch(other);
      });
      assert.equal(await exportOnce(bench.parts, own, plan, place('one.jsonl')), false);
      assert.equal(later, 0, 'read with the other account');
      assert.deepEqual([bench.failures, await readdir(folder)], [[], []]);
    });
  }

  it('is of no other account where it is tried again after a switch', async () => {
    const asked: string[] = [];
    const bench = new Bench((iri) => void asked.push(iri));
    bench.switch({ ...own, environment: 'Other' });
    assert.equal(await exportOnce(bench.parts, own, plan, place('one.jsonl')), false);
    assert.deepEqual([asked, bench.failures, await readdir(folder)], [[], [], []]);
  });

  it('is written on by nobody after a failure, while the message stands', async () => {
    let failed = false;
    let later = 0;
    const others: (() => void)[] = [];
    const bench = new Bench(async (iri) => {
      later += failed ? 1 : 0;
      if (iri.startsWith('/b/0/')) {
        await until(() => others.length > 0);
        throw new RequestFailure({ kind: 'apiError', status: 500 });
      }
      // The other product bases are still being read when the first one fails.
      if (iri.startsWith('/b/')) await new Promise<void>((resolve) => others.push(resolve));
    });
    const running = exportOnce(bench.parts, own, plan, place('one.jsonl'));
    await until(() => bench.failures.length > 0);
    failed = true;
    others.forEach((goOn) => goOn());
    assert.equal(await ended(running), false);
    assert.equal(later, 0, 'read after the failure was told');
  });

  it('leaves no part of it where the window ends meanwhile, whatever the server does', async () => {
    let isReading = false;
    const bench = new Bench(async (iri) => {
      if (iri.startsWith('/b/2000/')) {
        isReading = true;
        await new Promise(() => undefined);
      }
    });
    const { parts } = bench;
    const running = exportOnce(parts, own, plan, place('one.jsonl'));
    await until(() => isReading);
    assert.equal((await readdir(folder)).length, 1);
    await parts.running.end();
    assert.deepEqual(await readdir(folder), []);
    assert.equal(await running, false);
    assert.deepEqual(bench.failures, []);
    // A dialog that is answered too late begins nothing.
    assert.equal(await exportOnce(parts, own, plan, place('one.jsonl')), false);
    assert.deepEqual(await readdir(folder), []);
  });

  it('that cannot be made is told', async () => {
    const bench = new Bench();
    const outcome = ended(exportOnce(bench.parts, own, plan, place('none/one.jsonl')));
    assert.equal(await outcome, false);
    assert.match(bench.failures[0]?.detail ?? '', /ENOENT/);
  });

  it('goes through the file system of the workspace where that is no disk', async () => {
    const files = new Map<string, Uint8Array>();
    const never = (): never => {
      throw new Error('not used');
    };
    const provider: FileSystemProvider = {
      onDidChangeFile: () => new Disposable(() => undefined),
      watch: () => new Disposable(() => undefined),
      stat: (uri) => {
        const content = files.get(uri.path);
        if (content === undefined && uri.path !== '/') throw new Error('FileNotFound');
        const type = uri.path === '/' ? FileType.Directory : FileType.File;
        return { type, ctime: 0, mtime: 0, size: content?.length ?? 0 };
      },
      readDirectory: () => [],
      createDirectory: never,
      readFile: (uri) => files.get(uri.path) ?? never(),
      writeFile: (uri, content) => void files.set(uri.path, content),
      delete: (uri) => void files.delete(uri.path),
      rename: (from, to) => {
        files.set(to.path, files.get(from.path) ?? never());
        files.delete(from.path);
      },
    };
    const registration = workspace.registerFileSystemProvider('korusticket-test', provider);
    try {
      const file = Uri.from({ scheme: 'korusticket-test', path: '/one.jsonl' });
      const target = { place: file, format: jsonLines };
      await exportOnce(new Bench().parts, own, plan, target);
      assert.deepEqual([...files.keys()], ['/one.jsonl']);
      const text = Buffer.from(files.get('/one.jsonl')!).toString();
      assert.equal(text.split('\n').length, 1 + bases.length + 1);
      files.clear();
      const bench = new Bench((iri) => {
        if (iri.startsWith('/b/2000/')) throw new RequestFailure({ kind: 'cancelled' });
      });
      await exportOnce(bench.parts, own, plan, target);
      assert.equal(files.size, 0);
    } finally {
      registration.dispose();
    }
  });
});
