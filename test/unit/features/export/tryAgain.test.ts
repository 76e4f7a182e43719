import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { WindowWork } from '../../../../src/base/windowWork';
import { systemClock } from '../../../../src/base/clock';
import { readResource } from '../../../../src/api/resource';
import type * as exporting from '../../../../src/features/export/export.lazy';
import { jsonLines } from '../../../../src/features/export/model/formats';
import { accountAt } from '../../../support/fixtures';
import { editor, withoutEditor } from '../../../support/plainEditor';

const { exportOnce } = withoutEditor<typeof exporting>('features/export/export.lazy');

/** An export into a folder that is not there, of which a person presses these buttons; `true` where it shall be made again. */
async function failed(presses: readonly string[]): Promise<{ again: boolean; done: readonly string[] }> {
  const done: string[] = [];
  const left = [...presses];
  editor.window['withProgress'] = (_options: unknown, task: (...given: unknown[]) => unknown) =>
    task(
      { report: () => undefined },
      { onCancellationRequested: () => ({ dispose: () => done.push('unsubscribed') }) },
    );
  editor.window['showErrorMessage'] = (sentence: string, ...ways: string[]) => {
    assert.match(sentence, /^The catalog was not exported\. .*ENOENT/);
    done.push(ways.join(', '));
    return Promise.resolve(left.shift());
  };
  editor.commands['executeCommand'] = (command: string) => Promise.resolve(done.push(command));
  const account = accountAt('http://127.0.0.1:1');
  const never = (): never => assert.fail('not used');
  const parts: exporting.ExportParts = {
    reader: { get: never, getCatalogs: never },
    account: { account, known: never, onDidChange: () => ({ dispose: () => undefined }) },
    clock: systemClock,
    log: { failure: () => undefined },
    running: new WindowWork(),
    withDisabled: false,
  };
  const plan = {
    catalog: readResource({}),
    pageSize: 50,
    withDisabled: false,
    offers: 'none',
    since: 0,
  } as const;
  const path = '/none/one.jsonl';
  const place = { scheme: 'file', path, fsPath: path } as unknown as Uri;
  const again = await exportOnce(parts, account, plan, { place, format: jsonLines });
  return { again, done };
}

describe('an export that has failed', () => {
  it('can still be tried again after a look at the log', async () => {
    assert.deepEqual(await failed(['Show Log', 'Try Again']), {
      again: true,
      done: ['unsubscribed', 'Try Again, Show Log', 'korusticket.showLog', 'Try Again, Show Log'],
    });
  });

  it('is over once its message is closed', async () => {
    assert.deepEqual(await failed([]), { again: false, done: ['unsubscribed', 'Try Again, Show Log'] });
  });
});
