import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import type { Commands } from '../../editor/commands';
import type { ResourceEditors } from './documents.lazy';
import type { DocumentReader } from './store';
import { documentScheme } from './uri';

/**
 * Resources as read-only JSON documents: registers their file system and commands, and loads the rest with the first
 * document. A file system, and not a content provider, because the editor restores only files after a reload.
 */
export class ResourceDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  private readonly subscriptions: vscode.Disposable;
  private editors: Promise<ResourceEditors> | undefined;

  readonly onDidChangeFile = this.changes.event;

  constructor(
    private readonly reader: DocumentReader,
    private readonly account: ActiveAccount,
    private readonly clock: Clock,
    commands: Commands,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changes,
      vscode.workspace.registerFileSystemProvider(documentScheme, this, {
        isCaseSensitive: true,
        isReadonly: true,
      }),
      commands.register('openResource', async (target: unknown) => (await this.load()).open(target)),
      commands.register('refreshResource', async (target: unknown) => (await this.load()).refresh(target)),
      commands.register('compareResources', async (target: unknown, selected: unknown) =>
        (await this.load()).compare(target, selected),
      ),
      commands.register('copyAsCurl', async (target: unknown) =>
        (await this.load()).takeAlong('copyAsCurl', target),
      ),
      commands.register('copyAsFetch', async (target: unknown) =>
        (await this.load()).takeAlong('copyAsFetch', target),
      ),
      commands.register('copyAsHttp', async (target: unknown) =>
        (await this.load()).takeAlong('copyAsHttp', target),
      ),
      commands.register('openAsHttp', async (target: unknown) =>
        (await this.load()).takeAlong('openAsHttp', target),
      ),
    );
    // After a restart of the extension host documents are open that nobody reads again.
    if (vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === documentScheme)) {
      void this.load();
    }
  }

  /** Shows a text of ours, of the environment named, as a read-only JSON document. */
  async show(environment: string, name: string, text: string): Promise<void> {
    await (await this.load()).showText(environment, name, text);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return (await this.load()).stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.load()).readFile(uri);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.subscriptions.dispose();
    void this.editors?.then((editors) => editors.dispose());
  }

  private load(): Promise<ResourceEditors> {
    this.editors ??= import('./documents.lazy').then(
      ({ ResourceEditors: Editors }) =>
        new Editors(this.reader, this.account, this.clock, (uri) =>
          this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]),
        ),
    );
    return this.editors;
  }
}
