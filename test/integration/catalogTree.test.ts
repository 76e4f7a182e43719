import assert from 'node:assert/strict';
import { commands, EventEmitter, window, type TreeView } from 'vscode';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import { RequestFailure } from '../../src/base/failure';
import { Listeners } from '../../src/base/listeners';
import type { CatalogNode } from '../../src/catalogs/nodes';
import { SharedState } from '../../src/editor/sharedState';
import { tellListed } from '../../src/features/tree/atWork';
import { CatalogTree } from '../../src/features/tree/tree.lazy';
import { childOf, iris, readerOf, resources } from '../support/catalogs';
import { FakeClock } from '../support/fakeClock';
import { failureFrom } from '../support/fixtures';
import { MemoryState } from '../support/memoryState';

const park = '/v1/ticketing/catalogs/1';
const soldOut = `${park}/offers/1`;
const answers = {
  '/catalogs': { member: [{ '@id': park, '@type': 'TicketingCatalog', name: 'Park' }] },
  [`${park}/product_bases`]: { member: [{ '@id': `${park}/product_bases/1`, name: 'Visit' }] },
  [`${park}/product_bases/1/products`]: { member: [{ '@id': `${park}/products/1`, id: '1', name: 'Adult' }] },
  [`${park}/offers`]: { member: [{ '@id': soldOut, date: '2999-01-01', availableQuantity: 0 }] },
};
const wayToSoldOut = [park, `${park}/product_bases/1`, `${park}/products/1`, soldOut];

/** A view that selects what it is told to reveal. */
class StandInView {
  private readonly selections = new EventEmitter<unknown>();
  readonly revealed: CatalogNode[] = [];
  readonly visible = true;
  description = '';
  selection: readonly CatalogNode[] = [];
  readonly onDidChangeSelection = this.selections.event;
  readonly onDidChangeVisibility = new EventEmitter<never>().event;
  readonly onDidExpandElement = new EventEmitter<never>().event;
  readonly onDidCollapseElement = new EventEmitter<never>().event;

  reveal(node: CatalogNode): Promise<void> {
    this.revealed.push(node);
    this.selection = [node];
    this.selections.fire(undefined);
    return Promise.resolve();
  }
}

describe('the tree behind the catalogs view', () => {
  /** The context keys as the window has them. */
  const contexts = new Map<unknown, unknown>();
  const { executeCommand } = commands;
  let view: StandInView;
  let tree: CatalogTree;

  /** A tree of its own beside the extension's, as an extension host makes it at its start. */
  const newTree = (of: Readonly<Record<string, unknown>> = answers): CatalogTree => {
    const clock = new FakeClock();
    const account = {
      account: { environment: 'Test' },
      state: { name: 'valid' },
      onDidChange: new Listeners<void>().event,
    } as unknown as ActiveAccount;
    view = new StandInView();
    return new CatalogTree(
      { ...readerOf(of).reader, renew: () => undefined },
      { account, clock, state: new SharedState(new MemoryState()) },
      view as unknown as TreeView<CatalogNode>,
    );
  };

  before(() => {
    commands.executeCommand = (id: string, ...args: unknown[]) => {
      if (id === 'setContext') contexts.set(args[0], args[1]);
      return executeCommand(id, ...args);
    };
  });
  beforeEach(() => {
    tree = newTree();
  });
  afterEach(async () => {
    await tree.showSoldOut(true);
    tree.dispose();
  });
  after(() => {
    commands.executeCommand = executeCommand;
  });

  it('has a row shown that is selected already: its view may be closed, or scrolled elsewhere', async () => {
    const node = await childOf(tree.model, undefined, park);
    view.selection = [node];
    assert.equal(await tree.revealResource([park]), true);
    assert.deepEqual(iris(view.revealed), [park]);
  });

  it('leaves available offers only as chosen where it finds nothing, and shows sold-out ones where one is found', async () => {
    const isAvailableOnly = (): unknown[] => [
      !tree.model.withSoldOut,
      contexts.get('korusticket.availableOnly'),
      /available only/.test(view.description),
    ];
    await tree.showSoldOut(false);
    assert.equal(await tree.revealResource([`${park}/offers/2`]), false);
    assert.deepEqual(isAvailableOnly(), [true, true, true]);
    assert.equal(await tree.revealResource(wayToSoldOut), true);
    assert.deepEqual([iris(view.revealed), isAvailableOnly()], [[soldOut], [false, false, false]]);
  });

  it('goes to a date in each product that has it, and tells what failed in another', async () => {
    const { showInputBox } = window;
    window.showInputBox = () => Promise.resolve('2999-01-01');
    const products = { '1': 'Adult', '2': 'Broken', '3': 'Child' };
    const member = Object.entries(products).map(([id, name]) => ({
      '@id': `${park}/products/${id}`,
      id,
      name,
    }));
    const failure = { kind: 'connectionRefused' } as const;
    try {
      for (const failing of ['1', '2', '3']) {
        const offers = Object.fromEntries(
          Object.keys(products).map((id) => [
            `${park}/offers?product%5B%5D=${id}&date%5Bafter%5D=2999-01-01&order%5Bdate%5D=asc&page=1&itemsPerPage=50`,
            id === failing
              ? new RequestFailure(failure)
              : { member: [{ '@id': `${park}/offers/${id}`, date: '2999-01-01' }] },
          ]),
        );
        tree.dispose();
        tree = newTree({ ...answers, [`${park}/product_bases/1/products`]: { member }, ...offers });
        const base = await childOf(tree.model, await childOf(tree.model, undefined, park), 'bases/1');
        const rows = resources(await tree.model.children(base));
        assert.deepEqual(await failureFrom(tree.goToDate(rows)), failure);
        const [first] = view.revealed;
        assert.ok(first?.kind === 'group' && first.value === '2999-01-01', `without ${failing}`);
        for (const row of rows.filter(({ resource }) => !resource.iri?.endsWith(failing))) {
          assert.equal((await tree.model.children(row))[0]?.kind, 'earlier', row.resource.label);
        }
      }
    } finally {
      window.showInputBox = showInputBox;
    }
  });

  it('says of a date that offers are sold out, where those are not shown', async () => {
    const { showInputBox, showInformationMessage } = window;
    const told: unknown[] = [];
    window.showInputBox = () => Promise.resolve('2999-01-01');
    window.showInformationMessage = (message: string) => Promise.resolve(void told.push(message));
    try {
      await tree.showSoldOut(false);
      const base = await childOf(tree.model, await childOf(tree.model, undefined, park), 'bases/1');
      const [product] = resources(await tree.model.children(base));
      await tree.goToDate([product!]);
      assert.deepEqual([told, view.revealed], [['1 offer, sold out'], []]);
      await tree.showSoldOut(true);
      await tree.goToDate([product!]);
      assert.deepEqual([told.length, view.revealed.length], [1, 1]);
    } finally {
      Object.assign(window, { showInputBox, showInformationMessage });
    }
  });

  it('offers to leave out what is sold out when the extension host was started anew, as nothing is left out then', async () => {
    await tree.showSoldOut(false);
    tree.dispose();
    tellListed(new MemoryState());
    tree = newTree();
    assert.deepEqual([tree.model.withSoldOut, contexts.get('korusticket.availableOnly')], [true, false]);
  });
});
