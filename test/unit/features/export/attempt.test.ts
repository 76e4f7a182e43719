import assert from 'node:assert/strict';
import type { ApiReply, Freshness } from '../../../../src/api/apiClient';
import type { AccountState } from '../../../../src/auth/sessionState';
import { Listeners } from '../../../../src/base/listeners';
import type { ServiceAccount } from '../../../../src/auth/serviceAccount';
import { ExportAttempt } from '../../../../src/features/export/model/attempt';
import { FakeClock } from '../../../support/fakeClock';
import { accountAt } from '../../../support/fixtures';

const minute = 60_000;

describe('an attempt at an export', () => {
  const own = accountAt('http://127.0.0.1:1');
  let clock: FakeClock;
  let account: ServiceAccount | undefined;
  let changes: Listeners<AccountState>;
  let asked: (number | undefined)[];

  beforeEach(() => {
    clock = new FakeClock();
    account = own;
    changes = new Listeners();
    asked = [];
  });

  const attempt = (since: number): ExportAttempt => {
    const get = (url: string, _signal?: AbortSignal, freshness?: Freshness): Promise<ApiReply> => {
      asked.push(typeof freshness === 'object' ? freshness.since : undefined);
      return Promise.resolve({ url, json: {} });
    };
    const source = {
      get account() {
        return account;
      },
      onDidChange: changes.event,
    };
    return new ExportAttempt({ reader: { get }, account: source, clock }, own.environment, since);
  };

  it('takes what an earlier one has read, unless that was long ago', async () => {
    const begun = clock.now();
    await attempt(begun).read('/c/1');
    await clock.advance(5 * minute);
    await attempt(begun).read('/c/1');
    await clock.advance(4 * 60 * minute);
    await attempt(begun).read('/c/1');
    assert.deepEqual(asked, [begun, begun, clock.now() - 10 * minute]);
  });

  it('takes nothing from before the export also where the clock was set back', async () => {
    const begun = clock.now();
    clock.setWallClock(-60 * minute);
    await attempt(begun).read('/c/1');
    assert.deepEqual(asked, [begun]);
  });
});
