import assert from 'node:assert/strict';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox';
import { Setbacks } from '../../../../src/auth/setbacks';
import { systemClock } from '../../../../src/base/clock';
import type { CheckParts } from '../../../../src/features/connection/model/check';
import { connectionReport, type ReportLanguage } from '../../../../src/features/connection/model/report';
import { MemoryEnvironments } from '../../../support/memoryStores';
import { reportLanguage } from '../../../support/plainEditor';
import { check, stepOf } from '../../../support/serviceCheck';

describe('a check of a connection, of a service that asks to wait or is slow', function () {
  // Each is some thirty requests and a few signatures, on a machine that may be busy.
  this.timeout(60_000);

  let sandbox: Sandbox;
  let english: ReportLanguage;

  before(() => {
    english = reportLanguage('en');
  });

  const start = async (options: SandboxOptions = {}): Promise<void> => {
    sandbox = await startSandbox(options);
  };
  afterEach(() => sandbox.close());

  it('asks for no token while its server asks to wait, and lets sessions know of such a wait', async () => {
    await start();
    const account = { clientAuthentication: 'client_secret_post', ...sandbox.account } as const;
    const setbacks = new Setbacks(new MemoryEnvironments(), () => 0.5);
    const parts: Partial<CheckParts> = {
      heed: (request) => setbacks.heed(account, systemClock, request),
    };
    sandbox.faults.set({ on: 'token', status: 429, headers: { 'retry-after': '3600' } });
    const tokenRequests = (): number => sandbox.requests.filter(({ url }) => url.endsWith('/token')).length;
    for (let time = 0; time < 2; time++) {
      const result = await check(account, parts);
      assert.equal(stepOf(result, 'clientCredentials').failure?.kind, 'throttled');
      assert.equal(tokenRequests(), 1);
      sandbox.faults.clear();
    }
    const { wish = 0 } = setbacks.of(account, Date.now()) ?? {};
    assert.ok(wish > Date.now() && wish <= Date.now() + 300_000, 'five minutes at the most');
  });

  it('calls a step slow whose requests take more than a second each, however many they are', async () => {
    await start();
    // This clock goes on with the replies alone: nobody waits, and a busy machine is not slow.
    const begin = Date.now();
    const slowly = (match: RegExp, milliseconds: number): Partial<CheckParts> => {
      let late = 0;
      return {
        clock: { ...systemClock, now: () => begin + late },
        fetch: async (url, init) => {
          const reply = await fetch(url, init);
          if (match.test(String(url instanceof Request ? url.url : url))) late += milliseconds;
          return reply;
        },
      };
    };
    const slow = connectionReport(
      await check(sandbox.account, slowly(/\/offers\?.*=10$|page=2/, 1500)),
      english,
    );
    assert.match(slow, /^- Slow, with more than 1000 ms a request: Read `offers`$/m);
    assert.match(slow, /^- Read `offers` – Slow\. Check again/m);
    const quick = connectionReport(await check(sandbox.account, slowly(/itemsPerPage=2/, 700)), english);
    assert.match(quick, /^- No step is slow: none took more than 1000 ms a request\.$/m);
  });

  it('waits as long as a server asks for, and asks no more where that is too long', async () => {
    await start();
    sandbox.faults.set({ on: 'api', times: 1, status: 429, headers: { 'retry-after': '1' } });
    const waited: number[] = [];
    const clock = {
      now: () => Date.now(),
      setTimeout: (callback: () => void, delay: number) => {
        waited.push(delay);
        setImmediate(callback);
        return 0;
      },
      clearTimeout: () => undefined,
    };
    const patient = await check(sandbox.account, { clock });
    assert.deepEqual(waited, [1000]);
    assert.equal(stepOf(patient, 'catalogs').outcome, 'works');

    sandbox.faults.set({ on: 'api', status: 429, headers: { 'retry-after': '3600' } });
    const before = sandbox.requests.length;
    const result = await check(sandbox.account, { clock });
    const { failure } = stepOf(result, 'catalogs');
    assert.deepEqual([failure?.kind, failure?.retryAfter], ['throttled', 3_600_000]);
    assert.match(connectionReport(result, english), /^- List of catalogs – The server asks to wait/m);
    assert.deepEqual(waited, [1000]);
    assert.equal(sandbox.requests.slice(before).filter(({ listener }) => listener === 'api').length, 1);
  });
});
