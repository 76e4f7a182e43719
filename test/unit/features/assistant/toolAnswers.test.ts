import assert from 'node:assert/strict';
import { ApiClient } from '../../../../src/api/apiClient';
import type { ActiveAccount } from '../../../../src/auth/activeAccount';
import type { ServiceAccount } from '../../../../src/auth/serviceAccount';
import type * as Part from '../../../../src/features/assistant/assistant.lazy';
import type { ToolName } from '../../../../src/features/assistant/model/toolInputs';
import { withRetries } from '../../../../src/net/pipeline';
import { bench, loaded } from '../../../support/activeAccountBench';
import { FakeClock } from '../../../support/fakeClock';
import { accountAt, shortWait } from '../../../support/fixtures';
import { reportLanguage, withoutEditor } from '../../../support/plainEditor';
import { closeServers, reply, startServer, type ScriptedServer } from '../../../support/scriptedServer';

const catalog = '/v1/ticketing/catalogs/c';
const product = `${catalog}/products/p`;
const never = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};
const offersAsked = { product, from: '2026-01-01', until: '2026-01-02' };

/** What a server answers: one catalog, eight product bases with one product each, named after it, and no offers. */
function answerOf(name: string, url: string): unknown {
  const all = (...member: readonly object[]): object => ({ member, totalItems: member.length });
  const base = `${catalog}/product_bases/`;
  if (url.includes('/products')) {
    const iri = url.split('?')[0]!;
    return all({ '@id': `${iri}/p`, name: `Adult of ${name}` });
  }
  if (url.includes('/offers')) {
    return all();
  }
  return url.includes('/product_bases')
    ? all(...[1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ '@id': `${base}${id}`, name: `Base of ${name}` })))
    : all({ '@id': catalog, name });
}

describe('what a language model is answered', () => {
  let production: ScriptedServer;
  let demo: ScriptedServer;
  /** Runs before a server answers. */
  let before: (url: string) => Promise<void>;

  beforeEach(async () => {
    reportLanguage('en');
    before = () => Promise.resolve();
    const named = (name: string): Promise<ScriptedServer> =>
      startServer((request, response) => {
        void before(request.url).then(() => reply(answerOf(name, request.url))(request, response));
      });
    [production, demo] = [await named('Production'), await named('Demo')];
  });
  afterEach(closeServers);

  const accounts = (): readonly ServiceAccount[] => [
    accountAt(production.origin, { environment: 'Production' }),
    accountAt(demo.origin, { environment: 'Demo', clientId: 'other' }),
  ];

  const answersFor = (active: ActiveAccount): Part.ToolAnswers => {
    const memory = { get: () => undefined, set: () => undefined };
    const send = withRetries(fetch, { timeout: 5000, maxBytes: 1_000_000 }, shortWait);
    const api = new ApiClient(active, send, () => 'en', memory, 'test/1');
    const { ToolAnswers } = withoutEditor<typeof Part>('features/assistant/assistant.lazy');
    return new ToolAnswers(active, { kept: api, live: api, clock: new FakeClock() });
  };

  const ask = async (active: ActiveAccount, name: ToolName, input: object): Promise<string> => {
    const result = await answersFor(active).answer(name, input, never);
    return (result.content as { value: string }[]).map(({ value }) => value).join();
  };

  it('names the environment that it was read in', async () => {
    const { active } = await loaded(...accounts());
    const text = await ask(active, 'korusticket_searchProducts', { text: 'adult' });
    assert.match(text, /^\{"environment":"Production","products":\[\{"name":"Adult of Production"/);
    active.dispose();
  });

  for (const [what, change, sentence] of [
    [
      'switched to another environment',
      (active) => active.switchTo('Demo'),
      /^Another account came into use/,
    ],
    [
      'switched to another environment and back',
      async (active) => {
        await active.switchTo('Demo');
        await active.switchTo('Production');
      },
      /^Another account came into use/,
    ],
    ['signed out', (active) => active.signOut(), /^Nobody is signed in/],
  ] as readonly [string, (active: ActiveAccount) => Promise<void>, RegExp][]) {
    it(`is nothing of two accounts: the question is refused where the person ${what} meanwhile`, async () => {
      const { active } = await loaded(...accounts());
      let changing: Promise<void> | undefined;
      before = async (url) => {
        if (url.includes('/products')) {
          await (changing ??= change(active));
        }
      };
      const asked = ask(active, 'korusticket_searchProducts', { text: 'adult' });
      await assert.rejects(asked, ({ message }: Error) => sentence.test(message));
      assert.deepEqual(
        demo.requests.map(({ url }) => url),
        [],
      );
      active.dispose();
    });
  }

  it('is not of an account that was just being left', async () => {
    const { active } = await loaded(...accounts());
    const switching = active.switchTo('Demo');
    const asked = ask(active, 'korusticket_listOffers', offersAsked);
    await assert.rejects(asked, /Another account came into use/);
    await switching;
    assert.match(await ask(active, 'korusticket_listOffers', offersAsked), /^\{"environment":"Demo"/);
    active.dispose();
  });

  it('is given also where the token is renewed meanwhile', async () => {
    const { active, clock } = await loaded(...accounts());
    let renewing: Promise<unknown> | undefined;
    before = async (url) => {
      if (url.includes('/offers')) {
        await (renewing ??= active.renew());
      }
    };
    await clock.advance(1000);
    assert.match(await ask(active, 'korusticket_listOffers', offersAsked), /^\{"environment":"Production"/);
    assert.ok(renewing);
    active.dispose();
  });

  it('has names as they are, and neither the secret nor a token that the API echoes, also one of before', async () => {
    const { active, clock } = await loaded(...accounts());
    const { accessToken } = await active.get();
    let renewing: Promise<unknown> | undefined;
    before = async (url) => {
      if (url.includes('/offers')) {
        await (renewing ??= active.renew());
      }
    };
    const names = ['Pass Basic Dimanche', `Bearer ${accessToken}`, accounts()[0]!.clientSecret];
    const offers = names.map((name) => ({ '@id': `${catalog}/offers/o`, product, name }));
    production.script = (request, response) =>
      void before(request.url).then(() => reply({ member: offers })(request, response));
    await clock.advance(1000);
    const { offers: told } = JSON.parse(await ask(active, 'korusticket_listOffers', offersAsked)) as {
      offers: { name: string }[];
    };
    assert.notEqual((await active.get()).accessToken, accessToken);
    assert.deepEqual(
      told.map(({ name }) => name),
      ['Pass Basic Dimanche', 'Bearer …', '…'],
    );
    active.dispose();
  });

  it('is agreed to for the environment in use, also while its account is still being read', async () => {
    const { active } = bench(...accounts());
    const answers = answersFor(active);
    const consent = async (): Promise<string | undefined> => {
      const { confirmationMessages } = await answers.prepare('korusticket_listCatalogs', {});
      return (confirmationMessages?.message as { value: string } | undefined)?.value;
    };
    const loading = active.load();
    assert.match((await consent()) ?? '', /API \\\(Production\\\) with your account/);
    await loading;
    await active.signOut();
    assert.equal(await consent(), undefined, 'nothing will be read, so there is nothing to agree to');
    active.dispose();
  });
});
