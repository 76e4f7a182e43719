import type * as vscode from 'vscode';
import type { Clock, Timer } from '../auth/clock';
import type { Log } from './log';
import { clipboardClearAfterSeconds } from './settings';

/** Puts tokens on the clipboard and, where the user wishes, takes them off again. */
export class CopiedSecrets implements vscode.Disposable {
  private timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly clipboard: vscode.Clipboard,
    private readonly log: Log,
  ) {}

  async copy(text: string): Promise<void> {
    await this.clipboard.writeText(text);
    this.clock.clearTimeout(this.timer);
    const seconds = clipboardClearAfterSeconds();
    if (seconds > 0) {
      this.timer = this.clock.setTimeout(() => void this.clear(text), Math.min(seconds, 24 * 3600) * 1000);
    }
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
  }

  /** Clears the clipboard only while it still holds what we put there. */
  private async clear(text: string): Promise<void> {
    try {
      if ((await this.clipboard.readText()) === text) {
        await this.clipboard.writeText('');
      }
    } catch (error) {
      this.log.error('clipboard', error);
    }
  }
}
