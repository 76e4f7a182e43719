import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, env, extensions, window, workspace, type Extension } from 'vscode';
import type { Environment } from '../../../src/auth/environment';

const settingKeys = [
  'environments',
  'language',
  'statusBar.style',
  'catalogs.pageSize',
  'catalogs.cacheHours',
  'calendar.firstDayOfWeek',
  'clipboard.clearAfterSeconds',
] as const;
type SettingKey = (typeof settingKeys)[number];

/** The extension under test. */
export function extension(): Extension<unknown> {
  const found = extensions.getExtension('korusticket.korusticket');
  assert.ok(found, 'korusticket.korusticket is not installed');
  return found;
}

/** Runs one of the extension's commands as another extension would. */
export async function run(id: string, ...args: unknown[]): Promise<unknown> {
  return commands.executeCommand(`korusticket.${id}`, ...args);
}

/** The token that tasks and launch configurations get. */
export async function accessToken(): Promise<string> {
  return String(await run('getAccessToken'));
}

/** The message a promise rejects with; an assertion error where it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    (value) => new assert.AssertionError({ message: `resolved: ${String(value)}` }),
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof Error);
  if (outcome instanceof assert.AssertionError) throw outcome;
  return outcome.message;
}

/** Asks again until the answer is yes; mocha's time limit is the only other end. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The user's own value of a setting; `undefined` while it has the default. */
export function userSetting(key: SettingKey): unknown {
  return workspace.getConfiguration('korusticket').inspect(key)?.globalValue;
}

/** Sets a user setting; `undefined` brings the default back. */
export async function setUserSetting(key: SettingKey, value: unknown): Promise<void> {
  await workspace.getConfiguration('korusticket').update(key, value, ConfigurationTarget.Global);
}

/** The environments in the user's settings. */
function userEnvironments(): readonly Environment[] {
  return (userSetting('environments') ?? []) as readonly Environment[];
}

/** The user's environment of this name. */
export function userEnvironment(name: string): Environment | undefined {
  return userEnvironments().find((each) => each.name === name);
}

/** What a person does in the settings editor: changes members of one environment. */
export async function editEnvironment(name: string, changes: Partial<Environment>): Promise<void> {
  const edited = userEnvironments().map((each) => (each.name === name ? { ...each, ...changes } : each));
  await setUserSetting('environments', edited);
}

/** Answers the messages of VS Code by their buttons, `undefined` for none; gives what was asked. */
export function answering(answer: string | undefined): {
  readonly asked: (readonly unknown[])[];
  end(): void;
} {
  const { showErrorMessage, showInformationMessage, showWarningMessage } = window;
  const asked: (readonly unknown[])[] = [];
  const show = (...args: unknown[]): Promise<unknown> => {
    asked.push(args);
    return Promise.resolve(args.includes(answer) ? answer : undefined);
  };
  Object.assign(window, {
    showErrorMessage: show,
    showInformationMessage: show,
    showWarningMessage: show,
  });
  const end = (): void =>
    void Object.assign(window, { showErrorMessage, showInformationMessage, showWarningMessage });
  return { asked, end };
}

/** Leaves the window as it was found: signed out everywhere, default settings, no editors, an empty clipboard. */
export async function cleanUp(): Promise<void> {
  for (const { name, clientId } of userEnvironments()) {
    if (clientId !== undefined) {
      await run('switchEnvironment', name);
      await run('signOut', { confirm: false });
    }
  }
  for (const key of settingKeys) {
    await setUserSetting(key, undefined);
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
  await commands.executeCommand('notifications.clearAll');
  await env.clipboard.writeText('');
}
