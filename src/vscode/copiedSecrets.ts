import * as vscode from 'vscode';
import type { Clock, Timer } from '../auth/clock';
import { clipboardClearAfterSeconds } from './settings';

/** Puts tokens on the clipboard and, where the user wishes, takes them off again. */
export class CopiedSecrets implements vscode.Disposable {
  private timer: Timer | undefined;

  constructor(private readonly clock: Clock) {}

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    this.clock.clearTimeout(this.timer);
    const seconds = clipboardClearAfterSeconds();
    if (seconds > 0) {
      this.timer = this.clock.setTimeout(() => void clear(text), Math.min(seconds, 24 * 3600) * 1000);
    }
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
  }
}

/** Clears the clipboard only while it still holds what we put there. */
async function clear(text: string): Promise<void> {
  if ((await vscode.env.clipboard.readText()) === text) {
    await vscode.env.clipboard.writeText('');
  }
}
