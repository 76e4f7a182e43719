import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as rolesPart from '../../src/editor/roles';
import { withoutEditor } from '../support/plainEditor';

interface Conditional {
  readonly when?: string;
}

interface Contributions {
  readonly commands: readonly { readonly enablement?: string }[];
  readonly menus: Readonly<
    Record<string, readonly (Conditional & { readonly command: string; readonly group?: string })[]>
  >;
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

  describe('of a row', () => {
    const { icons } = withoutEditor<typeof rolesPart>('editor/roles');
    const withAddress = Object.keys(icons).map((role) => `resource ${role} iri`);
    const ofRows = contributes.menus['view/item/context'] ?? [];
    const condition = ({ when = '' }: Conditional): string => / && viewItem (.*)$/.exec(when)?.[1] ?? '';
    const holds = (item: Conditional, row: string): boolean => {
      const [, pattern] = /^=~ \/(.*)\/$/.exec(condition(item)) ?? [];
      return pattern === undefined
        ? condition(item).replaceAll("'", '') === `== ${row}`
        : new RegExp(pattern).test(row);
    };

    it('are known by words that rows have, and not by any', () => {
      assert.deepEqual(
        ofRows.map(condition).filter((each) => each === '' || /\.[*+]/.test(each)),
        [],
      );
    });

    for (const [commands, rows] of [
      [['openAsHttp', 'copyIri', 'copyAsCurl', 'copyAsFetch', 'copyAsHttp'], withAddress],
      [['exportCatalog'], ['resource catalog iri']],
      [['showOfferCalendar'], ['resource productBase iri', 'resource product iri']],
    ] as const) {
      it(`${commands.join(', ')}: on ${rows.length} of ${withAddress.length} kinds with an address, on none without`, () => {
        const all = withAddress.flatMap((row) => [row, row.replace(' iri', '')]);
        for (const command of commands) {
          const items = ofRows.filter((item) => item.command === `korusticket.${command}`);
          assert.ok(items.length > 0, command);
          for (const item of items) {
            assert.deepEqual(
              all.filter((row) => holds(item, row)),
              rows,
              command,
            );
          }
        }
      });
    }
  });
});
