import assert from 'node:assert/strict';
import { RequestFailure } from '../../../../src/base/failure';
import type * as signOutPart from '../../../../src/features/account/signOut.lazy';
import { failureFrom } from '../../../support/fixtures';
import { editor, reportLanguage, withoutEditor } from '../../../support/plainEditor';

describe('the command to sign out, while the secret store is locked,', () => {
  const { signOut } = withoutEditor<typeof signOutPart>('features/account/signOut.lazy');
  before(() => void reportLanguage('en'));

  const locked = (): Promise<never> => Promise.reject(new RequestFailure({ kind: 'secretsUnavailable' }));

  /** Signs out in a window that works with an environment, or with none. */
  async function signOutOf(environment: string | undefined): Promise<readonly string[]> {
    const done: string[] = [];
    editor.window['showWarningMessage'] = (question: string, ...rest: unknown[]) => {
      done.push(question);
      return Promise.resolve(rest.at(-1));
    };
    const parts = {
      account: {
        state: { name: environment === undefined ? 'signedOut' : 'valid', environment },
        unlisted: locked,
        signOut: (name: string) => Promise.resolve(void done.push(name)),
      },
      accounts: { all: locked },
      environments: { all: () => [{ name: 'Test', apiBaseUrl: 'https://api.test' }] },
      commands: { waitFor: <T>(answer: () => Promise<T>) => answer() },
    };
    await signOut(parts as unknown as Parameters<typeof signOut>[0], undefined);
    return done;
  }

  it('asks for the account in use, and ends it', async () => {
    assert.deepEqual(await signOutOf('Test'), ['Sign out of Test?', 'Test']);
  });

  it('says so where it alone knows whether there is an account', async () => {
    assert.equal((await failureFrom(signOutOf(undefined))).kind, 'secretsUnavailable');
  });
});
