import assert from 'node:assert/strict';
import { partsTogether } from '../../../../src/auth/accountStores';
import type * as checkPart from '../../../../src/features/connection/check.lazy';
import { account, bench, loaded } from '../../../support/activeAccountBench';
import { failureFrom } from '../../../support/fixtures';
import { withoutEditor } from '../../../support/plainEditor';

describe('the account that is checked', () => {
  const { accountInUse } = withoutEditor<typeof checkPart>('features/connection/check.lazy');

  it('is the one in use, also where the server refuses it', async () => {
    const all = bench(account);
    all.grants.answer = () => ({ kind: 'wrongSecret' });
    await all.active.load();
    await all.clock.advance(0);
    assert.equal(all.active.state.name, 'rejected');
    assert.equal((await accountInUse(all.active))?.clientId, account.clientId);
    all.active.dispose();
  });

  it('is asked for where nobody is signed in', async () => {
    const all = await loaded();
    assert.equal(await accountInUse(all.active), undefined);
    all.active.dispose();
  });

  it('is not asked for where there is one that cannot be used as it is', async () => {
    const all = await loaded(account);
    all.environments.edit([]);
    await all.clock.advance(partsTogether);
    const failure = await failureFrom(accountInUse(all.active));
    assert.deepEqual(failure, { kind: 'environmentUnreadable', detail: account.environment });
    all.active.dispose();
  });
});
