import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type * as extension from '../../src/extension';
import { MemoryState } from '../support/memoryState';
import { contextKeys, editor, withoutEditor } from '../support/plainEditor';

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

  it('in which what an account needs cannot be loaded tells so, and again with the next event', async () => {
    const { activate } = withoutEditor<typeof extension>('extension');
    contextKeys();
    const { error } = console;
    const { onDidChangeConfiguration } = editor.workspace;
    const tellings = new EventEmitter();
    const changes: ((event: { affectsConfiguration: (key: string) => boolean }) => void)[] = [];
    editor.workspace['onDidChangeConfiguration'] = (each: (typeof changes)[number]) => changes.push(each);
    console.error = () => void tellings.emit('told');
    try {
      const state = new MemoryState();
      await state.update('signIn Works', 'signed in');
      let told = once(tellings, 'told');
      // Outside of its bundle, it can load nothing on first use.
      await activate({
        subscriptions: [],
        extension: { packageJSON: { version: '1.0.0' } },
        globalState: state,
        secrets: { onDidChange: () => undefined },
      } as unknown as Parameters<typeof activate>[0]);
      await told;
      told = once(tellings, 'told');
      changes.forEach((tell) => tell({ affectsConfiguration: (key) => key === 'korusticket' }));
      await told;
    } finally {
      console.error = error;
      editor.workspace['onDidChangeConfiguration'] = onDidChangeConfiguration;
    }
  });
});
