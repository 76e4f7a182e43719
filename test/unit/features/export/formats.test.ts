import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readResource } from '../../../../src/api/resource';
import { csv, csvCell, jsonLines } from '../../../../src/features/export/model/formats';

/** The rows of a CSV text, by the grammar of RFC 4180 section 2. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length;) {
    const row: string[] = [];
    for (;;) {
      const [whole, quoted] = /^"((?:[^"]|"")*)"|^[^",\r\n]*/.exec(text.slice(at))!;
      row.push(quoted === undefined ? whole : quoted.replaceAll('""', '"'));
      at += whole.length;
      if (text[at] !== ',') break;
      at++;
    }
    assert.equal(
      text.slice(at, at + 2),
      '\r\n',
      `a row ends badly: ${JSON.stringify(text.slice(at, at + 40))}`,
    );
    at += 2;
    rows.push(row);
  }
  return rows;
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\t=1',
    '\r=1',
    '＝1',
    'a"b',
    'a,b',
    'a\r\nb',
    "'x",
    '',
    '\u2028',
  ),
);

describe('JSON Lines', () => {
  it('says type, address, parent and the resource as sent', () => {
    const raw = { '@id': '/v1/a', '@type': 'T', name: 'é', nothing: null };
    assert.equal(
      jsonLines.line({ resource: readResource(raw), parent: '/v1' }),
      '{"type":"T","iri":"/v1/a","parent":"/v1","raw":{"@id":"/v1/a","@type":"T","name":"é","nothing":null}}\n',
    );
    assert.equal(
      jsonLines.line({ resource: readResource({ name: 'x' }), parent: undefined }),
      '{"type":null,"iri":null,"parent":null,"raw":{"name":"x"}}\n',
    );
  });

  it('is one line a record that reads back as sent, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const line = jsonLines.line({ resource: readResource(raw), parent: undefined });
        assert.match(line, /^[^\r\n\u0085\u2028\u2029]*\n$/u);
        assert.deepEqual((JSON.parse(line) as { raw: unknown }).raw, JSON.parse(JSON.stringify(raw)));
      }),
    );
  });
});

describe('CSV', () => {
  const names = rowsOf(csv.head.slice(1))[0]!;

  it('begins with the mark of UTF-8 and the names of its columns', () => {
    assert.equal(csv.head[0], '\ufeff');
    assert.deepEqual(names.slice(0, 5), ['type', 'iri', 'parent', 'id', 'name']);
    assert.equal(names.at(-1), 'raw');
    assert.equal(new Set(names).size, names.length);
  });

  it('has what a table of offers needs', () => {
    const raw = {
      '@id': '/o/1',
      '@type': 'TicketingOffer',
      id: '1',
      date: '2026-01-27',
      availabilityCheckRequired: true,
      price: { amountInclTax: '100.00', originalAmountInclTax: null, currency: 'eur' },
      product: { '@id': '/p/1', name: 'Day, adult' },
      availableQuantity: 0,
    };
    const [row] = rowsOf(csv.line({ resource: readResource(raw), parent: '/c/1' }));
    const record = Object.fromEntries(names.map((name, index) => [name, row![index]]));
    assert.deepEqual(JSON.parse(record['raw']!), raw);
    assert.partialDeepStrictEqual(record, {
      type: 'TicketingOffer',
      iri: '/o/1',
      parent: '/c/1',
      date: '2026-01-27',
      price: '100.00',
      originalPrice: '',
      currency: 'eur',
      product: '/p/1',
      productName: 'Day, adult',
      availableQuantity: '0',
      availabilityCheckRequired: 'true',
      realtimePriceRequired: '',
    });
  });

  it('is one row a record with a cell a column, whatever it holds, and never a formula', () => {
    const object = fc.dictionary(
      fc.constantFrom('@id', '@type', 'id', 'name', 'code', 'date', 'price', 'product', 'createdAt', 'x'),
      fc.oneof(hostile, fc.jsonValue()),
    );
    fc.assert(
      fc.property(fc.oneof(object, fc.jsonValue()), hostile, (raw, parent) => {
        const rows = rowsOf(csv.line({ resource: readResource(raw), parent }));
        assert.deepEqual([rows.length, rows[0]!.length], [1, names.length]);
        for (const cell of rows[0]!) {
          assert.ok(
            !/^[=+@\t\r\n＝＋－＠]/.test(cell) && (!cell.startsWith('-') || /^-[\d.e+-]+$/.test(cell)),
            cell,
          );
        }
        assert.deepEqual(JSON.parse(rows[0]!.at(-1)!.replace(/^'/, '')), JSON.parse(JSON.stringify(raw)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps numbers and marks texts that begin like a formula', () => {
    assert.deepEqual([-5, 0, true, null, undefined].map(csvCell), ['-5', '0', 'true', '', '']);
    assert.equal(csvCell('=1+1'), `"'=1+1"`);
    assert.equal(csvCell('a=1'), 'a=1');
  });
});
