import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** Characters that are gathered before they are written. */
const chunkLength = 64 * 1024;

/**
 * A file that is there whole or not at all: it grows under another name beside its place, and takes its own at the end.
 * Where the place is no disk, it grows in the folder for temporary files and is handed over at the end.
 */
export class ExportFile {
  private waiting: string[] = [];
  private length = 0;

  private constructor(
    private readonly target: vscode.Uri,
    private readonly temporary: string,
    private readonly handle: FileHandle,
  ) {}

  /** Creates the growing file. Rejects with the system's error where that is not allowed. */
  static async create(target: vscode.Uri): Promise<ExportFile> {
    const name = `.${basename(target.path).slice(0, 100)}.${randomBytes(4).toString('hex')}.part`;
    const temporary = join(target.scheme === 'file' ? dirname(target.fsPath) : tmpdir(), name);
    return new ExportFile(target, temporary, await open(temporary, 'wx'));
  }

  /** Adds text; resolves when there is room for more. */
  async write(text: string): Promise<void> {
    this.waiting.push(text);
    this.length += text.length;
    if (this.length >= chunkLength) {
      await this.flush();
    }
  }

  /** Puts the file in its place, over what may be there. */
  async commit(): Promise<void> {
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
    if (this.target.scheme === 'file') {
      await rename(this.temporary, this.target.fsPath);
      return;
    }
    const part = this.target.with({ path: `${this.target.path}.part` });
    await vscode.workspace.fs.writeFile(part, await readFile(this.temporary));
    try {
      await vscode.workspace.fs.rename(part, this.target, { overwrite: true });
    } catch (error) {
      await vscode.workspace.fs.delete(part);
      throw error;
    } finally {
      await rm(this.temporary, { force: true });
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }

  private async flush(): Promise<void> {
    const text = this.waiting.join('');
    this.waiting = [];
    this.length = 0;
    await this.handle.appendFile(text);
  }
}
