import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packagedReadme } from '../support/packagedReadme';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  contributes: {
    commands: readonly { command: string; title: string }[];
    menus: { commandPalette: readonly { command: string; when: string }[] };
    configuration: { properties: object };
  };
  scripts: object;
  devDependencies: object;
};
const without = (text: string, names: readonly string[]): string[] =>
  names.filter((name) => !text.includes(name));
/** What a text of ours links to in the repository. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, path]) => path!)
    .filter((path) => !path.includes(':'));

describe('the README', () => {
  const readme = read('README.md');

  it('names every command of the palette and every setting', () => {
    const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
    const hidden = manifest.contributes.menus.commandPalette
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    const titles = manifest.contributes.commands
      .filter(({ command }) => !hidden.includes(command))
      .map(({ title }) => texts[title.replaceAll('%', '')]!.replace(/…$/, '').replace(/^Copy as /, 'as '));
    assert.ok(titles.length > 10);
    assert.deepEqual(without(readme, titles), []);
    assert.deepEqual(without(readme, Object.keys(manifest.contributes.configuration.properties)), []);
  });

  it('has the two commands, and names what a terminal gets', () => {
    assert.deepEqual(
      without(readme, ['npm run demo', 'npm test', 'KORUSTICKET_TOKEN', 'KORUSTICKET_API_URL']),
      [],
    );
  });

  it('describes every member of an environment by a full example', () => {
    const example = /"korusticket\.environments": (\[[\s\S]*?\n\])/.exec(readme)?.[1];
    const [environment] = JSON.parse(example ?? '[]') as Record<string, unknown>[];
    const { properties } = manifest.contributes.configuration as {
      properties: Record<string, { items?: { properties?: object } }>;
    };
    const known = Object.keys(properties['korusticket.environments']?.items?.properties ?? {});
    assert.ok(known.length > 5);
    assert.deepEqual(Object.keys(environment ?? {}).sort(), known.sort());
  });
});

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md');

  it('names every script', () => {
    const commands = [...(text + read('README.md')).matchAll(/`(?:npm (?:run )?)?([\w:]+)(?: [^`]*)?`/g)];
    const named = new Set(commands.map(([, name]) => name));
    assert.deepEqual(
      Object.keys(manifest.scripts).filter((script) => !named.has(script)),
      [],
    );
  });

  it('names every library', () => {
    const words = new Set(text.split('\n## Libraries\n')[1]?.split(/[\s,;|().]+/));
    const libraries = Object.keys(manifest.devDependencies).filter((name) => !name.startsWith('@types/'));
    assert.deepEqual(
      libraries.filter((library) => !words.has(library)),
      [],
    );
  });

  it('knows where things are', () => {
    const paths = [...text.matchAll(/`((?:src|test)\/[\w./]+)`/g)].map(([, path]) => path!);
    assert.ok(paths.length > 5);
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });
});

describe('SECURITY.md', () => {
  it('has tests for every promise, which all are there', () => {
    const text = read('SECURITY.md');
    const promises = text.split('\n').filter((line) => /^\d+\. /.test(line));
    const tests = ['ui', 'integration', 'unit', 'soak']
      .flatMap((folder) => readdirSync(join(root, 'test', folder), { recursive: true, encoding: 'utf8' }))
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => `/${path.replaceAll('\\', '/').replace(/\.test\.ts$/, '')}`);
    assert.ok(promises.length >= 10);
    for (const promise of promises) {
      const lists = [...promise.matchAll(/\((`[\w/]+`(?:, `[\w/]+`)*)\)/g)].map(([, list]) => list!);
      const named = lists.flatMap((list) => list.replaceAll('`', '').split(', '));
      assert.ok(named.length > 0, promise);
      assert.deepEqual(
        named.filter((name) => !tests.some((path) => path.endsWith(`/${name}`))),
        [],
        promise,
      );
    }
  });
});

describe('what the texts point to', () => {
  for (const file of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']) {
    it(`is there: ${file}`, () => {
      assert.deepEqual(
        linksOf(read(file)).filter((path) => !existsSync(join(root, path))),
        [],
      );
    });
  }

  it('is named, and nothing else, in the package: its page in VS Code opens and shows nothing that lies beside it', () => {
    const packaged = packagedReadme(root);
    assert.doesNotMatch(packaged, /\]\(|<img/);
    for (const path of linksOf(read('README.md'))) {
      assert.equal(packaged.includes(path), !path.endsWith('.png'), path);
    }
    assert.deepEqual(linksOf(read('CHANGELOG.md')), []);
    assert.deepEqual(linksOf(read('SECURITY.md')), []);
  });
});
