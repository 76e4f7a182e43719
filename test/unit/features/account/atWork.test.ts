import assert from 'node:assert/strict';

import { EventEmitter, once } from 'node:events';
import type * as atWorkPart from '../../../../src/features/account/atWork';
import { contextKeys, withoutEditor } from '../../../support/plainEditor';

describe('tokens that are left alive', () => {
  it('are in the log also where what tells of them cannot be loaded, and so is why', async () => {
    const { AccountAtWork } = withoutEditor<typeof atWorkPart>('features/account/atWork');
    contextKeys();
    const tell = new EventEmitter();
    const none = (): { dispose: () => void } => ({ dispose: () => undefined });
    const services = {
      account: {
        onDidChange: none,
        onDidChangeSecrets: none,
        onDidLoseSecrets: none,
        onDidLeaveTokens: (callback: (left: object) => void) => (tell.on('left', callback), none()),
      },
      environments: { onDidChange: none, all: () => [], markedNames: () => [] },
      clock: { now: () => 0 },
      log: {
        failure: (what: string) => tell.emit('log', what),
        error: (what: string) => tell.emit('log', what),
      },
    };
    const atWork = new AccountAtWork(services as unknown as ConstructorParameters<typeof AccountAtWork>[0]);
    const logged: unknown[] = [];
    tell.on('log', (what) => logged.push(what));
    tell.emit('left', { environment: 'Works', failure: { kind: 'timeout' }, until: 0 });
    assert.deepEqual(logged, ['revocation']);
    // Outside of its bundle, it can load nothing on first use.
    await once(tell, 'log');
    assert.deepEqual(logged, ['revocation', 'revocation']);
    atWork.dispose();
  });
});
