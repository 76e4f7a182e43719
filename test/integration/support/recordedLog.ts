import type { LogOutputChannel } from 'vscode';
import { Log } from '../../../src/editor/log';

/** A log whose lines a test can read. */
export function recordedLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const channel = { info: write, warn: write } as Partial<LogOutputChannel> as LogOutputChannel;
  return { log: new Log(channel, () => []), lines };
}
