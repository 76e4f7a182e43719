import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { readToolInput, type ToolName } from '../../../../src/features/assistant/model/toolInputs';

interface ToolManifest {
  readonly name: ToolName;
  readonly inputSchema: { readonly properties: Readonly<Record<string, unknown>> };
}

const manifest = JSON.parse(readFileSync(resolve(__dirname, '../../../../package.json'), 'utf8')) as {
  contributes: { languageModelTools: readonly ToolManifest[] };
};
const tools = manifest.contributes.languageModelTools;
const catalog = '/v1/ticketing/catalogs/c';
const product = `${catalog}/products/p`;
const offer = `${catalog}/offers/o`;
const days = { from: '2026-01-01', until: '2026-01-31' };

const isRead = (name: ToolName, input: unknown): boolean => !('problem' in readToolInput(name, input));

describe('what a model may ask', () => {
  const good: readonly [ToolName, unknown][] = [
    ['korusticket_listCatalogs', undefined],
    ['korusticket_listCatalogs', { page: 3 }],
    ['korusticket_searchProducts', { text: '' }],
    ['korusticket_searchProducts', { text: ' 1 day ', catalog, page: 2 }],
    ['korusticket_searchProducts', { text: 'a', catalog: `https://api.korusticket.com${catalog}` }],
    ['korusticket_listOffers', { product, ...days }],
    ['korusticket_listOffers', { product: `${catalog}/product_bases/b/products/p`, ...days }],
    ['korusticket_listOffers', { product, from: '2028-02-29', until: '2028-02-29' }],
    ['korusticket_checkAvailability', { offer }],
  ];
  for (const [name, input] of good) {
    it(`is ${name} with ${JSON.stringify(input)}`, () => assert.ok(isRead(name, input)));
  }

  const bad: readonly [ToolName, unknown, RegExp][] = [
    ['korusticket_listCatalogs', { page: 0 }, /^page /],
    ['korusticket_listCatalogs', { page: 1.5 }, /^page /],
    ['korusticket_listCatalogs', { page: '1' }, /^page /],
    ['korusticket_listCatalogs', { url: 'https://elsewhere.example' }, /^url /],
    ['korusticket_listCatalogs', 'all', /expected/i],
    ['korusticket_searchProducts', {}, /^text /],
    ['korusticket_searchProducts', { text: 'x'.repeat(201) }, /^text /],
    ['korusticket_searchProducts', { text: '', catalog: offer }, /^catalog not the IRI of a catalog/],
    ['korusticket_searchProducts', { text: '', catalog: `${catalog}?x=1` }, /^catalog /],
    ['korusticket_listOffers', { product, from: '2026-02-30', until: '2026-03-01' }, /^from not a day/],
    ['korusticket_listOffers', { product, from: '2026-1-1', until: '2026-03-01' }, /^from not a day/],
    ['korusticket_listOffers', { product, from: '2026-03-01', until: '2026-02-01' }, /later than until/],
    ['korusticket_listOffers', { product, from: '2026-01-01', until: '2027-12-31' }, /more than a year/],
    ['korusticket_listOffers', { product: 'p', ...days }, /^product not the IRI of a product/],
    ['korusticket_checkAvailability', { offer: `${offer}/tickets/t` }, /^offer /],
    ['korusticket_checkAvailability', { offer: `${offer}/..` }, /^offer /],
    ['korusticket_checkAvailability', { offer: `${offer}/%2e%2e/%2e%2e` }, /^offer /],
    ['korusticket_checkAvailability', { offer: `${offer}#x` }, /^offer /],
    ['korusticket_checkAvailability', { offer: '/v1/booking/orders/o' }, /^offer /],
    ['korusticket_checkAvailability', { offer: 'offers' }, /^offer /],
  ];
  for (const [name, input, problem] of bad) {
    it(`is not ${name} with ${JSON.stringify(input).slice(0, 90)}`, () => {
      const read = readToolInput(name, input);
      assert.match('problem' in read ? read.problem : 'accepted', problem);
    });
  }

  it('is what the manifest tells models, and more than that only where JSON Schema cannot say it', () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    const text = fc.oneof(
      fc.constantFrom(catalog, product, offer, '2026-01-01', '2026-03-01', ''),
      fc.string(),
    );
    const value = fc.oneof(text, fc.integer({ min: -2, max: 10_002 }), fc.jsonValue());
    for (const { name, inputSchema } of tools) {
      const validate = ajv.compile(inputSchema);
      const keys = [...Object.keys(inputSchema.properties), 'other'];
      const input = fc.dictionary(fc.constantFrom(...keys), value);
      fc.assert(
        fc.property(input, (each) => {
          assert.ok(!isRead(name, each) || validate(each), JSON.stringify(each));
        }),
        { numRuns: 2000 },
      );
    }
    for (const [name, input] of good) {
      const schema = tools.find((each) => each.name === name)!.inputSchema;
      assert.ok(ajv.validate(schema, input ?? {}), JSON.stringify(input));
    }
  });

  it('is named in the manifest as in the code', () => {
    for (const { name } of tools) {
      assert.doesNotThrow(() => readToolInput(name, {}));
    }
    assert.deepEqual(
      [...new Set([...good, ...bad].map(([name]) => name))].sort(),
      tools.map(({ name }) => name).sort(),
    );
  });
});
