import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Grants } from '../../../src/auth/grants';
import { OAuthGrants } from '../../../src/auth/oauthGrants';
import { secretRecordOf } from '../../../src/auth/serviceAccount';
import { failureOf, type Failure } from '../../../src/base/failure';
import type { HttpSend } from '../../../src/net/http';
import { singleAttempt } from '../../../src/net/pipeline';
import { entryOf, windowOver } from '../../support/activeAccountBench';
import { FakeClock, settled } from '../../support/fakeClock';
import { accountAt, assertNoLeak, awkwardSecret, linkInMessage } from '../../support/fixtures';
import {
  anyAnswer,
  give,
  inParallel,
  oddTokens,
  retryAfters,
  seed,
  sentCredentials,
  statuses,
  unwhole,
  strangeBodies,
  whole,
  withinTime,
  type HostileAnswer,
} from '../../support/hostileAnswers';
import { MemoryEnvironments, MemorySecrets } from '../../support/memoryStores';
import { reportLanguage } from '../../support/plainEditor';
import { closeServers, startServer, type ScriptedServer } from '../../support/scriptedServer';
import { minute, second } from '../../support/time';

const { explain } = reportLanguage('en');
const generated = 6000;
/** Most requests in five simulated minutes: two a minute where they fail, and one a second for tokens that live no longer. */
const mostRequests = { failing: 10, shortLived: 302 };

const good = {
  access_token: 'good-token',
  refresh_token: 'good-refresh',
  expires_in: 1800,
  refresh_expires_in: 1800,
  token_type: 'Bearer',
};
const oauthError = { error: 'invalid_request', error_description: 'Something odd' };

const maxBytes = 1024 * 1024;
const patient = singleAttempt(fetch, { timeout: 10_000, maxBytes });
const hasty = singleAttempt(fetch, { timeout: 300, maxBytes });

/** A way through hostile times: what the service does, from where on. */
interface Case {
  readonly answer: HostileAnswer;
  /** Whether a token was there before, so that it is the renewal that meets the fault. */
  readonly renewal: boolean;
  /** Whether the service is watched for five simulated minutes. */
  readonly watched: boolean;
}

const fixed: readonly (readonly [string, HostileAnswer])[] = [
  ...statuses.flatMap((status) => [
    [`${status} with an OAuth error`, whole(status, oauthError)] as const,
    [`${status} with HTML`, whole(status, strangeBodies['HTML'], { 'content-type': 'text/html' })] as const,
    [`${status} leading elsewhere`, whole(status, '', { location: 'https://evil.test/' })] as const,
  ]),
  ...Object.entries(strangeBodies).flatMap(([name, body]) => [
    [`200 with ${name}`, whole(200, body)] as const,
    [`400 with ${name}`, whole(400, body)] as const,
  ]),
  ...Object.entries(oddTokens).map(([name, body]) => [`200 with ${name}`, whole(200, body)] as const),
  ...retryAfters.flatMap((value) => [
    [`429 with Retry-After ${value}`, whole(429, oauthError, { 'retry-after': value })] as const,
    [`503 with Retry-After ${value}`, whole(503, oauthError, { 'retry-after': value })] as const,
  ]),
  ...unwhole.map((manner) => [`200, ${manner}`, { ...whole(200, good), manner }] as const),
];

