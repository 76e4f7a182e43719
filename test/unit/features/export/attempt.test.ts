import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { ApiReply, ResourceReader } from '../../../../src/api/apiClient';
import type { Freshness } from '../../../../src/api/freshness';
import type { AccountState } from '../../../../src/auth/sessionState';
import { Listeners } from '../../../../src/base/listeners';
import type { ServiceAccount } from '../../../../src/auth/serviceAccount';
import { ExportAttempt } from '../../../../src/features/export/model/attempt';
import { FakeClock } from '../../../support/fakeClock';
import { accountAt, failureFrom } from '../../../support/fixtures';
import { minute } from '../../../support/time';

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

  const attempt = (since: number, answer?: ResourceReader['get']): ExportAttempt => {
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
    return new ExportAttempt({ reader: { get: answer ?? get }, account: source, clock }, own, since);
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

  /** What a person does meanwhile: another account comes into use, or none. */
  const switchTo = (other: ServiceAccount | undefined): void => {
    account = other;
    changes.fire({ name: 'signedOut', environment: other?.environment });
  };
  const others = {
    'another environment': { ...own, environment: 'Other' },
    'another organization of the same environment': { ...own, clientId: 'another' },
    'another server of the same environment': { ...own, apiBaseUrl: 'http://127.0.0.1:2' },
    none: undefined,
  };

  for (const [name, other] of Object.entries(others)) {
    it(`reads nothing with another account than its own: ${name}`, async () => {
      const running = attempt(0);
      await running.read('/c/1');
      switchTo(other);
      assert.equal(running.isElsewhere, true);
      assert.equal((await failureFrom(running.read('/c/1/offers'))).kind, 'cancelled');
      // What was read of one account is half a file, also where that account is back in use.
      switchTo(own);
      assert.equal(running.isElsewhere, true);
      assert.equal((await failureFrom(running.read('/c/1/offers'))).kind, 'cancelled');
      assert.equal(asked.length, 1);
    });

    it(`is over before its first read where meanwhile another account came into use: ${name}`, async () => {
      switchTo(other);
      assert.equal((await failureFrom(attempt(0).read('/c/1'))).kind, 'cancelled');
      assert.equal(asked.length, 0);
    });
  }

  it('goes on where the settings were looked at anew and name the same account', async () => {
    const running = attempt(0);
    switchTo({ ...own });
    await running.read('/c/1');
    assert.deepEqual([running.isElsewhere, asked.length], [false, 1]);
  });

  it('reads for nobody once it is over, however long the server takes', async () => {
    let signal: AbortSignal | undefined;
    const silent = (_iri: string, given?: AbortSignal): Promise<ApiReply> => {
      signal = given;
      return new Promise(() => undefined);
    };
    const running = attempt(0, silent);
    const read = failureFrom(running.read('/c/1'));
    running.dispose();
    assert.equal((await read).kind, 'cancelled');
    assert.equal(signal?.aborted, true);
    assert.equal((await failureFrom(running.read('/c/1'))).kind, 'cancelled');
  });

  it('keeps nothing of the reads that it has made', async () => {
    let signal: AbortSignal | undefined;
    const running = attempt(0, (url, given) => {
      signal = given;
      return Promise.resolve({ url, json: {} });
    });
    for (let count = 0; count < 3; count++) await running.read('/c/1');
    assert.deepEqual(getEventListeners(signal!, 'abort'), []);
  });

  it('is stopped by the end of the window, also by one that was before it', async () => {
    const end = new AbortController();
    const early = attempt(0, () => new Promise(() => undefined));
    early.stopAt(end.signal);
    const read = failureFrom(early.read('/c/1'));
    const over = attempt(0);
    over.stopAt(end.signal);
    over.dispose();
    assert.equal(getEventListeners(end.signal, 'abort').length, 1, 'one that is over is kept');
    end.abort();
    assert.equal((await read).kind, 'cancelled');
    const late = attempt(0);
    late.stopAt(end.signal);
    assert.equal((await failureFrom(late.read('/c/1'))).kind, 'cancelled');
    assert.equal(asked.length, 0);
  });
});
