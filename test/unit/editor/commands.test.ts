import assert from 'node:assert/strict';
import { Lazy } from '../../../src/base/lazy';
import { RequestFailure } from '../../../src/base/failure';
import type * as commandsPart from '../../../src/editor/commands';
import { settled } from '../../support/fakeClock';
import { editor, withoutEditor } from '../../support/plainEditor';

describe('a failure of a command', () => {
  const { Commands } = withoutEditor<typeof commandsPart>('editor/commands');

  it('is in the log also where what tells it cannot be loaded, and so is why', async () => {
    const logged: string[] = [];
    const log = {
      failure: (what: string, { kind }: { kind: string }) => logged.push(`${what} ${kind}`),
      error: (what: string, error: Error) => logged.push(`${what} ${error.message}`),
    };
    let run: () => Promise<unknown> = () => Promise.resolve();
    editor.commands['registerCommand'] = (_id: string, registered: typeof run) => (run = registered);
    const commands = new Commands(
      new Lazy(() => Promise.resolve({ log } as unknown as { log: never })),
      new Lazy(() => Promise.reject(new Error('no such file'))),
    );
    commands.register('refreshToken', () => {
      throw new RequestFailure({ kind: 'timeout' });
    });
    await run();
    await settled();
    assert.deepEqual(logged, ['refreshToken timeout', 'wayOut no such file']);
  });
});
