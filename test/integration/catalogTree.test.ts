import assert from 'node:assert/strict';
import { commands, EventEmitter, type TreeView } from 'vscode';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import { Listeners } from '../../src/base/listeners';
import type { CatalogNode } from '../../src/catalogs/nodes';
import { SharedState } from '../../src/editor/sharedState';
import { tellListed } from '../../src/features/tree/atWork';
import { CatalogTree } from '../../src/features/tree/tree.lazy';
import { childOf, iris, readerOf } from '../support/catalogs';
import { FakeClock } from '../support/fakeClock';
import { MemoryState } from './support/memoryState';

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
  const newTree = (): CatalogTree => {
    const clock = new FakeClock();
    const account = {
      account: { environment: 'Test' },
      state: { name: 'valid' },
      onDidChange: new Listeners<void>().event,
    } as unknown as ActiveAccount;
    view = new StandInView();
    return new CatalogTree(
      { ...readerOf(answers).reader, renew: () => undefined },
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

  it('offers to leave out what is sold out when the extension host was started anew, as nothing is left out then', async () => {
    await tree.showSoldOut(false);
    tree.dispose();
    tellListed(new MemoryState());
    tree = newTree();
    assert.deepEqual([tree.model.withSoldOut, contexts.get('korusticket.availableOnly')], [true, false]);
  });
});
