import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
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

  const report = async (language: 'en' | 'fr' = 'en'): Promise<string> => {
    const words: ReportLanguage = reportLanguage(language);
    return connectionReport(await check(sandbox.account), words);
  };

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
      sandbox.faults.set({ on: 'auth', match: /openid-configuration/, status: 503, body: 'maintenance' });
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
});
