import assert from 'node:assert/strict';
import { schemaErrors, ticketingReads } from '../../sandbox/responseSchema';
import { bench, closeAll, members, reader, type Answer } from './client';

const prefix = '/v1/ticketing/catalogs';
const park = '0194abdc-3a71-72b0-a9b9-89d4be0cd73e';
const football = '0196f2ef-c0de-7456-ac8e-8e2479c54aa5';

type Read = (path: string) => Promise<Answer>;

/** An existing address for every read of openapi.yaml, found by following IRIs from the list of catalogs. */
async function addresses(read: Read): Promise<Map<string, string>> {
  const iri = (resource: unknown): string => (resource as { '@id': string })['@id'];
  const catalogs = await read(`${prefix}?itemsPerPage=50`);
  const catalog = iri(members(catalogs)[2]);
  const base = iri(members(await read(`${catalog}/product_bases`))[1]);
  const product = iri(members(await read(`${base}/products`))[0]);
  const option = iri(members(await read(`${base}/options`))[0]);
  const id = base.slice(base.lastIndexOf('/') + 1);
  const offers = members(await read(`${catalog}/offers?productBaseId=${id}&itemsPerPage=50`));
  const withSessions = offers.find((offer) =>
    (offer['tickets'] as { dateAccess: boolean }[]).some((ticket) => !ticket.dateAccess),
  )!;
  const offer = iri(withSessions);
  const ticket = iri((withSessions['tickets'] as { dateAccess: boolean }[]).find((one) => !one.dateAccess));
  const session = iri(members(await read(`${ticket}/sessions`))[0]);
  const own = '/v1/ticketing/catalogs/{catalogId}';
  return new Map([
    [prefix, prefix],
    [`${prefix}/{id}`, catalog],
    [`${own}/product_bases`, `${catalog}/product_bases`],
    [`${own}/product_bases/{id}`, base],
    [`${own}/product_bases/{productBaseId}/products`, `${base}/products`],
    [`${own}/product_bases/{productBaseId}/options`, `${base}/options`],
    [`${own}/product_bases/{productBaseId}/options/{code}/values`, `${option}/values`],
    [
      `${own}/product_bases/{productBaseId}/seat_maps/{id}`,
      `${base}/seat_maps/${session.slice(session.lastIndexOf('/') + 1)}`,
    ],
    [`${own}/products`, `${catalog}/products`],
    [`${own}/products/{id}`, product],
    [`${own}/offers`, `${catalog}/offers`],
    [`${own}/offers/{id}`, offer],
    [`${own}/offers/{id}/availability`, `${offer}/availability`],
    [`${own}/offers/{id}/price`, `${offer}/price`],
    [`${own}/offers/{offerId}/tickets`, `${offer}/tickets`],
    [`${own}/offers/{offerId}/tickets/{id}`, ticket],
    [`${own}/offers/{offerId}/tickets/{ticketId}/sessions`, `${ticket}/sessions`],
    [`${own}/offers/{offerId}/tickets/{ticketId}/sessions/{id}`, session],
  ]);
}

