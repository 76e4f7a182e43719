import assert from 'node:assert/strict';
import type * as servicesPart from '../../src/services.lazy';
import { signedOutMark } from '../../src/auth/accountStores';
import { MemorySecrets } from '../support/memoryStores';
import { MemoryState } from '../support/memoryState';
import { contextKeys, withoutEditor } from '../support/plainEditor';

describe('what works with an account takes back, as it starts,', () => {
  for (const [who, mark, hasAccount] of [
    ['somebody may be', 'signed in', true],
    ['nobody is', signedOutMark, false],
  ] as const) {
    it(`what an extension host that is gone has told, where ${who} signed in`, async () => {
      const { createServices } = withoutEditor<typeof servicesPart>('services.lazy');
      const state = new MemoryState();
      await state.update('signIn Gone', mark);
      const told = contextKeys();
      const services = createServices({
        context: { globalStorageUri: { fsPath: '/nowhere' }, secrets: new MemorySecrets() },
        commands: {},
        state,
        item: { show: () => undefined },
        userAgent: 'test/1',
        nobodyAtStart: !hasAccount,
      } as unknown as Parameters<typeof createServices>[0]);
      assert.deepEqual([told['isFinding'], told['hasAccount']], [false, hasAccount]);
      services.dispose();
    });
  }
});
