import assert from 'node:assert/strict';
import type { AuthenticationSession } from 'vscode';
import { Accounts } from '../../src/auth/accounts';
import { partsTogether, signedOutMark } from '../../src/auth/accountStores';
import { secretRecordOf } from '../../src/auth/serviceAccount';
import { explain } from '../../src/editor/explain';
import { AccountSessions, type SessionsChange } from '../../src/features/account/sessions';
import { account, entryOf, loaded, other, type Bench } from '../support/activeAccountBench';
import { settled } from '../support/fakeClock';
import { accountAt } from '../support/fixtures';
import { rejection } from './support/host';
import { recordedLog } from './support/recordedLog';

/** Sessions over a bench, with what VS Code is told of them. */
function sessionsOf({ active, environments, clock }: Bench): {
  readonly sessions: AccountSessions;
  readonly told: () => Record<string, string[]>[];
} {
  const changes: SessionsChange[] = [];
  const accounts = new Accounts({ environments, active, clock });
  const sessions = new AccountSessions({
    toldNone: false,
    accounts,
    active,
    environments,
    clock,
    log: recordedLog().log,
    explain: (failure) => Promise.resolve(explain(failure)),
    tell: (change) => changes.push(change),
  });
  const labels = (all: readonly AuthenticationSession[] | undefined): string[] =>
    (all ?? []).map((each) => each.account.label);
  const told = (): Record<string, string[]>[] =>
    changes.map(({ added, removed, changed }) =>
      Object.fromEntries(
        Object.entries({ added: labels(added), removed: labels(removed), changed: labels(changed) }).filter(
          ([, names]) => names.length > 0,
        ),
      ),
    );
  return { sessions, told };
}

const network = { kind: 'connectionRefused', url: 'http://127.0.0.1:2' } as const;
const mine = 'distributor (Test)';
const theirs = 'other (Other)';

