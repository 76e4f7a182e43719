import type * as vscode from 'vscode';
import type { TokenEvent } from '../auth/tokenHistory';
import { redact } from '../base/redaction';
import { failureOf, type Failure } from '../base/failure';
import type { RequestOutcome } from '../net/observed';

/** The output channel, behind the one point where secrets are taken out of whatever is logged. Its text stays English. */
export class Log {
  private hasEnded = false;

  constructor(
    private readonly channel: vscode.LogOutputChannel,
    private readonly secrets: () => readonly string[],
  ) {}

  info(text: string): void {
    this.write('info', text);
  }

  failure(what: string, failure: Failure): void {
    this.write('warn', `${what}: ${factsOf(failure)}`);
  }

  /** For what nobody waits for and nobody foresaw. */
  error(what: string, error: unknown): void {
    this.failure(what, failureOf(error));
  }

  /** One thing that happened to the token. */
  event(event: TokenEvent): void {
    this.write(event.failure === undefined ? 'info' : 'warn', eventText(event));
  }

  debug(text: string): void {
    this.write('debug', text);
  }

  /** One request, whatever it was for. */
  request({ of, method, url, duration, status = 0, failure }: RequestOutcome): void {
    const outcome = failure === undefined ? String(status) : factsOf(failure);
    const isWrong = failure === undefined ? status >= 400 : failure.kind !== 'cancelled';
    // Of the tokens' requests the history tells.
    const level = of === 'api' && isWrong ? 'warn' : 'debug';
    this.write(level, `${method} ${url} ${outcome} ${Math.round(duration)} ms`);
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.hasEnded = true;
    this.channel.dispose();
  }

  /** VS Code ends the channel while the window's work comes to its end; a line then would throw, and end that work. */
  private write(level: 'info' | 'warn' | 'debug', text: string): void {
    if (!this.hasEnded) {
      this.channel[level](redact(text, this.secrets()));
    }
  }
}

/** An event in one line; not redacted. */
export function eventText({ what, environment, endpoint, duration, lifetime, failure }: TokenEvent): string {
  const took = duration === undefined ? undefined : `${Math.round(duration)} ms`;
  const good = lifetime === undefined ? undefined : `${Math.round(lifetime / 1000)} s to live`;
  const { url, ...cause }: Partial<Failure> = failure ?? {};
  // Giving tokens back asks two more addresses than the one that it is for.
  const elsewhere = url === undefined || url === endpoint ? {} : { url };
  const outcome = failure === undefined ? good : factsOf({ ...cause, ...elsewhere });
  const facts = [endpoint, outcome, took].filter((fact) => fact !== undefined).join(', ');
  return `${what} (${environment}): ${facts}`;
}

/** A failure in one line; not redacted. */
export function factsOf({ kind, status, code, url, detail }: Partial<Failure>): string {
  return [kind, status, code, url, detail].filter((fact) => fact !== undefined).join(' ');
}
