import assert from 'node:assert/strict';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox';
import { systemClock } from '../../../../src/base/clock';
import type { CheckResult } from '../../../../src/features/connection/model/check';
import { connectionReport, type ReportLanguage } from '../../../../src/features/connection/model/report';
import type { Outcome } from '../../../../src/features/connection/model/steps';
import { assertNoLeak } from '../../../support/fixtures';
import { reportLanguage } from '../../../support/plainEditor';
import { apiDescription, check, factOf, stepOf } from '../../../support/serviceCheck';

const productBases = '/v1/ticketing/catalogs/{catalogId}/product_bases';

/** The steps that did not work, with what became of them. */
function others({ steps }: CheckResult): string[] {
  return steps
    .filter(({ outcome }) => outcome !== 'works')
    .map(({ id, outcome, failure, obstacle }) => [id, outcome, failure?.kind ?? obstacle ?? ''].join(' '));
}

function outcomes({ steps }: CheckResult): Set<Outcome> {
  return new Set(steps.map(({ outcome }) => outcome));
}

describe('a check of a connection', function () {
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

  it('finds everything in order with the sandbox, in at most 40 requests, one at a time', async () => {
    await start();
    let underWay = 0;
    let most = 0;
    const result = await check(sandbox.account, {
      fetch: async (...args) => {
        most = Math.max(most, ++underWay);
        return fetch(...args).finally(() => underWay--);
      },
    });
    // Of the sandbox's catalogs, the first one has no seat maps.
    assert.deepEqual(others(result), ['read notTried noAddress']);
    assert.equal(result.requests, sandbox.requests.length);
    assert.ok(result.requests <= 40 && most === 1, `${result.requests} requests, ${most} at a time`);
    assert.deepEqual(
      [...new Set(result.differences.map(({ kind }) => kind))],
      ['learnt'],
      'the sandbox invents members of resources whose payload is not known, and no other',
    );
    assert.ok(result.assumptions.every(({ verdict }) => verdict !== 'refuted'));
    assert.match(connectionReport(result, english), /^\*\*Sandbox works as the API description says\.\*\*$/m);
  });

  it('writes nothing but tokens, and gives each of them back', async () => {
    await start();
    await check(sandbox.account);
    const writes = sandbox.requests.filter(({ method }) => method !== 'GET').map(({ url }) => url);
    assert.ok(
      writes.every((url) => /\/(token|revoke)$/.test(url)),
      writes.join(),
    );
    const issued = sandbox.issuedTokens.map(({ accessToken }) => accessToken);
    assert.equal(issued.length, 3);
    for (const token of issued) {
      const reply = await fetch(`${sandbox.realm('korusticket').protocolUrl}/userinfo`, {
        headers: { authorization: `Bearer ${token}` },
      });
      assert.equal(reply.status, 401);
    }
  });

  it('tells of no refresh token, of ones that are good once, and of ones that stay good', async () => {
    await start();
    const without = stepOf(
      await check(sandbox.accountOf('korusticket', 'distributor-no-refresh')),
      'refreshToken',
    );
    assert.deepEqual([without.outcome, factOf(without, 'noRefreshToken')], ['works', []]);
    const staying = stepOf(await check(sandbox.account), 'refreshToken');
    assert.deepEqual(factOf(staying, 'oldRefreshTokenStillGood'), []);
    const rotating = await check(sandbox.accountOf('korusticket-rotating', 'distributor'));
    assert.deepEqual(factOf(stepOf(rotating, 'refreshToken'), 'oldRefreshTokenRefused'), []);
    // The session of the first token ended with the second use of its refresh token; what follows has another.
    assert.deepEqual(others(rotating), ['read notTried noAddress']);
  });

  it('tells which address of the catalogs answers', async () => {
    await start({ catalogsPath: '/catalogs' });
    const result = await check(sandbox.account);
    const catalogs = stepOf(result, 'catalogs');
    assert.equal(catalogs.outcome, 'differs');
    assert.deepEqual(factOf(catalogs, 'answersElsewhere'), ['/catalogs', '/v1/ticketing/catalogs']);
    assert.equal(stepOf(result, 'read', productBases).outcome, 'works');
    const set = stepOf(await check({ ...sandbox.account, catalogsPath: '/catalogs' }), 'catalogs');
    assert.equal(set.outcome, 'works');
    assert.deepEqual(factOf(set, 'answersAt')?.[0], '/catalogs');
  });

  it('says what a refused sign-in means, and tries nothing after it', async () => {
    await start();
    const result = await check({ ...sandbox.account, clientSecret: 'another secret' });
    assert.equal(stepOf(result, 'clientCredentials').failure?.kind, 'wrongSecret');
    assert.ok(sandbox.requests.every(({ listener }) => listener === 'auth'));
    assert.equal(stepOf(result, 'catalogs').obstacle, 'noToken');
    assert.match(
      connectionReport(result, english),
      /Sandbox does not work\. What fails: Access token by `client_credentials`/,
    );
  });

  it('tells of catalogs that may not be read', async () => {
    await start();
    sandbox.faults.set({ on: 'api', status: 403, body: { detail: 'Access denied.' } });
    const result = await check(sandbox.account);
    const { outcome, failure } = stepOf(result, 'catalogs');
    assert.deepEqual([outcome, failure?.kind, failure?.detail], ['fails', 'apiForbidden', 'Access denied.']);
    assert.equal(stepOf(result, 'read', productBases).obstacle, 'noData');
    assert.equal(stepOf(result, 'revocation').outcome, 'works');
  });

  it('reads a seat map where an answer names one', async () => {
    await start();
    const seatMap = `${productBases}/{productBaseId}/seat_maps/{id}`;
    const iri = seatMap.replace('{catalogId}', 'c').replace('{productBaseId}', 'b').replace('{id}', 's');
    const session = { '@id': '/s', '@type': 'TicketingOfferTicketSession', seatMap: iri };
    sandbox.faults.set([
      { on: 'api', match: /\/sessions(\?|$)/, body: { member: [session] } },
      { on: 'api', match: /\/seat_maps\//, body: { '@id': iri, '@type': 'TicketingSeatMap' } },
    ]);
    const result = await check(sandbox.account);
    assert.equal(sandbox.requests.filter(({ url }) => url === iri).length, 1);
    assert.notEqual(stepOf(result, 'read', seatMap).outcome, 'notTried');
    assert.equal(
      result.assumptions.find(({ read, member }) => read === seatMap && member === '')?.verdict,
      'confirmed',
    );
  });

  it('asks below what ends in a slash as below all else', async () => {
    await start();
    const member = { catalogs: { id: '1' }, product_bases: { '@id': '/b/1/' }, offers: { '@id': '/o/1/' } };
    sandbox.faults.set(
      Object.entries(member).map(([list, each]) => ({
        on: 'api',
        match: new RegExp(`/${list}/?\\?`),
        body: { member: [each] },
      })),
    );
    await check({ ...sandbox.account, catalogsPath: '/v1/ticketing/catalogs/' });
    const asked = sandbox.requests.map(({ url }) => url.replace(/\?.*/, ''));
    for (const url of [
      '/v1/ticketing/catalogs/1',
      '/v1/ticketing/catalogs/1/product_bases',
      '/b/1/options',
      '/o/1/availability',
      '/o/1/price',
      '/o/1/tickets',
    ]) {
      assert.ok(asked.includes(url), `${url} is not among ${asked.join()}`);
    }
    assert.deepEqual(
      asked.filter((url) => url.includes('//')),
      [],
    );
  });

  it('tells of an organization without catalogs', async () => {
    await start({ grantedCatalogs: false });
    const catalogs = stepOf(await check(sandbox.account), 'catalogs');
    assert.deepEqual([catalogs.outcome, factOf(catalogs, 'noCatalogs')], ['differs', []]);
  });

  it('takes what is no list for no list, not for an empty one', async () => {
    await start();
    for (const body of ['{"hello":"world"}', '"hello"', 'null']) {
      sandbox.faults.set({ on: 'api', match: /\/catalogs\?/, body, contentType: 'application/ld+json' });
      const catalogs = stepOf(await check(sandbox.account), 'catalogs');
      const names = catalogs.facts.filter(({ differs }) => differs).map(({ name }) => name);
      assert.equal(catalogs.outcome, 'differs');
      assert.ok(names.includes('noList') && !names.includes('noCatalogs'), `${body}: ${names.join()}`);
    }
  });

  it('tells of the sign-in page of a network in between', async () => {
    await start();
    const html = { status: 200, body: '<html>Welcome to the hotel</html>', contentType: 'text/html' };
    sandbox.faults.set([
      { on: 'auth', ...html },
      { on: 'api', ...html },
    ]);
    const result = await check(sandbox.account);
    const found = ['discovery', 'clientCredentials'].map(
      (id) => stepOf(result, id as 'discovery').failure?.kind,
    );
    assert.deepEqual(found, ['notJson', 'notJson']);
    const report = connectionReport(result, english);
    assert.ok(!report.includes('hotel'));
    assert.match(
      report,
      /^- Access token by `client_credentials` – .* not JSON\\: a wrong address\\, or a sign\\-in page of the network/m,
    );
  });

  it('tells of a clock that is an hour off, ahead or behind', async () => {
    await start();
    for (const hours of [1, -1]) {
      const clock = { ...systemClock, now: () => Date.now() + hours * 3600_000 };
      const result = await check(sandbox.account, { clock });
      const token = stepOf(result, 'token');
      const [ahead] = factOf(token, 'clockDiffers') ?? [];
      assert.equal(token.outcome, 'differs');
      assert.ok(Math.abs(Number(ahead) - hours * 3600) < 30, `${String(ahead)} s`);
      const report = connectionReport(result, english);
      assert.match(report, new RegExp(`ahead of the server’s: ${String(ahead)}\\.`));
      assert.match(report, /^- The token itself – Set the clock of this machine\./m);
    }
  });

  it('gives its tokens back when it is cancelled halfway', async () => {
    await start();
    const abortion = new AbortController();
    const result = await check(
      sandbox.account,
      {
        progress: (id, subject) => (id === 'read' && subject === productBases ? abortion.abort() : undefined),
      },
      abortion.signal,
    );
    assert.equal(result.cancelled, true);
    assert.equal(stepOf(result, 'catalogs').outcome, 'works');
    const obstacles = result.steps.map(({ obstacle }) => obstacle).filter((each) => each !== undefined);
    assert.ok(obstacles.length > 15);
    assert.deepEqual(new Set(obstacles), new Set(['cancelled']));
    assert.equal(stepOf(result, 'revocation').outcome, 'works');
    assert.match(connectionReport(result, english), /^\*\*The check of Sandbox was cancelled/m);
  });

  it('names differences by member and type, never with a value, and what was inferred and is not so', async () => {
    await start();
    const price = { amountInclTax: 12.5, currency: null, voucher: 'VIP-4711', 'jane@doe.example': true };
    sandbox.faults.set([
      { on: 'api', match: /\/price$/, body: price, contentType: 'application/ld+json' },
      { on: 'api', match: /\/options\?/, status: 404, body: { detail: 'Not Found' } },
      { on: 'api', match: /\/product_bases\?/, body: '[{"id":"b1","name":"Base"}]' },
    ]);
    const result = await check(sandbox.account);
    const offerPrice = '/v1/ticketing/catalogs/{catalogId}/offers/{id}/price';
    const found = result.differences.filter(({ read }) => read === offerPrice);
    assert.deepEqual(
      found.map(({ kind, member, seen }) => [kind, member, ...(seen ?? [])]),
      [
        ['otherType', 'amountInclTax', 'number'],
        ['null', 'currency', 'null'],
        ['unknown', 'voucher', 'string'],
        ['unknown', '…', 'boolean'],
      ],
    );
    const bases = result.differences.filter(({ read }) => read === productBases).map(({ kind }) => kind);
    assert.deepEqual(bases, ['bareArray', 'noTotals', 'missing', 'missing', 'otherForm']);
    const options = `${productBases.replace('{id}', '')}/{productBaseId}/options`;
    assert.equal(result.assumptions.find(({ read }) => read === options)?.verdict, 'refuted');
    const report = connectionReport(result, english);
    for (const value of ['12.5', 'VIP-4711', 'doe.example']) assert.ok(!report.includes(value), value);
    // The invented base does not exist either.
    assert.match(
      report,
      /\*\*Refuted: 2\*\*\n\n(- .*\n)*- `product_bases\/…\/options`: the address itself\n/,
    );
  });

  it('tells of pages whose size is not obeyed, that have no links and are all the same', async () => {
    await start();
    const members = [1, 2, 3].map((id) => ({ '@id': `/x/${id}`, '@type': 'TicketingOffer' }));
    sandbox.faults.set({ on: 'api', match: /\/offers\?/, body: { member: members, totalItems: 30_000 } });
    const paging = stepOf(await check(sandbox.account), 'paging');
    assert.equal(paging.outcome, 'differs');
    assert.deepEqual(
      paging.facts.map(({ name }) => name),
      ['pageSizeIgnored', 'noLinks', 'samePageTwice', 'totalsAgree'],
    );
  });

  it('names the limits that headers speak of, and refused conditions', async () => {
    await start();
    sandbox.faults.set({ on: 'api', headers: { 'x-ratelimit-remaining': '99', etag: '"always new"' } });
    const result = await check(sandbox.account);
    assert.deepEqual(factOf(stepOf(result, 'rateLimits'), 'rateLimit'), ['x-ratelimit-remaining', '99']);
    assert.deepEqual(factOf(stepOf(result, 'caching'), 'conditionIgnored'), [200]);
  });

  it('tells where the realm has other endpoints than are configured', async () => {
    await start();
    const elsewhere = 'https://auth.example/realms/korusticket/protocol/openid-connect/token';
    sandbox.faults.set({
      on: 'auth',
      match: /openid-configuration/,
      body: { issuer: 'https://auth.example/realms/korusticket', token_endpoint: elsewhere },
    });
    const result = await check(sandbox.account);
    assert.deepEqual(factOf(stepOf(result, 'discovery'), 'endpointElsewhere'), [
      sandbox.account.tokenEndpoint,
      elsewhere,
    ]);
    assert.deepEqual(stepOf(result, 'token').outcome, 'differs');
    // Without an address for it, nothing can be revoked; the report has to say so.
    assert.equal(stepOf(result, 'revocation').outcome, 'fails');
  });

  it('never makes more than 40 requests, whatever the service answers', async () => {
    await start();
    sandbox.faults.set({ on: 'api', status: 429, headers: { 'retry-after': '0' } });
    assert.ok((await check(sandbox.account)).requests <= 40);
    sandbox.faults.set({ on: 'api', status: 302, headers: { location: '?again' } });
    assert.ok((await check(sandbox.account)).requests <= 40);
  });

  it('has neither secret nor token nor the whole client id in its report, however they are echoed', async () => {
    await start();
    const { clientId, clientSecret } = sandbox.account;
    const echo = `client ${clientId} with ${clientSecret} and ${encodeURIComponent(clientSecret)}`;
    sandbox.faults.set({ on: 'api', status: 400, body: { detail: echo } });
    const result = await check(sandbox.account);
    const report = connectionReport(result, english);
    assert.match(report, /client dis…/);
    assertNoLeak(report, ...result.secrets, clientId);
    assert.ok(outcomes(result).has('fails') && result.secrets.includes(clientSecret));
  });

  it('compares with every read that is described', () => {
    const { reads } = apiDescription();
    assert.equal(Object.keys(reads).length, 18);
    assert.equal(reads[`${productBases}/{id}`]?.answer.members?.['venue']?.assumed, 'member');
    assert.equal(reads[`${productBases}/{id}`]?.assumed, true);
  });
});
