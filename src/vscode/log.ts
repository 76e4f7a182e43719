import type * as vscode from 'vscode';
import { redact } from '../auth/redaction';
import type { Failure } from '../net/failure';

/** The output channel, behind the one point where secrets are taken out of whatever is logged. Its text stays English. */
export class Log {
  constructor(
    private readonly channel: vscode.LogOutputChannel,
    private readonly secrets: () => readonly string[],
  ) {}

  info(text: string): void {
    this.channel.info(redact(text, this.secrets()));
  }

  failure(what: string, { kind, status, code, url, detail }: Failure): void {
    const facts = [kind, status, code, url, detail].filter((fact) => fact !== undefined).join(' ');
    this.channel.warn(redact(`${what}: ${facts}`, this.secrets()));
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }
}