describe('sessions for the Accounts menu and for other extensions', () => {
  it('list all accounts for the menu without a request and without a token', async () => {
    const all = await loaded(account, other);
    const { sessions } = sessionsOf(all);
    const listed = await sessions.get(undefined, {});
    assert.deepEqual(
      listed.map((each) => [each.account.id, each.account.label, each.accessToken]),
      [
        ['Test', mine, ''],
        ['Other', theirs, ''],
      ],
    );
    assert.equal(all.grants.calls.length, 1);
    all.active.dispose();
  });

  it('list an account also while its server is away, so that one can sign out', async () => {
    const all = await loaded(account);
    all.grants.answer = () => network;
    await all.clock.advance(2 * 3600_000);
    const { sessions } = sessionsOf(all);
    assert.equal((await sessions.get(undefined, {})).length, 1);
    all.active.dispose();
  });

  it('carry a token with a minute left where one is wanted, of one account or of all', async () => {
    const all = await loaded(account, other);
    const { sessions } = sessionsOf(all);
    await all.clock.advance(all.grants.lifetime * 1000 - 30_000);
    for (const session of await sessions.get([], {})) {
      assert.ok(all.grants.isGood(session.accessToken));
    }
    const [only, ...rest] = await sessions.get([], { account: { id: 'Other', label: theirs } });
    assert.equal(only?.account.label, theirs);
    assert.deepEqual(rest, []);
    all.active.dispose();
  });

  it('leave out an account whose server is away while another answers, and explain where none does', async () => {
    const all = await loaded(account, other);
    const { sessions } = sessionsOf(all);
    all.grants.answer = () => network;
    assert.deepEqual(
      (await sessions.get([], {})).map((each) => each.account.label),
      [mine],
    );
    const wanted = sessions.get([], { account: { id: 'Other', label: theirs } });
    assert.match(await rejection(wanted), /refuses connections/);
    all.active.dispose();
  });

  it('leave out a refused account: asking for a new session leads to the dialogue that mends it', async () => {
    const all = await loaded(account, other);
    const { sessions } = sessionsOf(all);
    all.grants.answer = () => ({ kind: 'wrongSecret' });
    assert.deepEqual(await sessions.get([], { account: { id: 'Other', label: theirs } }), []);
    all.active.dispose();
  });

  it('are told of when an account comes, goes or moves to another server, and not when a token is renewed', async () => {
    const all = await loaded(account);
    const { sessions, told } = sessionsOf(all);
    await sessions.get(undefined, {});
    await all.active.renew();
    await all.clock.advance(3600_000);
    assert.deepEqual(told(), []);
    await all.active.signIn(other, new AbortController().signal);
    await settled();
    assert.deepEqual(told(), [{ added: [theirs] }]);
    const moved = accountAt('http://127.0.0.1:3', { environment: 'Other', clientId: 'other' });
    await all.active.signIn(moved, new AbortController().signal);
    await all.clock.advance(partsTogether);
    assert.deepEqual(told().at(-1), { changed: [theirs] });
    await all.active.signOut();
    await settled();
    assert.deepEqual(told().at(-1), { removed: [theirs] });
    all.active.dispose();
  });

  it('are told of when another window signs in to an environment that is not in use here', async () => {
    const all = await loaded(account);
    const { sessions, told } = sessionsOf(all);
    await sessions.get(undefined, {});
    all.environments.edit([entryOf(account), entryOf(other)]);
    await all.clock.advance(partsTogether);
    assert.deepEqual(told(), []);
    await all.secrets.putRecord('Other', secretRecordOf(other));
    await all.clock.advance(partsTogether);
    assert.deepEqual(told(), [{ added: [theirs] }]);
    all.active.dispose();
  });

  it('are told of it also where somebody had signed out there: the new mark comes last, and without an event', async () => {
    const all = await loaded(account);
    await all.environments.setSignInMark('Other', signedOutMark);
    const { sessions, told } = sessionsOf(all);
    await sessions.get(undefined, {});
    all.environments.edit([entryOf(account), entryOf(other)]);
    await all.clock.advance(partsTogether - 1);
    await all.secrets.putRecord('Other', secretRecordOf(other));
    await all.clock.advance(partsTogether - 1);
    await all.environments.setSignInMark('Other', 'signed in');
    assert.deepEqual(told(), []);
    await all.clock.advance(1);
    assert.deepEqual(told(), [{ added: [theirs] }]);
    all.active.dispose();
  });

  it('are told of nothing any more once they have ended', async () => {
    const all = await loaded(account);
    const { sessions, told } = sessionsOf(all);
    await sessions.get(undefined, {});
    await all.secrets.putRecord('Other', secretRecordOf(other));
    all.environments.edit([entryOf(account), entryOf(other)]);
    sessions.dispose();
    await all.clock.advance(10 * partsTogether);
    assert.deepEqual(told(), []);
    all.active.dispose();
  });

  it('change with the client id: consent for one service account is none for another', async () => {
    const all = await loaded(account);
    const { sessions, told } = sessionsOf(all);
    const [before] = await sessions.get(undefined, {});
    await all.active.signIn({ ...account, clientId: 'reseller' }, new AbortController().signal);
    await settled();
    const [after] = await sessions.get(undefined, {});
    assert.notEqual(after?.id, before?.id);
    assert.deepEqual(told().at(-1), { added: ['reseller (Test)'], removed: [mine] });
    all.active.dispose();
  });

  it('are ended by their id, and an id that is gone is no fault', async () => {
    const all = await loaded(account, other);
    const { sessions, told } = sessionsOf(all);
    const [, second] = await sessions.get(undefined, {});
    await sessions.remove(second!.id);
    await sessions.remove(second!.id);
    assert.deepEqual(told(), [{ removed: [theirs] }]);
    assert.equal(all.active.state.name, 'valid');
    all.active.dispose();
  });
});
