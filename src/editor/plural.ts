import { env } from 'vscode';

/** The text that goes with a count in VS Code's display language: French has `one` for 0, too; English has not. */
export function plural(count: number, one: string, other: string): string {
  return new Intl.PluralRules(env.language).select(count) === 'one' ? one : other;
}
