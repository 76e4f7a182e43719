import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiClient } from '../../../src/api/apiClient';
import type { TokenSource } from '../../../src/auth/serviceAccount';
import { failureOf } from '../../../src/base/failure';
import type { HttpSend } from '../../../src/net/http';
import { singleAttempt, withRetries } from '../../../src/net/pipeline';
import { withinOrigin } from '../../../src/net/sameOriginRedirects';
import { modelOf, resources } from '../../support/catalogs';
import { accountAt, assertNoLeak, awkwardSecret, linkInMessage, shortWait } from '../../support/fixtures';
import {
  anyAnswer,
  give,
  inParallel,
  oddCollections,
  retryAfters,
  seed,
  statuses,
  unwhole,
  strangeBodies,
  whole,
  withinTime,
  type HostileAnswer,
} from '../../support/hostileAnswers';
import { reportLanguage } from '../../support/plainEditor';
import { closeServers, startServer, type ScriptedServer } from '../../support/scriptedServer';

const { explain } = reportLanguage('en');
const generated = 6000;
const token = 'token-of-the-test';
const limits = { timeout: 300, maxBytes: 2 * 1024 * 1024 };
/** A busy machine must not make a good answer come too late. */
const patient = singleAttempt(fetch, { ...limits, timeout: 10_000 });
const good = { member: [{ '@id': '/v1/ticketing/catalogs/1', name: 'One' }], totalItems: 1 };
const problem = { '@type': 'Error', title: 'An error occurred', detail: `Odd, ${token}` };
/** Requests for one look: two addresses of the catalogs, each with a new token once, each tried three times. */
const mostRequests = 14;

const fixed: readonly (readonly [string, HostileAnswer])[] = [
  ...statuses.flatMap((status) => [
    [`${status} with a problem`, whole(status, problem)] as const,
    [`${status} with HTML`, whole(status, strangeBodies['HTML'], { 'content-type': 'text/html' })] as const,
    [`${status} leading elsewhere`, whole(status, '', { location: 'https://evil.test/' })] as const,
    [`${status} leading to itself`, whole(status, '', { location: '' })] as const,
  ]),
  ...Object.entries(strangeBodies).flatMap(([name, body]) => [
    [`200 with ${name}`, whole(200, body)] as const,
    [`403 with ${name}`, whole(403, body)] as const,
  ]),
  ...Object.entries(oddCollections).map(([name, body]) => [`200 with ${name}`, whole(200, body)] as const),
  ...retryAfters
    // A wait that is obeyed is real time here; the length of waits is the pipeline's own test.
    .filter((value) => !/^(1|300|1e9|9{20}|Fri.*)$/.test(value))
    .map(
      (value) => [`429 with Retry-After ${value}`, whole(429, problem, { 'retry-after': value })] as const,
    ),
  ...unwhole.map((manner) => [`200, ${manner}`, { ...whole(200, good), manner }] as const),
];

describe('a hostile API', () => {
  let server: ScriptedServer;
  const answers = new Map<string, HostileAnswer>();
  const asked = new Map<string, number>();

  before(async () => {
    server = await startServer((request, response) => {
      const name = request.url.split('/')[1] ?? '';
      asked.set(name, (asked.get(name) ?? 0) + 1);
      assert.equal(request.headers.authorization, `Bearer ${token}`);
      give(answers.get(name) ?? whole(200, good), response);
    });
  });
  after(closeServers);

  async function survives(answer: HostileAnswer, name: string, hasty: HttpSend): Promise<void> {
    const send: HttpSend = (request) => (answers.has(name) ? hasty : patient)(request);
    const account = accountAt(`${server.origin}/${name}`);
    const lease = (): ReturnType<TokenSource['lease']> => Promise.resolve({ account, accessToken: token });
    const tokens: TokenSource = { lease, replace: lease };
    const memory = { get: () => undefined, set: () => undefined };
    const api = new ApiClient(tokens, send, () => 'en', memory, 'test/1');
    const model = modelOf(api);
    answers.set(name, answer);
    try {
      const children = await withinTime(name, model.children());
      assert.ok(children.length > 0, 'neither rows nor a reason');
      for (const child of children) {
        if (child.kind === 'failure') {
          const { kind, detail = '' } = child.failure;
          assert.notEqual(kind, 'unexpected');
          assert.ok(detail.length <= 201 && !/[\p{Cc}\u202e]/u.test(detail), detail);
          assertNoLeak(child.failure, awkwardSecret, token);
          assert.doesNotMatch(explain(child.failure), linkInMessage);
        }
      }
      await withinTime(
        name,
        api.get('/c/1').catch((error: unknown) => assert.notEqual(failureOf(error).kind, 'unexpected')),
        15_000,
      );
      assert.ok((asked.get(name) ?? 0) <= mostRequests, `${asked.get(name)} requests`);
      answers.delete(name);
      model.reset();
      const again = resources(await withinTime(name, model.children()));
      assert.deepEqual(
        again.map(({ resource }) => resource.label),
        ['One'],
      );
    } finally {
      model.dispose();
      answers.delete(name);
      asked.delete(name);
    }
  }

  it('is survived by the tree, whatever it answers', async function () {
    this.timeout(180_000);
    const send = withinOrigin(withRetries(fetch, limits, shortWait));
    const passed = await inParallel(fixed, (answer, index) => survives(answer, `fixed-${index}`, send));
    console.log(`      ${passed} fixed cases passed`);
    assert.ok(passed >= 200 && passed === fixed.length);
  });

  it('is survived by the tree, whatever may be put together at random', async function () {
    this.timeout(300_000);
    // Each request once: what is tried again is tried again in real time.
    const send = withinOrigin(singleAttempt(fetch, limits));
    const cases = fc
      .sample(anyAnswer(good), { numRuns: generated, seed })
      .map((value) => [JSON.stringify(value).slice(0, 600), value] as const);
    const passed = await inParallel(cases, (answer, index) => survives(answer, `any-${index}`, send));
    console.log(`      seed ${seed}: ${passed} generated cases passed`);
    assert.equal(passed, generated);
  });
});
