import assert from 'node:assert/strict';
import { window, type InputBox, type QuickPick, type QuickPickItem } from 'vscode';
import type { Environment } from '../../src/auth/environment';
import type { ServiceAccount } from '../../src/auth/serviceAccount';
import { RequestFailure, type Failure } from '../../src/base/failure';
import { signIn, type SignInParts } from '../../src/features/account/signIn.lazy';
import { accountAt } from '../support/fixtures';
import { answering } from './support/host';

const { tokenEndpoint, apiBaseUrl } = accountAt('https://old.example');
const moved = accountAt('https://new.example').tokenEndpoint;
const works: Environment = { name: 'Works', tokenEndpoint, apiBaseUrl };
const redirected: Failure = { kind: 'redirected', url: tokenEndpoint, status: 302 };

/** What of an input box or a list a step of the dialogue works with; `act` is what a person does once it is shown. */
function shown(act: (self: Record<string, unknown>) => void): Record<string, unknown> {
  let accept = (): void => undefined;
  const never = { dispose: () => undefined };
  const self: Record<string, unknown> = {
    onDidAccept: (callback: () => void) => {
      accept = callback;
      return never;
    },
    onDidChangeValue: () => never,
    onDidTriggerButton: () => never,
    onDidHide: () => never,
    dispose: () => undefined,
    show: () =>
      queueMicrotask(() => {
        act(self);
        accept();
      }),
  };
  return self;
}

/** Signs in by the dialogue, typing these answers; the first so many tries fail so. `picks` are the
 * places of the environments taken, the first unless told. Tells what was asked, and what was sent. */
async function signInWith(
  answers: Readonly<Record<string, string>>,
  failures: Failure[],
  state: object = { name: 'signedOut' },
  picks: number[] = [],
): Promise<{ questions: string[]; entered: ServiceAccount[] }> {
  const { createInputBox, createQuickPick } = window;
  const questions: string[] = [];
  const entered: ServiceAccount[] = [];
  Object.assign(window, {
    createQuickPick: () =>
      shown((self) => {
        const pick = picks.shift() ?? 0;
        self['selectedItems'] = (self as unknown as QuickPick<QuickPickItem>).items.slice(pick, pick + 1);
      }),
    createInputBox: () =>
      shown((self) => {
        const box = self as unknown as InputBox;
        const question = box.prompt?.split(/[ .;]/, 2).join(' ') ?? '';
        questions.push(box.password ? question : `${question}: ${box.value}`);
        box.value = answers[question] ?? box.value;
      }),
  });
  const dialog = answering('Try Again');
  const signingIn = (account: ServiceAccount): Promise<void> => {
    entered.push(account);
    const failure = failures.shift();
    return failure === undefined ? Promise.resolve() : Promise.reject(new RequestFailure(failure));
  };
  try {
    const parts = {
      account: { state, environment: () => works, signIn: signingIn },
      environments: { all: () => [works, { ...works, name: 'Other' }] },
      commands: { waitFor: <T>(ask: () => T) => ask() },
      log: { failure: () => undefined },
    };
    assert.equal(await signIn(parts as unknown as SignInParts, undefined), true);
  } finally {
    dialog.end();
    Object.assign(window, { createInputBox, createQuickPick });
  }
  return { questions, entered };
}

describe('the dialogue of signing in to an environment of the settings', () => {
  const typed = { 'Client id': 'distributor', 'Client secret': 'a secret' };

  it('asks for no token endpoint that the settings have', async () => {
    const { questions, entered } = await signInWith(typed, []);
    assert.deepEqual(questions, ['Paste what', 'Client id: ', 'Client secret']);
    assert.equal(entered[0]?.tokenEndpoint, tokenEndpoint);
  });

  it('asks for it after a try that it has failed for, and takes the one typed', async () => {
    const { questions, entered } = await signInWith({ ...typed, 'Token endpoint': moved }, [redirected]);
    assert.deepEqual(questions.slice(3), [
      'Paste what',
      `Token endpoint: ${tokenEndpoint}`,
      'Client id: distributor',
      'Client secret',
    ]);
    assert.deepEqual(
      entered.map((each) => [each.tokenEndpoint, each.refreshTokenEndpoint]),
      [
        [tokenEndpoint, tokenEndpoint],
        [moved, moved],
      ],
    );
  });

  it('asks for it at once where the account in use has failed for it', async () => {
    const state = { name: 'rejected', failure: redirected, environment: 'Works' };
    const { questions } = await signInWith(typed, [], state);
    assert.ok(questions.includes(`Token endpoint: ${tokenEndpoint}`), questions.join());
  });

  it('does not ask for it where somebody in between answered in the place of one that has given tokens', async () => {
    const failure = { ...redirected, passing: true };
    for (const state of [
      { name: 'retrying', failure, environment: 'Works' },
      { name: 'valid', lastFailure: { kind: 'hostNotFound', url: tokenEndpoint }, environment: 'Works' },
    ]) {
      const { questions } = await signInWith(typed, [], state);
      assert.ok(!questions.some((each) => each.startsWith('Token endpoint')), questions.join());
    }
  });

  it('asks for it where its scheme is the trouble', async () => {
    for (const kind of ['notTls', 'endpointUnsafe'] as const) {
      const { questions } = await signInWith(typed, [{ kind, url: tokenEndpoint }]);
      assert.ok(questions.includes(`Token endpoint: ${tokenEndpoint}`), questions.join());
    }
    const { questions } = await signInWith(typed, [{ kind: 'endpointUnsafe', url: apiBaseUrl }]);
    assert.ok(!questions.some((each) => each.startsWith('Token endpoint')), questions.join());
  });

  it('fills in nothing that was typed for another environment', async () => {
    const { questions } = await signInWith(typed, [{ kind: 'wrongSecret', status: 401 }], undefined, [0, 1]);
    assert.deepEqual(questions, [
      ...['Paste what', 'Client id: ', 'Client secret'],
      ...['Paste what', 'Client id: ', 'Client secret'],
    ]);
  });

  it('does not ask for it where the secret was wrong', async () => {
    const { questions } = await signInWith(typed, [{ kind: 'wrongSecret', status: 401 }]);
    assert.ok(!questions.some((each) => each.startsWith('Token endpoint')), questions.join());
  });
});
