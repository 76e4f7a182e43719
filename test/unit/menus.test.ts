import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Conditional {
  readonly when?: string;
}

interface Contributions {
  readonly commands: readonly { readonly enablement?: string }[];
  readonly menus: Readonly<Record<string, readonly (Conditional & { readonly group?: string })[]>>;
  readonly viewsWelcome: readonly Conditional[];
  readonly walkthroughs: readonly Conditional[];
}

const { contributes } = JSON.parse(
  readFileSync(join(resolve(__dirname, '../..'), 'package.json'), 'utf8'),
) as { readonly contributes: Contributions };

describe('the menus of the manifest', () => {
  it('have no place twice', () => {
    for (const [menu, items] of Object.entries(contributes.menus)) {
      const places = items.map(({ group }) => group).filter((group) => group !== undefined);
      assert.deepEqual(
        places.filter((place, index) => places.indexOf(place) !== index),
        [],
        menu,
      );
    }
  });

  it('and commands and texts have no condition that is true before the extension is active', () => {
    /** What VS Code knows of by itself, as if it were true; of ours nothing is set yet, and no row is there. */
    const holds = (part: string): boolean =>
      part.startsWith('!korusticket.') ||
      /^korusticket\.\w+ != /.test(part) ||
      !/^(!?korusticket\.|viewItem\b|false$)/.test(part);
    const conditions = [
      ...Object.values(contributes.menus).flat(),
      ...contributes.commands.map(({ enablement }) => ({ when: enablement })),
      ...contributes.viewsWelcome,
      ...contributes.walkthroughs,
    ].flatMap(({ when }) => when ?? []);
    assert.ok(conditions.length > 20);
    assert.deepEqual(
      conditions.filter((when) =>
        when.split('||').some((any) => any.split('&&').every((part) => holds(part.trim()))),
      ),
      [],
    );
  });
});