describe('sandbox: ticketing reads', () => {
  afterEach(closeAll);

  it('serves every read of openapi.yaml, in the shape it declares', async () => {
    const { sandbox } = await bench();
    const read = await reader(sandbox);
    const known = await addresses(read);
    assert.deepEqual([...known.keys()].sort(), ticketingReads().sort());
    for (const [path, address] of known) {
      for (const language of ['fr', 'en']) {
        const answer = await read(address, { 'accept-language': language });
        assert.equal(answer.status, 200, address);
        assert.deepEqual(schemaErrors(path, 200, answer.body), [], address);
        assert.equal(answer.headers.get('content-type'), 'application/ld+json; charset=utf-8');
        assert.equal(answer.headers.get('content-language'), language);
        assert.equal(answer.headers.get('vary'), 'Accept, Accept-Language');
        const isOfDocumentedShape = path.endsWith('/price');
        if (!isOfDocumentedShape) assert.equal(answer.body['@id'], address);
      }
    }
  });

  it('answers 304 to a caller that has the representation, whatever the prefix of its tag', async () => {
    const { sandbox } = await bench();
    const read = await reader(sandbox);
    const first = await read(`${prefix}/${park}`);
    const etag = first.headers.get('etag')!;
    assert.match(etag, /^W\/".+"$/);
    for (const condition of [etag, `"other", ${etag}`, etag.slice(2), '*']) {
      const again = await read(`${prefix}/${park}`, { 'if-none-match': condition });
      assert.deepEqual([again.status, again.body, again.headers.get('etag')], [304, {}, etag]);
    }
    assert.equal((await read(`${prefix}/${park}`, { 'if-none-match': 'W/"other"' })).status, 200);
    const english = await read(`${prefix}/${football}`, { 'accept-language': 'en' });
    const french = await read(`${prefix}/${football}`, { 'accept-language': 'fr' });
    assert.notEqual(english.headers.get('etag'), french.headers.get('etag'));
  });

  it('translates what it made up', async () => {
    const { sandbox } = await bench();
    const read = await reader(sandbox);
    const name = async (language: string): Promise<unknown> =>
      (await read(`${prefix}/${football}`, { 'accept-language': language })).body['name'];
    assert.equal(await name('en-GB'), 'Football catalog (sandbox)');
    assert.equal(await name('fr'), 'Catalogue football (sandbox)');
    assert.equal(await name('de'), 'Catalogue football (sandbox)');
  });

  it('answers 404 and 400 with problem documents', async () => {
    const { sandbox } = await bench();
    const read = await reader(sandbox);
    const base = '0199570c-3380-7e12-9dcd-7cbe238e71f0';
    const missing = [
      `${prefix}/${base}`,
      `${prefix}/junk`,
      `${prefix}/${park}/product_bases/${base}`,
      `${prefix}/${football}/product_bases/${base}/options/nope/values`,
      `${prefix}/${football}/product_bases/${base}/seat_maps/${base}`,
      `${prefix}/${park}/offers/${base}/availability`,
      '/v1/ticketing/nothing',
      '/catalogs',
    ];
    for (const path of missing) await assertProblem(read, path, 404, 'Not Found');
    const offers = `${prefix}/${park}/offers`;
    const nonsense = [
      `${prefix}?page=0`,
      `${prefix}?page=x`,
      `${prefix}?itemsPerPage=-1`,
      `${prefix}?itemsPerPage=1.5`,
      `${prefix}?itemsPerPage=0&page=2`,
      `${prefix}?order[createdAt]=up`,
      `${prefix}/${park}/product_bases?withDisabled=maybe`,
      `${offers}?date[after]=2026-02-30`,
      `${offers}?session=x`,
      `${offers}?order[date]=up`,
    ];
    for (const path of nonsense) await assertProblem(read, path, 400);
  });

  it('answers 403 for a catalog that was not granted, and lists none before any was', async () => {
    const { sandbox } = await bench({ grantedCatalogs: false });
    const read = await reader(sandbox);
    const none = await read(prefix);
    assert.deepEqual([none.body['totalItems'], none.body['member']], [0, []]);
    await assertProblem(read, `${prefix}/${park}/products`, 403, 'Access Denied.');
    sandbox.grantCatalogs([park]);
    assert.deepEqual(
      members(await read(prefix)).map((catalog) => catalog['id']),
      [park],
    );
    assert.equal((await read(`${prefix}/${park}/products`)).status, 200);
    assert.equal((await read(`${prefix}/${football}`)).status, 403);
  });

  it('answers 405 to writes', async () => {
    const { sandbox } = await bench();
    const url = `${sandbox.account.apiBaseUrl}${prefix}`;
    const response = await fetch(url, { method: 'DELETE' });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET']);
  });

  it('serves the older address, and only that', async () => {
    const { sandbox } = await bench({ catalogsPath: '/catalogs' });
    const read = await reader(sandbox);
    const list = await read('/catalogs/');
    assert.equal(list.body['@id'], '/catalogs');
    const first = members(list)[0]!;
    assert.equal((await read(String(first['@id']))).status, 200);
    await assertProblem(read, prefix, 404, 'Not Found');
  });
});

async function assertProblem(read: Read, path: string, status: number, detail?: string): Promise<void> {
  const { status: actual, headers, body } = await read(path);
  assert.equal(actual, status, path);
  assert.equal(headers.get('content-type'), 'application/ld+json; charset=utf-8');
  assert.deepEqual(schemaErrors(`${prefix}/{catalogId}/offers/{id}/price`, 404, body), []);
  const expected = { '@type': 'Error', title: 'An error occurred', status, type: `/errors/${status}` };
  for (const [member, value] of Object.entries(expected)) assert.equal(body[member], value, path);
  assert.equal(typeof body['detail'], 'string');
  if (detail !== undefined) assert.equal(body['detail'], detail);
}
