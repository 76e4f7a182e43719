import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { systemClock } from '../../../../src/base/clock';
import type { CheckParts } from '../../../../src/features/connection/model/check';
import { connectionReport, type ReportLanguage } from '../../../../src/features/connection/model/report';
import { reportLanguage } from '../../../support/plainEditor';
import { check } from '../../../support/serviceCheck';

/** What a report has to tell, without the backslashes of its Markdown. */
function lines(report: string): string[] {
  return report.replaceAll('\\', '').replaceAll('\u00a0', ' ').split('\n');
}

function lineOf(report: string, beginning: string): string {
  const found = lines(report).filter((line) => line.startsWith(beginning));
  assert.equal(found.length, 1, `${found.length} lines begin with ${beginning}`);
  return found[0]!;
}

describe('the report of a check', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.close());

  const report = async (language: 'en' | 'fr' = 'en', changes: Partial<CheckParts> = {}): Promise<string> => {
    const words: ReportLanguage = reportLanguage(language);
    const text = connectionReport(await check(sandbox.account, changes), words);
    assert.doesNotMatch(text, /\{\d\}/, 'a sentence has no value for its place');
    return text;
  };

  it('tells how many requests were made, also where there were none', async () => {
    const result = await check(sandbox.account, {}, AbortSignal.abort());
    assert.match(
      lineOf(connectionReport(result, reportLanguage('en')), '- Checked on'),
      /^- Checked on [\d-]+ [\d:]+ UTC, in \d+ ms\. Requests: 0$/,
    );
    assert.match(
      lineOf(connectionReport(result, reportLanguage('fr')), '- Vérifiée le'),
      /^- Vérifiée le [\d-]+ [\d:]+ UTC, en \d+ ms\. Requêtes : 0$/,
    );
  });

  describe('on a realm that lacks something', () => {
    const discovery = (): string =>
      `${sandbox.account.tokenEndpoint.replace(/\/protocol.*/, '')}/.well-known/openid-configuration`;
    const consequence = 'The tokens of this check live until they expire; signing in is not affected.';

    it('blames no token endpoint that works for a discovery document that is not there', async () => {
      for (const status of [404, 403, 500]) {
        sandbox.faults.set({
          on: 'auth',
          match: /openid-configuration/,
          status,
          body: { error: 'Not Found' },
        });
        const text = await report();
        assert.equal(
          lineOf(text, '- Discovery document of the realm –'),
          `- Discovery document of the realm – The realm has no discovery document that can be read (${status}): ${discovery()}. Signing in does not need it; giving tokens back does.`,
        );
        assert.match(
          lineOf(text, '- Giving the tokens back –'),
          new RegExp(`– The discovery document, .*could not be read \\(${status}\\): .* ${consequence}`),
        );
        assert.doesNotMatch(
          lines(text).join('\n'),
          /There is no token endpoint|The token endpoint|sign-in refused/,
        );
      }
    });

    it('says that the document is no JSON, and that a server asks to wait', async () => {
      sandbox.faults.set({
        on: 'auth',
        match: /openid-configuration/,
        body: 'maintenance',
        contentType: 'text/html',
      });
      assert.match(lineOf(await report(), '- Discovery document of the realm –'), /can be read \(200\)/);
      const headers = { 'retry-after': '0' };
      sandbox.faults.set({ on: 'auth', match: /openid-configuration/, status: 503, headers });
      const text = await report();
      assert.match(lineOf(text, '- Discovery document of the realm –'), /can be read \(503\)/);
      assert.match(
        lineOf(text, '- Giving the tokens back –'),
        new RegExp(`– The server asks to wait before trying again \\(503\\): .* ${consequence}$`),
      );
    });

    it('says that a realm names no address for giving tokens back', async () => {
      const { tokenEndpoint } = sandbox.account;
      const document = { issuer: tokenEndpoint.replace(/\/protocol.*/, ''), token_endpoint: tokenEndpoint };
      sandbox.faults.set({ on: 'auth', match: /openid-configuration/, body: document });
      const text = await report();
      assert.equal(
        lineOf(text, '- Giving the tokens back –'),
        `- Giving the tokens back – The realm names no address on the server of the token endpoint at which tokens could be given back. ${consequence}`,
      );
      assert.match(lineOf(text, '| Giving the tokens back |'), /\| not found \|$/);
      assert.match(
        lineOf(await report('fr'), '- Révocation des jetons –'),
        /n’indique aucune adresse.*; la connexion n’est pas concernée\.$/,
      );
    });

    it('says that the server does not take the tokens back, and what it says to that', async () => {
      sandbox.faults.set({ on: 'revoke', status: 403, body: { error: 'no', error_description: 'Not you.' } });
      assert.match(
        lineOf(await report(), '- Giving the tokens back –'),
        new RegExp(
          `– The server does not take the tokens back \\(403\\): \\S+/revoke\\. The server said: Not you\\. ${consequence}$`,
        ),
      );
    });

    it('tells of the consequence where the server is not reached either', async () => {
      sandbox.faults.set({ on: 'revoke', drop: 'onArrival' });
      assert.match(
        lineOf(await report(), '- Giving the tokens back –'),
        new RegExp(`– The connection to the server was lost: \\S+ ${consequence}$`),
      );
    });
  });

  /** A service of which each list has so many members; links to other pages it sends with those behind the first. */
  const cutTo = (most: number): CheckParts['fetch'] => {
    return async (url, init) => {
      const reply = await fetch(url, init);
      const { pathname, search, searchParams } = new URL(url instanceof Request ? url.url : url);
      const text = await reply.text();
      const answer = reply.status === 200 ? (JSON.parse(text) as Record<string, unknown>) : {};
      if (!Array.isArray(answer['member'])) return new Response(text || null, reply);
      const size = Number(searchParams.get('itemsPerPage'));
      const page = Number(searchParams.get('page'));
      const all = (answer['member'] as unknown[]).slice(0, page === 1 ? most : most - size);
      const next = most > page * size ? { next: `${pathname}?page=${page + 1}&itemsPerPage=${size}` } : {};
      const view = { '@id': pathname + search, '@type': 'PartialCollectionView', ...next };
      return Response.json({ ...answer, member: all.slice(0, size), totalItems: most, view });
    };
  };

  it('says nothing of the pages of lists that have but one', async () => {
    const text = await report('en', { fetch: cutTo(2) });
    assert.equal(
      lineOf(text, '| Paging |'),
      '| Paging | ○ not tried |  | There was nothing to try it with. |',
    );
    assert.ok(!lines(text).some((line) => line.startsWith('- Paging')));
    assert.match(
      lineOf(await report('en', { fetch: cutTo(3) }), '| Paging |'),
      /^\| Paging \| ✓ works \| .*The second page is another one than the first\./,
    );
  });

  it('follows links that are relative to their page', async () => {
    const absolute = cutTo(3);
    const relative: CheckParts['fetch'] = async (...args) => {
      const reply = await absolute(...args);
      return new Response((await reply.text()).replace(/"next":"[^"?]*/, '"next":"'), reply);
    };
    assert.match(
      lineOf(await report('en', { fetch: relative }), '| Paging |'),
      /^\| Paging \| ✓ works \| .*The second page is another one than the first\./,
    );
    const pages = sandbox.requests.filter(({ url }) => url.endsWith('page=2&itemsPerPage=2'));
    assert.deepEqual(
      pages.map(({ url }) => /^\/v1\/ticketing\/catalogs.*\?/.test(url)),
      [true],
    );
  });

  it('tells lifetimes as the service does, also those longer than a day', async () => {
    await sandbox.close();
    const day = 24 * 3600;
    sandbox = await startSandbox({
      accessTokenSeconds: 2 * day,
      refreshTokenSeconds: 30 * day,
      // The session has begun a moment before: as long as it, the token would be a second short now and then.
      sessionSeconds: 60 * day,
    });
    const text = await report();
    assert.match(lineOf(text, '| The token itself |'), /✓ works .*Seconds it is good for: 172800\./);
    assert.match(
      lineOf(text, '| Access token by `refresh_token` |'),
      /Seconds the refresh token is good for: 2592000\./,
    );
  });

  it('calls no step slow for a wait that the server asks for', async () => {
    sandbox.faults.set({ on: 'api', times: 1, status: 429, headers: { 'retry-after': '3' } });
    // This clock goes on with the wait alone.
    let now = Date.now();
    const clock = {
      ...systemClock,
      now: () => now,
      setTimeout: (callback: () => void, delay: number) => {
        now += delay;
        setImmediate(callback);
        return 0;
      },
    };
    const text = await report('en', { clock });
    lineOf(text, '- No step is slow');
    assert.match(lineOf(text, '| List of catalogs |'), /\| 3000 ms \|/);
  });
});
