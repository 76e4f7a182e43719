import assert from 'node:assert/strict';
import { partsTogether, mayHaveAccount, signedOutMark } from '../../../src/auth/accountStores';
import type { ActiveAccount } from '../../../src/auth/activeAccount';
import { account, bench, entryOf, windowBeside, type Bench } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { MemoryEnvironments, MemorySecrets } from '../../support/memoryStores';

const { signal } = new AbortController();

/** A window of another VS Code profile: settings of the application and secrets are those of the first, its state is its own. */
function ofOtherProfile(
  one: Bench,
  mark?: string,
): { active: ActiveAccount; environments: MemoryEnvironments; losses: () => number } {
  const first = one.environments;
  const environments = new MemoryEnvironments(first.all());
  if (mark !== undefined) {
    void environments.setSignInMark(account.environment, mark);
    void environments.setActiveName(account.environment);
  }
  first.onDidChange(() => environments.edit(first.all()));
  environments.save = (environment) => first.save(environment);
  const active = windowBeside({ ...one, environments });
  let count = 0;
  active.onDidLoseSecrets(() => count++);
  return { active, environments, losses: () => count };
}

describe('signed out of in another VS Code profile', () => {
  it('is an account that this window signed in to itself, and nothing is said to be lost', async () => {
    const one = bench();
    const { active, environments, losses } = ofOtherProfile(one);
    await one.active.signIn(account, signal);
    await active.signIn(account, signal);
    await settled();
    await one.active.signOut(account.environment);
    await one.clock.advance(partsTogether);
    await settled();
    assert.equal(active.state.name, 'signedOut');
    assert.equal(losses(), 0);
    // Nor is there anything left to sign out of, or to load for it with the next window.
    assert.equal(mayHaveAccount(environments), false);
    one.active.dispose();
    active.dispose();
  });

  it('leaves nothing behind where it is signed in to again there, and the settings name its client', async () => {
    const one = bench();
    await one.active.signIn(account, signal);
    const { active, environments } = ofOtherProfile(one, signedOutMark);
    await active.load();
    assert.equal(active.state.name, 'signedOut');
    assert.equal(mayHaveAccount(environments), false);
    one.active.dispose();
    active.dispose();
  });

  it('is an account that was there at the start, also where the settings tell of it late', async () => {
    const one = bench();
    await one.active.signIn(account, signal);
    const { active, losses } = ofOtherProfile(one, 'signed in here');
    await active.load();
    // The secret goes first, and the settings name the client still.
    await one.secrets.delete(`korusticket.account.${account.environment}`);
    await one.clock.advance(partsTogether);
    await active.load();
    assert.equal(active.state.name, 'signedOut');
    assert.equal(losses(), 0);
    one.active.dispose();
    active.dispose();
  });

  it('is an account that a window which opens later was once signed in to', async () => {
    const one = bench();
    await one.active.signIn(account, signal);
    await one.active.signOut(account.environment);
    const { active, losses } = ofOtherProfile(one, 'signed in here');
    await active.load();
    assert.equal(active.state.name, 'signedOut');
    assert.equal(losses(), 0);
    one.active.dispose();
    active.dispose();
  });

  it('is not what a window meets that the sign-in of another one reaches piece by piece', async () => {
    const one = bench();
    // Of the same profile: it sees the mark, which the other one sets last, and neither settings nor secret so far.
    const environments = new MemoryEnvironments([{ ...entryOf(account), clientId: undefined }]);
    await environments.setActiveName(account.environment);
    environments.signInMark = (name) => one.environments.signInMark(name);
    environments.setSignInMark = (name, mark) => one.environments.setSignInMark(name, mark);
    const active = windowBeside({ ...one, environments, secrets: new MemorySecrets() });
    await active.load();
    await one.active.signIn(account, signal);
    active.check();
    await one.clock.advance(partsTogether);
    await settled();
    assert.equal(active.state.name, 'signedOut');
    assert.equal(mayHaveAccount(one.environments), true);
    one.active.dispose();
    active.dispose();
  });
});
