import type * as vscode from 'vscode';

/** A text that is kept; what else may stand there, as another version may have left it, counts as nothing. */
export function textIn(state: vscode.Memento | undefined, key: string): string | undefined {
  const value = state?.get<unknown>(key);
  return typeof value === 'string' ? value : undefined;
}

/**
 * VS Code's global state, which all windows share, made safe for changes in quick succession. VS Code hands out the
 * whole state of an extension as one value and brings each change back as it was sent: what was changed meanwhile is
 * gone until its own echo comes, or for good where a further change is made of the older value.
 */
export class SharedState implements vscode.Memento {
  /** What this window has changed and VS Code has not confirmed. */
  private readonly pending = new Map<string, { readonly value: unknown }>();
  /** Changes go out one after another, so that none is made of a value that lacks the one before. */
  private updates: Promise<void> = Promise.resolve();

  constructor(private readonly memento: vscode.Memento) {}

  keys(): readonly string[] {
    const changed = [...this.pending].filter(([, { value }]) => value !== undefined).map(([key]) => key);
    const gone = new Set(this.pending.keys());
    return [...this.memento.keys().filter((key) => !gone.has(key)), ...changed];
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, defaultValue: T): T;
  get<T>(key: string, defaultValue?: T): T | undefined {
    const change = this.pending.get(key);
    return change === undefined
      ? (this.memento.get<T>(key) ?? defaultValue)
      : ((change.value as T | undefined) ?? defaultValue);
  }

  /** Resolves once VS Code has taken the change; rejects where it does not. */
  update(key: string, value: unknown): Promise<void> {
    const change = { value };
    this.pending.set(key, change);
    const update = this.updates.then(async () => {
      try {
        await this.memento.update(key, value);
      } finally {
        // Unless it was changed again since.
        if (this.pending.get(key) === change) {
          this.pending.delete(key);
        }
      }
    });
    this.updates = update.catch(() => undefined);
    return update;
  }
}
