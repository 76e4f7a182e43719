import * as vscode from 'vscode';

/** Scheme of a folder that is on no disk. */
export const memoryScheme = 'companion';

const folders = new Map<string, readonly [string, vscode.FileType][]>([
  ['/', [['trip', vscode.FileType.Directory]]],
  ['/trip', [['notes.txt', vscode.FileType.File]]],
]);
const files = new Map([['/trip/notes.txt', 'Book the boat.\n']]);

/** A read-only folder that only this extension knows: what VS Code calls a virtual workspace. */
export class MemoryFolder implements vscode.FileSystemProvider {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;

  stat(uri: vscode.Uri): vscode.FileStat {
    const text = files.get(uri.path);
    if (text === undefined && !folders.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    const type = text === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: text?.length ?? 0 };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const entries = folders.get(uri.path);
    if (entries === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return [...entries];
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const text = files.get(uri.path);
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(text);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
