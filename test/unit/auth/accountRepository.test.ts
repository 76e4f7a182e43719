import assert from 'node:assert/strict';
import { AccountKeeper } from '../../../src/auth/accountKeeper';
import { AccountRepository } from '../../../src/auth/accountRepository';
import { AccountSecrets } from '../../../src/auth/accountSecrets';
import { SecretAccess } from '../../../src/auth/secretAccess';
import { FakeClock } from '../../support/fakeClock';
import { accountAt } from '../../support/fixtures';
import { MemoryEnvironments, MemorySecrets } from '../../support/memoryStores';

const account = accountAt('http://127.0.0.1:1');

/** One window: its accounts, and how often it has noticed that the store lost a secret. */
function openWindow(
  environments: MemoryEnvironments,
  store = new MemorySecrets(),
  nobodyAtStart = false,
): { accounts: AccountRepository; keeper: AccountKeeper; losses: () => number } {
  const secrets = new AccountSecrets(new SecretAccess(store, new FakeClock()));
  let count = 0;
  secrets.onDidLose(() => count++);
  const accounts = new AccountRepository(environments, secrets, nobodyAtStart);
  const keeper = new AccountKeeper(environments, secrets, accounts);
  return { accounts, keeper, losses: () => count };
}

describe('the accounts of a window', () => {
  it('are lost where a new window does not find what an earlier one had stored', async () => {
    const environments = new MemoryEnvironments();
    await openWindow(environments).keeper.save(account, 'first');
    const { accounts, losses } = openWindow(environments);
    assert.equal(await accounts.find(), undefined);
    assert.equal(losses(), 1);
  });

  it('are not lost where another window signs in and the store does not show it here', async () => {
    const environments = new MemoryEnvironments();
    const [one, other] = [openWindow(environments), openWindow(environments)];
    await one.keeper.save(account, 'first');
    await one.keeper.end(account.environment);
    await one.keeper.remove(account.environment);
    assert.equal(await other.accounts.find(), undefined);
    await one.keeper.save(account, 'second');
    assert.equal(other.accounts.hasNews(account.environment), true);
    assert.equal(await other.accounts.find(), undefined);
    assert.equal(other.losses(), 0);
  });

  it('are not lost to a window that began without any and looks late', async () => {
    const environments = new MemoryEnvironments();
    await openWindow(environments).keeper.save(account, 'first');
    const { accounts, losses } = openWindow(environments, new MemorySecrets(), true);
    assert.equal(await accounts.find(), undefined);
    assert.equal(losses(), 0);
  });
});
