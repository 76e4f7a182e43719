import { l10n } from 'vscode';
import type { Environment } from '../auth/environment';
import { RequestFailure } from '../base/failure';

/** The environment of this name. Rejects a name that no environment has, as the fault of whoever called the command. */
export function environmentNamed(all: readonly Environment[], name: string): Environment {
  const found = all.find((each) => each.name === name);
  if (found === undefined) {
    const detail = l10n.t('there is no environment named {0}', name);
    throw new RequestFailure({ kind: 'invalidArgument', detail });
  }
  return found;
}

/**
 * The environment that an argument names, as text or as `{ environment }`; `undefined` where it names none. For
 * `${command:…}` VS Code hands over the whole launch configuration, whose `environment` means something else.
 */
export function environmentOfArgument(
  all: readonly Environment[],
  argument: unknown,
): Environment | undefined {
  const { environment, request } = (typeof argument === 'object' ? (argument ?? {}) : {}) as {
    readonly environment?: unknown;
    readonly request?: unknown;
  };
  const name = request === undefined ? (environment ?? argument) : undefined;
  return typeof name === 'string' ? environmentNamed(all, name) : undefined;
}
