import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** VS Code's settings as they stand in `settings.json`: full key to value. */
export type Settings = Readonly<Record<string, unknown>>;

/** A quiet editor that contacts nobody; a test's own settings go on top. */
export const quietSettings: Settings = {
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.editor.useModal': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'git.enabled': false,
};

/** The user's settings file of a user data folder. */
export function settingsFile(userData: string): string {
  return join(userData, 'User', 'settings.json');
}

/** Writes the user's settings, replacing the file. */
export async function writeSettings(userData: string, settings: Settings): Promise<void> {
  const file = settingsFile(userData);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/**
 * Reads the user's settings as VS Code has written them.
 *
 * @throws SyntaxError when somebody put comments into the file
 */
export async function readSettings(userData: string): Promise<Settings> {
  return JSON.parse(await readFile(settingsFile(userData), 'utf8')) as Settings;
}
