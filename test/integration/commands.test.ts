import assert from 'node:assert/strict';
import { commands, type Disposable } from 'vscode';
import { Lazy } from '../../src/base/lazy';
import { Commands, runCommand, type CommandId } from '../../src/editor/commands';
import { sentences } from '../../src/editor/wayOut.lazy';
import { recordedLog } from './support/recordedLog';

/** Not in the manifest: the extension under test has registered those. */
const [outer, inner] = ['testOuter', 'testInner'] as unknown as readonly [CommandId, CommandId];

describe('whether a command is at work', () => {
  const registrations: Disposable[] = [];
  afterEach(() => registrations.splice(0).forEach((each): void => void each.dispose()));

  const make = (): Commands =>
    new Commands(new Lazy(() => Promise.resolve(recordedLog())), new Lazy(() => Promise.resolve(sentences)));

  it('is true while it runs and false afterwards, also after a failure', async () => {
    const ours = make();
    const seen: boolean[] = [];
    registrations.push(
      ours.register(outer, () => {
        seen.push(ours.busy);
        throw new Error('out of order');
      }),
    );
    assert.equal(ours.busy, false);
    await runCommand(outer);
    assert.deepEqual(seen, [true]);
    assert.equal(ours.busy, false);
    await commands.executeCommand('notifications.clearAll');
  });

  it('is false while a person is asked, and true again with the answer', async () => {
    const ours = make();
    const seen: boolean[] = [];
    registrations.push(
      ours.register(outer, async () => {
        await ours.waitFor(() => {
          seen.push(ours.busy);
          return Promise.resolve();
        });
        seen.push(ours.busy);
        await ours.waitFor(() => Promise.reject(new Error('not asked'))).catch(() => undefined);
        seen.push(ours.busy);
      }),
    );
    await runCommand(outer);
    assert.deepEqual(seen, [false, true, true]);
    assert.equal(ours.busy, false);
  });

  it('is for each command to say where one hands over to another', async () => {
    const ours = make();
    const seen: boolean[] = [];
    registrations.push(
      ours.register(outer, () => ours.waitFor(() => runCommand(inner))),
      ours.register(inner, async () => {
        seen.push(ours.busy);
        await ours.waitFor(() => {
          seen.push(ours.busy);
          return Promise.resolve();
        });
      }),
    );
    await runCommand(outer);
    assert.deepEqual(seen, [true, false]);
    assert.equal(ours.busy, false);
  });
});
