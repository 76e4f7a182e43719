import assert from 'node:assert/strict';
import { CancellationTokenSource, LanguageModelTextPart, lm } from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { cleanUp, rejection, run } from './support/host';

interface Row {
  readonly [key: string]: unknown;
  readonly name?: string;
  readonly iri: string;
}

interface Answer {
  readonly [key: string]: unknown;
  readonly environment: string;
  readonly page: number;
  readonly nextPage?: number;
}

describe('the tools for language models', () => {
  let sandbox: Sandbox;
  let elsewhere: Sandbox;

  const own = (): string[] =>
    lm.tools
      .map(({ name }) => name)
      .filter((name) => name.startsWith('korusticket_'))
      .sort();

  const ask = async <T = unknown>(name: string, input: object): Promise<Answer & T> => {
    const { content } = await lm.invokeTool(`korusticket_${name}`, { input, toolInvocationToken: undefined });
    assert.equal(content.length, 1);
    const [part] = content;
    assert.ok(part instanceof LanguageModelTextPart);
    for (const { accessToken } of sandbox.issuedTokens) {
      assert.ok(!part.value.includes(accessToken));
    }
    return JSON.parse(part.value) as Answer & T;
  };

  before(async () => {
    [sandbox, elsewhere] = [await startSandbox(), await startSandbox()];
  });
  beforeEach(async () => {
    await run('signIn', { ...sandbox.account, environment: 'Works' });
  });
  afterEach(cleanUp);
  after(async () => {
    await Promise.all([sandbox.close(), elsewhere.close()]);
  });

  it('are the four of the manifest', () => {
    assert.deepEqual(own(), [
      'korusticket_checkAvailability',
      'korusticket_listCatalogs',
      'korusticket_listOffers',
      'korusticket_searchProducts',
    ]);
  });

  it('lead from the catalogs over a product and its offers to what is left now', async () => {
    const { catalogs, environment } = await ask<{ catalogs: Row[] }>('listCatalogs', {});
    assert.equal(environment, 'Works');
    const { products } = await ask<{ products: Row[] }>('searchProducts', {
      text: 'puy fou adulte',
      catalog: catalogs.find(({ name }) => name?.startsWith('Catalogue Puy du Fou'))!.iri,
    });
    assert.match(products[0]!.name!, /Puy du Fou .*Adulte/);
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const span = { product: products[0]!.iri, from: day(-1), until: day(60) };
    const { offers, nextPage } = await ask<{ offers: Row[] }>('listOffers', span);
    assert.ok(offers.length > 1);
    for (const { date, price } of offers) {
      assert.match(String(date), /^\d{4}-\d\d-\d\d$/);
      assert.match((price as Record<string, string>)['amountInclTax']!, /^\d+\.\d\d$/);
    }
    assert.equal(nextPage, 2);
    const further = await ask<{ offers: Row[] }>('listOffers', { ...span, page: nextPage });
    assert.ok(String(further.offers[0]!['date']) >= String(offers.at(-1)!['date']));
    const limited = offers.find(({ availabilityCheckRequired }) => availabilityCheckRequired)!;
    const live = await ask('checkAvailability', { offer: limited.iri });
    assert.equal(typeof live['availableQuantity'], 'number');
    assert.equal(
      (live['price'] as Record<string, string>)['amountInclTax'],
      (limited['price'] as Record<string, string>)['amountInclTax'],
    );
  });

  it('say what is wrong with a question, and ask nobody', async () => {
    // The tree may be reading catalogs meanwhile.
    const offers = (): number => sandbox.requests.filter(({ url }) => url.includes('/offers')).length;
    const before = offers();
    const question = { product: 'adult', from: '2026-13-01', until: 'soon' };
    const message = await rejection(ask('listOffers', question));
    assert.match(message, /product not the IRI of a product; from not a day as YYYY-MM-DD; until not a day/);
    assert.equal(offers(), before);
  });

  it('go nowhere but to the API', async () => {
    const { origin } = new URL(elsewhere.account.apiBaseUrl);
    const offer = `${origin}/v1/ticketing/catalogs/c/offers/o`;
    await rejection(ask('checkAvailability', { offer }));
    assert.deepEqual([...elsewhere.requests], []);
  });

  it('end when they are cancelled', async () => {
    const cancelling = new CancellationTokenSource();
    const asked = lm.invokeTool(
      'korusticket_searchProducts',
      { input: { text: '' }, toolInvocationToken: undefined },
      cancelling.token,
    );
    cancelling.cancel();
    assert.match(await rejection(Promise.resolve(asked)), /cancel/i);
  });

  it('say so while signed out', async () => {
    await run('signOut', { confirm: false });
    assert.match(await rejection(ask('listCatalogs', {})), /sign in/i);
  });
});
