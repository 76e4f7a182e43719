import type * as vscode from 'vscode';
import type { Clock, Timer } from '../../base/clock';
import type { Log } from '../../editor/log';
import { clipboardClearAfterSeconds } from '../../editor/settings';

/** Puts tokens on the clipboard and, where the user wishes, takes them off again. */
export class CopiedSecrets implements vscode.Disposable {
  private timer: Timer | undefined;
  /** What is still to be taken off the clipboard. */
  private pending: string | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly clipboard: vscode.Clipboard,
    private readonly log: Log,
  ) {}

  async copy(text: string): Promise<void> {
    await this.clipboard.writeText(text);
    this.clock.clearTimeout(this.timer);
    this.pending = undefined;
    const seconds = clipboardClearAfterSeconds();
    if (seconds > 0) {
      this.pending = text;
      this.timer = this.clock.setTimeout(() => void this.clear(), Math.min(seconds, 24 * 3600) * 1000);
    }
  }

  /** The window closes before the time has come: nobody would clear the clipboard later. */
  async end(): Promise<void> {
    this.clock.clearTimeout(this.timer);
    await this.clear();
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
  }

  /** Clears the clipboard only while it still holds what we put there. */
  private async clear(): Promise<void> {
    const text = this.pending;
    this.pending = undefined;
    try {
      if (text !== undefined && (await this.clipboard.readText()) === text) {
        await this.clipboard.writeText('');
      }
    } catch (error) {
      this.log.error('clipboard', error);
    }
  }
}
