import assert from 'node:assert/strict';
import { systemClock } from '../../src/base/clock';
import type { CatalogModel } from '../../src/catalogs/catalogModel';
import type { ResourceNode } from '../../src/catalogs/nodes';
import type { ResourceReader } from '../../src/api/apiClient';
import { modelOf, resources, sandboxApi } from '../support/catalogs';
import { heapInUse, type Measurement, timeOf } from './measure';
import { startSandboxProcess } from './sandboxProcess';

const count = 10_000;
const pageSize = 50;
/** Milliseconds that the sandbox holds every answer back. */
const latency = 20;
/** Each thing is measured so often, and its best counts: what else the machine does only makes it slower. */
const rounds = 3;

interface Large {
  readonly model: CatalogModel;
  /** The catalog of 10,000 product bases, its first page loaded. */
  readonly node: ResourceNode;
}

async function openLarge(api: ResourceReader): Promise<Large> {
  const model = modelOf(api, pageSize, systemClock);
  const node = resources(await model.children()).at(-1)!;
  await model.children(node);
  return { model, node };
}

/** Milliseconds to load the pages one after another. */
async function loadInTurn({ model, node }: Large): Promise<number> {
  const more = (await model.children(node)).at(-1)!;
  return timeOf(async () => {
    for (let loaded = pageSize; loaded < count; loaded += pageSize) await model.loadMore(more);
  });
}

/** Milliseconds to load the pages side by side. */
function loadAtOnce({ model, node }: Large): Promise<number> {
  return timeOf(() => model.loadAll(node, { signal: new AbortController().signal }));
}

/** Milliseconds until the children are there for the view, nodes and all, the first time. */
async function show({ model, node }: Large): Promise<number> {
  let shown: readonly ResourceNode[] = [];
  const time = await timeOf(async () => (shown = resources(await model.children(node))));
  assert.equal(shown.length, count);
  return time;
}

async function inRounds(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await measure());
  return Math.min(...times);
}

/** The model over 10,000 product bases: loading all of them, showing them, and the room they take. */
export async function benchCatalogModel(): Promise<readonly Measurement[]> {
  const sandbox = await startSandboxProcess(latency);
  try {
    const api = await sandboxApi(sandbox);
    // Not measured: gets the code compiled and the connections opened.
    await loadAtOnce(await openLarge(api));
    const inTurn = await inRounds(async () => loadInTurn(await openLarge(api)));
    const atOnce = await inRounds(async () => loadAtOnce(await openLarge(api)));
    const rendering = await inRounds(async () => {
      const large = await openLarge(api);
      await loadAtOnce(large);
      return show(large);
    });

    const before = await heapInUse();
    const kept = await openLarge(api);
    await loadAtOnce(kept);
    await show(kept);
    const growth = ((await heapInUse()) - before) / (1024 * 1024);
    assert.equal([...kept.model.loaded()].length, count + 3);

    return [
      {
        what: `loadAll of ${count} product bases against one page after another (${latency} ms latency)`,
        value: inTurn / atOnce,
        unit: 'times',
        limit: { atLeast: 4.5 },
        note: `${atOnce.toFixed(0)} ms against ${inTurn.toFixed(0)} ms, best of ${rounds}`,
      },
      {
        what: `rendering ${count} loaded children for the first time, best of ${rounds}`,
        value: rendering,
        unit: 'ms',
        limit: { atMost: 50 },
      },
      { what: `heap growth by ${count} loaded and shown`, value: growth, unit: 'MB', limit: { atMost: 20 } },
    ];
  } finally {
    sandbox.stop();
  }
}