describe('a hostile token service', () => {
  let server: ScriptedServer;
  /** The answer at each address; none = the service is well. */
  const answers = new Map<string, HostileAnswer>();
  /** What each account had in its header. */
  const credentials = new Map<string, string>();

  before(async () => {
    server = await startServer((request, response) => {
      const name = request.url.split('/')[1] ?? '';
      const answer = answers.get(name) ?? whole(200, good);
      const [, basic = ''] = request.headers.authorization?.split(' ') ?? [];
      credentials.set(name, Buffer.from(basic, 'base64').toString());
      give({ ...answer, body: answer.body.replaceAll(sentCredentials, basic) }, response);
    });
  });
  after(closeServers);

  async function survives({ answer, renewal, watched }: Case, name: string): Promise<void> {
    const clock = new FakeClock();
    // Each answer is met both ways.
    const clientAuthentication = renewal ? 'client_secret_basic' : 'client_secret_post';
    const account = accountAt(`${server.origin}/${name}`, { clientAuthentication });
    let requests = 0;
    const flights = new Set<Promise<unknown>>();
    const counted = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
      return (...args: A): Promise<R> => {
        requests++;
        const flight = work(...args).finally(() => flights.delete(flight));
        flights.add(flight);
        return flight;
      };
    };
    // A busy machine must not make a good answer come too late.
    const send: HttpSend = (request) => (answers.has(name) ? hasty : patient)(request);
    const real = new OAuthGrants(send, () => clock.now(), 'test/1');
    const grants: Grants = {
      clientCredentials: counted(real.clientCredentials.bind(real)),
      refresh: counted(real.refresh.bind(real)),
      revoke: real.revoke.bind(real),
    };
    const environments = new MemoryEnvironments([{ ...entryOf(account), clientAuthentication }]);
    const secrets = new MemorySecrets();
    await secrets.putRecord('Test', secretRecordOf(account));
    const active = windowOver({ environments, secrets, grants, clock });
    const failures: Failure[] = [];
    const ask = async (what: Promise<unknown>): Promise<void> => {
      await withinTime(
        name,
        what.catch((error: unknown) => failures.push(failureOf(error))),
      );
    };
    const quiet = async (): Promise<void> => {
      do {
        await Promise.allSettled(flights);
        await settled();
      } while (flights.size > 0);
    };
    try {
      if (renewal) {
        await active.load();
        await ask(active.get());
        assert.equal(active.state.name, 'valid');
      }
      answers.set(name, answer);
      await active.load();
      await ask(renewal ? active.renew() : active.get({ urgent: true }));
      await withinTime(name, quiet());
      assert.ok(['valid', 'retrying', 'rejected'].includes(active.state.name), active.state.name);
      if (watched) {
        // Of its last look alone it cannot be told: on a busy machine, even a good answer may come too late for that.
        let hasShortLived = false;
        // In steps so small that who hammers the service can make more requests than are few.
        for (let time = 0; time < 5 * minute; time += second) {
          await clock.advance(second);
          await withinTime(name, quiet());
          const { state } = active;
          hasShortLived ||=
            state.name === 'valid' && state.tokens.expiresAt - state.tokens.receivedAt < 2 * second;
        }
        const most = mostRequests[hasShortLived ? 'shortLived' : 'failing'];
        assert.ok(requests <= most, `${requests} requests in five minutes`);
      }
      answers.delete(name);
      await clock.advance(5 * minute + 1000);
      await withinTime(name, quiet());
      if (active.state.name !== 'valid') await ask(active.renew());
      const { accessToken } = await withinTime(name, active.get({ urgent: true }));
      assert.ok(accessToken !== '');
      assert.equal(active.state.name, 'valid');
      assert.equal(secrets.record('Test')?.clientSecret, awkwardSecret);
      const told = [failures, active.history.events];
      const inHeader = credentials.get(name) || 'none';
      assert.equal(inHeader !== 'none', renewal);
      assertNoLeak(told, awkwardSecret, inHeader, 'good-token', 'good-refresh');
      for (const { kind, detail = '' } of failures) {
        assert.notEqual(kind, 'unexpected');
        assert.ok(detail.length <= 201 && !/[\p{Cc}\u202e]/u.test(detail), detail);
      }
      failures.forEach((each) => assert.doesNotMatch(explain(each), linkInMessage));
    } finally {
      active.dispose();
      answers.delete(name);
    }
  }

  it('is survived, whatever it answers to the first request or to a renewal', async function () {
    this.timeout(180_000);
    const cases = fixed.flatMap(([name, answer]) =>
      [false, true].map(
        (renewal) => [`${name}${renewal ? ', renewing' : ''}`, { answer, renewal, watched: true }] as const,
      ),
    );
    const passed = await inParallel(cases, (value, index) => survives(value, `fixed-${index}`));
    console.log(`      ${passed} fixed cases passed`);
    assert.ok(passed >= 200 && passed === cases.length);
  });

  it('is survived, whatever may be put together at random', async function () {
    this.timeout(300_000);
    const any = fc.record({ answer: anyAnswer(good), renewal: fc.boolean(), watched: fc.constant(false) });
    const cases = fc
      .sample(any, { numRuns: generated, seed })
      .map((value) => [JSON.stringify(value).slice(0, 600), value] as const);
    const passed = await inParallel(cases, (value, index) => survives(value, `any-${index}`));
    console.log(`      seed ${seed}: ${passed} generated cases passed`);
    assert.equal(passed, generated);
  });
});
