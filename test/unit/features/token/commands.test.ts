import assert from 'node:assert/strict';
import type { Failure } from '../../../../src/base/failure';
import { Lazy } from '../../../../src/base/lazy';
import type * as commandsPart from '../../../../src/editor/commands';
import type * as wayOut from '../../../../src/editor/wayOut.lazy';
import type * as tokenCommands from '../../../../src/features/token/commands';
import { editor, reportLanguage, withoutEditor } from '../../../support/plainEditor';

describe('the click on the item of an account that is refused', () => {
  const { Commands } = withoutEditor<typeof commandsPart>('editor/commands');
  const { sentences } = withoutEditor<typeof wayOut>('editor/wayOut.lazy');
  const { TokenCommands } = withoutEditor<typeof tokenCommands>('features/token/commands');
  before(() => void reportLanguage('en'));

  /** Clicks, presses one of the buttons, and gives the buttons that there were and the commands that ran. */
  async function click(failure: Failure, answer?: string): Promise<{ buttons: string[]; ran: string[] }> {
    let buttons: string[] = [];
    const ran: string[] = [];
    editor.window['showErrorMessage'] = (_sentence: string, ...ways: string[]) => {
      buttons = ways;
      return Promise.resolve(answer);
    };
    editor.commands['executeCommand'] = (id: string) => Promise.resolve(void ran.push(id));
    const services = {
      account: { state: { name: 'rejected', failure, environment: 'Works' } },
      commands: new Commands(
        new Lazy(() => Promise.reject(new Error('nothing is to be logged'))),
        new Lazy(() => Promise.resolve(sentences)),
      ),
    };
    const commands = new TokenCommands(
      services as unknown as ConstructorParameters<typeof TokenCommands>[0],
      {} as unknown as ConstructorParameters<typeof TokenCommands>[1],
    );
    assert.equal(await commands.copyToken(), undefined);
    return { buttons, ran };
  }

  for (const [failure, ways] of [
    [{ kind: 'wrongSecret' }, ['Sign In Again', 'Try Again', 'Show Log']],
    [{ kind: 'proxy', status: 407 }, ['Try Again', 'Check Connection', 'Show Log']],
    [{ kind: 'secretsUnavailable' }, ['Try Again', 'Show Log']],
    [{ kind: 'realmNotFound' }, ['Sign In Again', 'Try Again', 'Check Connection', 'Show Log']],
  ] as const) {
    it(`offers what mends it: ${failure.kind}`, async () => {
      assert.deepEqual((await click(failure)).buttons, ways);
    });
  }

  for (const [answer, command] of [
    ['Sign In Again', 'signIn'],
    ['Try Again', 'refreshToken'],
    ['Check Connection', 'checkConnection'],
    ['Show Log', 'showLog'],
  ] as const) {
    it(`leads on: ${answer}`, async () => {
      assert.deepEqual((await click({ kind: 'realmNotFound' }, answer)).ran, [`korusticket.${command}`]);
    });
  }
});
