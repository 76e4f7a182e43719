import assert from 'node:assert/strict';
import type { ServiceAccount } from '../../../../src/auth/serviceAccount';
import { AccountWatch } from '../../../../src/features/tree/accountWatch';

describe('the account the catalogs belong to', () => {
  const one = { environment: 'One' } as ServiceAccount;
  const two = { environment: 'Two' } as ServiceAccount;
  const watching = (): { follow: AccountWatch['follow']; model: { rootFailed: boolean; resets: number } } => {
    const model = {
      rootFailed: false,
      resets: 0,
      reset: () => void (model.resets++, (model.rootFailed = false)),
    };
    const watch = new AccountWatch(model);
    return { follow: (account, state) => watch.follow(account, state), model };
  };

  it('does not void what was asked for while it was being loaded', () => {
    const { follow, model } = watching();
    for (const state of ['acquiring', 'valid', 'valid']) follow(one, state);
    assert.equal(model.resets, 0);
  });

  it('voids what belongs to another one, or to none', () => {
    const { follow, model } = watching();
    follow(one, 'valid');
    follow(two, 'acquiring');
    assert.equal(model.resets, 1);
    follow(two, 'valid');
    assert.equal(model.resets, 1);
    follow(undefined, 'signedOut');
    assert.equal(model.resets, 2);
  });

  it('has what failed read again once there is a token, and only then', () => {
    const { follow, model } = watching();
    model.rootFailed = true;
    follow(undefined, 'signedOut');
    assert.equal(model.resets, 0);
    follow(one, 'acquiring');
    assert.equal(model.resets, 1);
    model.rootFailed = true;
    follow(one, 'retrying');
    assert.equal(model.resets, 1);
    follow(one, 'valid');
    assert.equal(model.resets, 2);
    // The server is down though the token is good: it is not asked again at every event.
    model.rootFailed = true;
    for (let event = 0; event < 5; event++) follow(one, 'valid');
    assert.equal(model.resets, 2);
  });
});
