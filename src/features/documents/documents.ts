import * as vscode from 'vscode';
import { Lazy } from '../../base/lazy';
import type { Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';
import type { ResourceEditors, ShownRows } from './documents.lazy';
import { documentScheme } from '../../editor/documentUri';

/**
 * Resources as read-only JSON documents: registers their file system and commands, and loads the rest with the first
 * document. A file system, and not a content provider, because the editor restores only files after a reload.
 */
export class ResourceDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  private readonly subscriptions: vscode.Disposable;
  private readonly editors: Lazy<ResourceEditors>;

  readonly onDidChangeFile = this.changes.event;

  constructor(
    services: Lazy<Pick<Services, 'account' | 'cache' | 'clock'>>,
    commands: Commands,
    tree: Lazy<ShownRows>,
  ) {
    this.editors = new Lazy(async () => {
      const { account, cache, clock } = await services.get();
      const part = await import('./documents.lazy');
      return new part.ResourceEditors(await cache.get(), account, clock, tree, (uri) =>
        this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]),
      );
    });
    const onTargets =
      (run: (editors: ResourceEditors, target: unknown, selected: unknown) => Promise<void>) =>
      async (target: unknown, selected: unknown): Promise<void> =>
        run(await this.editors.get(), target, selected);
    this.subscriptions = vscode.Disposable.from(
      this.changes,
      vscode.workspace.registerFileSystemProvider(documentScheme, this, {
        isCaseSensitive: true,
        isReadonly: true,
      }),
      commands.register(
        'openResource',
        onTargets((editors, ...given) => editors.open(...given)),
      ),
      commands.register(
        'refreshResource',
        onTargets((editors, target) => editors.refresh(target)),
      ),
      commands.register(
        'revealInCatalogs',
        onTargets((editors, target) => editors.reveal(target)),
      ),
      commands.register(
        'compareResources',
        onTargets((editors, ...given) => editors.compare(...given)),
      ),
      commands.register(
        'copyAsCurl',
        onTargets((editors, ...given) => editors.takeAlong('copyAsCurl', ...given)),
      ),
      commands.register(
        'copyAsFetch',
        onTargets((editors, ...given) => editors.takeAlong('copyAsFetch', ...given)),
      ),
      commands.register(
        'copyAsHttp',
        onTargets((editors, ...given) => editors.takeAlong('copyAsHttp', ...given)),
      ),
      commands.register(
        'openAsHttp',
        onTargets((editors, ...given) => editors.takeAlong('openAsHttp', ...given)),
      ),
    );
    // After a restart of the extension host documents are open that nobody reads again.
    if (vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === documentScheme)) {
      void this.editors.get();
    }
  }

  /** Shows a text of ours, of the environment named, as a read-only JSON document. */
  async show(environment: string, name: string, text: string): Promise<void> {
    await (await this.editors.get()).showText(environment, name, text);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return (await this.editors.get()).stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.editors.get()).readFile(uri);
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
    this.editors.ifMade((editors) => editors.dispose());
  }
}
