import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { systemClock } from '../../../../src/base/clock';
import { check, stepOf } from '../../../support/serviceCheck';

type Realm = Parameters<Sandbox['realm']>[0];

describe('a check of a connection that is cancelled while it asks for tokens', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.close());

  const tokenRequests = (): number => sandbox.requests.filter(({ url }) => url.endsWith('/token')).length;
  /** What the realm says to each of the tokens that were issued. */
  const statuses = (realm: Realm): Promise<number[]> => {
    const url = `${sandbox.realm(realm).protocolUrl}/userinfo`;
    const ask = async (token: string): Promise<number> =>
      (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
    return Promise.all(sandbox.issuedTokens.map(({ accessToken }) => ask(accessToken)));
  };

  for (const [realm, most] of [
    ['korusticket', 3],
    ['korusticket-rotating', 4],
  ] as const) {
    for (let last = 1; last <= most; last++) {
      it(`gives back what request ${last} of ${most} brings all the same, and asks for no more: ${realm}`, async () => {
        const abortion = new AbortController();
        const result = await check(
          sandbox.accountOf(realm, 'distributor'),
          {
            fetch: async (url, init) => {
              if (!(url instanceof Request ? url.url : String(url)).endsWith('/token'))
                return fetch(url, init);
              // The server has done it, and its answer is on the way.
              const reply = await fetch(url, { ...init, signal: null });
              if (tokenRequests() === last) abortion.abort();
              init?.signal?.throwIfAborted();
              return reply;
            },
          },
          abortion.signal,
        );
        assert.equal(tokenRequests(), last);
        assert.deepEqual(new Set(await statuses(realm)), new Set([401]));
        assert.equal(stepOf(result, 'revocation').outcome, 'works');
        assert.equal(stepOf(result, 'catalogs').obstacle, 'cancelled');
        assert.equal(result.cancelled, true);
      });
    }
  }

  it('does not sit through the wait that a token endpoint asks for', async () => {
    sandbox.faults.set({ on: 'token', status: 429, headers: { 'retry-after': '20' } });
    const abortion = new AbortController();
    const clock = { ...systemClock, setTimeout: () => (setImmediate(() => abortion.abort()), 0) };
    const result = await check(sandbox.account, { clock }, abortion.signal);
    assert.equal(stepOf(result, 'clientCredentials').obstacle, 'cancelled');
    assert.equal(tokenRequests(), 1);
  });
});
