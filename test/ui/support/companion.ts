import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCodeServer } from '../../support/vscodeHost/codeServer';
import { installedVariable } from '../../support/vscodeHost/installed';
import { repositoryRoot } from '../../support/vscodeHost/paths';
import { installExtensions } from '../../support/vscodeHost/server';
import { recordVariable, type CompanionNote } from '../companion/notes';
import { until } from './poll';

const source = join(repositoryRoot, 'test', 'ui', 'companion');

/** Another extension beside ours, installed for one test file; see `test/ui/companion`. */
export class Companion {
  private constructor(private readonly folder: string) {}

  /** Packages the companion and installs it beside the extension under test, in a folder of its own. */
  static async install(): Promise<Companion> {
    const codeServer = await ensureCodeServer('test:ui');
    const installed = process.env[installedVariable];
    if (!codeServer || !installed) throw new Error('Start the tests with `npm run test:ui`.');
    const companion = new Companion(await mkdtemp(join(tmpdir(), 'korusticket-companion-')));
    await cp(installed, companion.extensions, { recursive: true });
    const folders = { userData: join(companion.folder, 'user-data'), extensions: companion.extensions };
    await installExtensions(codeServer, folders, [await companion.package()]);
    return companion;
  }

  /** The extensions folder with both in it. */
  get extensions(): string {
    return join(this.folder, 'extensions');
  }

  /** What VS Code has to be started with for the notes to be written. */
  get env(): NodeJS.ProcessEnv {
    return { [recordVariable]: this.record };
  }

  async notes(): Promise<CompanionNote[]> {
    const text = await readFile(this.record, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as CompanionNote);
  }

  /** How often VS Code has told the companion of changed sessions. */
  async changes(): Promise<number> {
    return (await this.notes()).filter(({ what }) => what === 'changed').length;
  }

  /** Waits for another answer than the `before` there were, and returns it: the last note but those of changes. */
  async answer(before: number): Promise<CompanionNote> {
    const answers = await until(
      'an answer to the companion',
      () => this.answers(),
      (all) => all.length > before,
    );
    return answers.at(-1)!;
  }

  async answers(): Promise<CompanionNote[]> {
    return (await this.notes()).filter(({ what }) => what !== 'changed');
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private get record(): string {
    return join(this.folder, 'notes.jsonl');
  }

  private async package(): Promise<string> {
    const staging = join(this.folder, 'package');
    await cp(join(source, 'package.json'), join(staging, 'package.json'));
    await writeFile(join(staging, '.vscodeignore'), '*.vsix\n');
    await build({
      entryPoints: [join(source, 'extension.ts')],
      outdir: staging,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'warning',
    });
    const packagePath = join(this.folder, 'companion.vsix');
    await createVSIX({
      cwd: staging,
      packagePath,
      dependencies: false,
      allowMissingRepository: true,
      skipLicense: true,
    });
    return packagePath;
  }
}
