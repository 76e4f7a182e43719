import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');

describe('the README', () => {
  it('has tests to show for every row of what the extension does', () => {
    const table = readme.slice(readme.indexOf('## What it does'), readme.indexOf('The last column'));
    const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.includes('---'));
    const files = ['ui', 'integration', 'unit']
      .flatMap((folder) => readdirSync(join(root, 'test', folder)))
      .map((name) => name.replace(/\.test\.ts$/, ''));
    assert.ok(rows.length > 10);
    for (const row of rows.slice(1)) {
      const named = [
        ...row
          .split('|')
          .at(-2)!
          .matchAll(/`(\w+)`/g),
      ].map(([, name]) => name!);
      assert.ok(named.length > 0, row);
      assert.deepEqual(
        named.filter((name) => !files.includes(name)),
        [],
        row,
      );
    }
  });

  it('names every command of the palette, setting and script', () => {
    const { contributes, scripts } = JSON.parse(read('package.json')) as {
      contributes: {
        commands: readonly { command: string; title: string }[];
        menus: { commandPalette: readonly { command: string; when: string }[] };
        configuration: { properties: object };
      };
      scripts: object;
    };
    const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
    const hidden = contributes.menus.commandPalette
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    const titles = contributes.commands
      .filter(({ command }) => !hidden.includes(command))
      .map(({ title }) => texts[title.replaceAll('%', '')]!.replace(/…$/, '').replace(/^Copy as /, 'as '));
    const names = [...titles, ...Object.keys(contributes.configuration.properties), ...Object.keys(scripts)];
    assert.deepEqual(
      names.filter((name) => !readme.includes(name)),
      [],
    );
  });

  it('shows pictures that are there', () => {
    const pictures = [...readme.matchAll(/!\[([^\]]+)\]\(([^)]+)\)/g)];
    assert.ok(pictures.length > 0);
    for (const [, text, path] of pictures) {
      assert.ok(text !== '' && existsSync(join(root, path!)), path);
    }
  });
});
