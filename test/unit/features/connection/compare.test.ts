import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Comparison } from '../../../../src/features/connection/model/compare';
import { apiDescription } from '../../../support/serviceCheck';
import { documentedSample } from '../../../sandbox/responseSchema';

const catalogs = '/v1/ticketing/catalogs';
const { reads } = apiDescription();

function kindsOf(json: unknown, read = catalogs): string[] {
  const comparison = new Comparison();
  comparison.addAnswer(read, reads[read]!, json);
  return comparison.differences.map(({ kind, member }) => `${kind} ${member}`.trim());
}

describe('the comparison with the description', () => {
  const documented = documentedSample('TicketingCatalogCollection');
  const member = (documented['member'] as object[])[0]!;

  it('finds nothing in the documented samples', () => {
    const samples = {
      [catalogs]: 'TicketingCatalogCollection',
      [`${catalogs}/{catalogId}/product_bases`]: 'TicketingProductBaseCollection',
      [`${catalogs}/{catalogId}/products`]: 'TicketingProductCollection',
      [`${catalogs}/{catalogId}/offers`]: 'TicketingOfferCollection',
      [`${catalogs}/{catalogId}/offers/{id}/price`]: 'TicketingOfferPrice',
    };
    for (const [read, sample] of Object.entries(samples)) {
      assert.deepEqual(kindsOf(documentedSample(sample), read), [], read);
    }
  });

  it('names each way in which the reader of lists is tolerant', () => {
    const { '@type': _type, totalItems, member: members, view } = documented;
    assert.deepEqual(kindsOf(members), ['bareArray', 'noTotals']);
    assert.deepEqual(
      kindsOf({
        '@type': 'hydra:Collection',
        'hydra:totalItems': totalItems,
        'hydra:member': members,
        'hydra:view': { '@type': 'hydra:PartialCollectionView', 'hydra:next': '/v1?page=2' },
      }),
      ['prefixedTerms'],
    );
    assert.deepEqual(kindsOf({ member: members, view }), ['noTotals']);
    assert.deepEqual(kindsOf({ member: members, totalItems: 2 }), ['noPageLinks']);
    assert.deepEqual(kindsOf({ member: members, totalItems: 1 }), []);
    assert.deepEqual(kindsOf({ member, totalItems, view }), ['membersOtherwise']);
    assert.deepEqual(kindsOf({ ...documented, view: { next: 'https://api.example/v1?page=2' } }), [
      'absoluteAddress view.next',
    ]);
    assert.deepEqual(kindsOf({ ...documented, member: [{ ...member, '@id': 'https://api.example/c' }] }), [
      'absoluteAddress member[].@id',
    ]);
    assert.deepEqual(kindsOf({ ...documented, member: [{ ...member, color: 1.5 }] }), [
      'unknown member[].color',
    ]);
  });

  it('names what is missing, null, of another type or form', () => {
    const changed = { ...member, '@id': undefined, name: null, createdAt: 1738050124, id: 'not-a-uuid' };
    const json = JSON.parse(JSON.stringify({ ...documented, member: [changed] })) as unknown;
    assert.deepEqual(kindsOf(json), [
      'missing member[].@id',
      'otherForm member[].id',
      'otherType member[].createdAt',
      'null member[].name',
    ]);
    assert.deepEqual(kindsOf('nothing of the kind'), ['otherType']);
    assert.deepEqual(kindsOf(null), ['null']);
  });

  it('shows no name that could be data', () => {
    const names = [
      'jane@doe.example',
      '0194abdc-3a71-72b0-a9b9-89d4be0cd73e',
      '20260131',
      'a b',
      '<b>',
      'deadbeef',
    ];
    for (const name of names) {
      assert.deepEqual(kindsOf({ ...documented, member: [{ ...member, [name]: 1 }] }), [
        'unknown member[].…',
      ]);
    }
  });

  it('survives any answer, and holds none of its texts', () => {
    const texts = fc.stringMatching(/^secret [a-z]{4,8}$/);
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        texts,
        fc.constantFrom(null, true, 1.5),
        fc.array(tie('value')),
        fc.dictionary(
          fc.constantFrom('member', 'view', 'hydra:member', '@id', 'name', '__proto__'),
          tie('value'),
        ),
      ),
    })).value;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(reads)), json, (read, answer) => {
        const comparison = new Comparison();
        comparison.addAnswer(read, reads[read]!, answer);
        const { differences, assumptions, unseenMembers } = comparison;
        assert.ok(!JSON.stringify({ differences, assumptions, unseenMembers }).includes('secret'));
      }),
    );
  });

  it('keeps the verdict that weighs most, and knows that nothing seen decides nothing', () => {
    const read = `${catalogs}/{catalogId}/product_bases/{id}`;
    const comparison = new Comparison();
    const verdict = (name: string): string | undefined =>
      comparison.assumptions.find((each) => each.member === name)?.verdict;
    const base = { '@id': '/b', '@type': 'TicketingProductBase' };
    comparison.addAnswer(read, reads[read]!, { ...base, useSession: true });
    assert.deepEqual([verdict('useSession'), verdict('venue')], ['confirmed', 'notSeen']);
    comparison.addAnswer(read, reads[read]!, { ...base, useSession: 'yes', venue: null });
    assert.deepEqual([verdict('useSession'), verdict('venue')], ['refuted', 'confirmed']);
    assert.deepEqual(
      comparison.unseenMembers.map((each) => each.member),
      ['id', 'name', 'disabled'],
    );
  });
});
