import assert from 'node:assert/strict';
import type * as extension from '../../src/extension';
import { MemoryState } from '../support/memoryState';
import { contextKeys, withoutEditor } from '../support/plainEditor';

describe('the start of a window', () => {
  it('in which nobody is signed in takes back what an extension host that is gone has told', async () => {
    const { activate } = withoutEditor<typeof extension>('extension');
    const told = contextKeys();
    await activate({
      subscriptions: [],
      extension: { packageJSON: { version: '1.0.0' } },
      globalState: new MemoryState(),
      secrets: { onDidChange: () => undefined },
    } as unknown as Parameters<typeof activate>[0]);
    assert.deepEqual(told, { state: 'signedOut', hasAccount: false });
  });
});
