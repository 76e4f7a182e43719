import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Memento } from 'vscode';
import { SharedState, textIn } from '../../../src/editor/sharedState';
import { MemoryState } from '../../support/memoryState';

type Value = Readonly<Record<string, unknown>>;

/**
 * VS Code's global state as its extension host has it: a change counts at once, is sent as a whole value, and comes back
 * as an echo that replaces what is there.
 */
class EchoingMemento implements Memento {
  value: Value = {};
  stored: Value = {};

  keys(): readonly string[] {
    return Object.keys(this.value);
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, defaultValue: T): T;
  get<T>(key: string, defaultValue?: T): T | undefined {
    return (this.value[key] as T | undefined) ?? defaultValue;
  }

  async update(key: string, value: unknown): Promise<void> {
    this.value = { ...this.value, [key]: value };
    await turns(1);
    const sent = this.value;
    await turns(2);
    this.stored = sent;
    await turns(2);
    this.value = this.stored;
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe('a text in a state', () => {
  it('is one, or missing', async () => {
    const state = new MemoryState();
    for (const [value, text] of [
      ['a', 'a'],
      ['', ''],
      [5, undefined],
      [{ a: 1 }, undefined],
      [null, undefined],
    ] as const) {
      await state.update('key', value);
      assert.equal(textIn(state, 'key'), text);
    }
    assert.equal(textIn(state, 'other'), undefined);
    assert.equal(textIn(undefined, 'key'), undefined);
  });
});

describe('the state that windows share', () => {
  const changes = fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.option(fc.nat(), { nil: undefined }),
      pause: fc.nat(6),
    }),
    { maxLength: 12 },
  );

  /** Makes the changes without waiting for one another. @returns what should be there, and what once was not */
  async function change(
    state: Memento,
    memento: EchoingMemento,
    list: readonly { key: string; value: number | undefined; pause: number }[],
  ): Promise<{ wanted: Value; lapses: number }> {
    const wanted: Record<string, unknown> = {};
    let lapses = 0;
    const updates: Thenable<void>[] = [];
    for (const { key, value, pause } of list) {
      updates.push(state.update(key, value));
      wanted[key] = value;
      for (let turn = 0; turn < pause; turn++) {
        await turns(1);
        lapses += Object.keys(wanted).filter((each) => state.get(each) !== wanted[each]).length;
      }
    }
    await Promise.all(updates);
    lapses += Object.keys(wanted).filter((each) => memento.stored[each] !== wanted[each]).length;
    return { wanted, lapses };
  }

  it('has every change at once, and loses none, however quickly they follow', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const memento = new EchoingMemento();
        const state = new SharedState(memento);
        const { wanted, lapses } = await change(state, memento, list);
        assert.equal(lapses, 0);
        const there = Object.keys(wanted).filter((key) => wanted[key] !== undefined);
        assert.deepEqual(
          [...state.keys()].filter((key) => state.get(key) !== undefined).sort(),
          there.sort(),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('would have neither without care', async () => {
    const memento = new EchoingMemento();
    const list = [0, 1, 2, 3].map((value) => ({ key: 'abc'[value % 3]!, value, pause: 3 }));
    assert.notEqual((await change(memento, memento, list)).lapses, 0);
  });

  it('goes on after a change that VS Code refuses, and says so', async () => {
    const memento = new EchoingMemento();
    const state = new SharedState(memento);
    const update = memento.update.bind(memento);
    memento.update = () => Promise.reject(new Error('full'));
    const refused = state.update('a', 1);
    memento.update = (key, value) => (key === 'a' ? Promise.reject(new Error('full')) : update(key, value));
    const taken = state.update('b', 2);
    await assert.rejects(refused, /full/);
    await taken;
    assert.deepEqual([state.get('a', 0), state.get('b')], [0, 2]);
  });
});
