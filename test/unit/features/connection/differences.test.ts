import assert from 'node:assert/strict';
import { connectionReport } from '../../../../src/features/connection/model/report';
import type { CatalogModel } from '../../../../src/catalogs/catalogModel';
import type { ParentNode } from '../../../../src/catalogs/nodes';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { modelOf, resources, sandboxApi } from '../../../support/catalogs';
import { reportLanguage } from '../../../support/plainEditor';
import { check } from '../../../support/serviceCheck';
import { differingInEveryWay } from '../../../support/strangeService';

/** What a tree shows on the way down that always takes the first row of a kind: labels by level. */
async function labelsDown(model: CatalogModel): Promise<string[][]> {
  const levels: string[][] = [];
  let parent: ParentNode | undefined;
  for (let level = 0; level < 8; level++) {
    const children: Awaited<ReturnType<CatalogModel['children']>> = await model.children(parent);
    levels.push(resources(children).map(({ resource }) => resource.label));
    parent = children.find((node): node is ParentNode => model.hasChildren(node));
    if (parent === undefined) break;
  }
  return levels;
}

describe('a service that differs in every way the reader knows', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  it('gets a report that names each difference, and nothing that fails', async () => {
    const strange = differingInEveryWay(sandbox.account.apiBaseUrl);
    const result = await check(sandbox.account, { fetch: strange });
    assert.deepEqual(
      result.steps.filter(({ outcome }) => outcome === 'fails'),
      [],
    );
    const report = connectionReport(result, reportLanguage('en'));
    assert.match(report, /^\*\*Sandbox works, with differences\./m);
    for (const row of [
      '| `product_bases` |  | the list is an array without anything around it |',
      '| `catalogs` |  | the terms have the prefix `hydra:` |',
      '| `catalogs` |  | there is no total |',
      '| `catalogs` | `member[].@id` | is an absolute address; described is a path |',
      '| `offers` | `member[].strangeMember` | is not described; its type is `integer` |',
      '| `offers/…/tickets/…/sessions/{id}` | `@id` | is an absolute address; described is a path |',
    ]) {
      assert.ok(report.includes(`${row}\n`), `${row} is not in\n${report}`);
    }
  });

  it('is browsed like any other', async () => {
    const plain = await labelsDown(modelOf(await sandboxApi(sandbox)));
    const strange = differingInEveryWay(sandbox.account.apiBaseUrl);
    assert.ok(plain.length > 3 && plain.every((labels) => labels.length > 0), JSON.stringify(plain));
    assert.deepEqual(await labelsDown(modelOf(await sandboxApi(sandbox, strange))), plain);
  });
});
