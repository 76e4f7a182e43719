import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readResource } from '../../../../src/api/resource';
import { csvWith, jsonLines } from '../../../../src/features/export/model/formats';
import { anyText } from '../../../support/anyText';

/** The rows of a CSV text, by the grammar of RFC 4180 section 2, with any separator. */
function rowsOf(text: string, separator = ','): string[][] {
  const bare = new RegExp(`^"((?:[^"]|"")*)"|^[^"${separator}\\r\\n]*`);
  const rows: string[][] = [];
  for (let at = 0; at < text.length;) {
    const row: string[] = [];
    for (;;) {
      const [whole, quoted] = bare.exec(text.slice(at))!;
      row.push(quoted === undefined ? whole : quoted.replaceAll('""', '"'));
      at += whole.length;
      if (text[at] !== separator) break;
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
  anyText({ maxLength: 20 }),
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
    'Adult;=1+1;x',
    'Adult,=1+1',
    'Adult\t+1',
    'Adult\n@SUM(1)',
    'Adult|=1',
    'x;"=1+1;y',
    '"=1',
    'a;-1+1',
  ),
);

/** What a text is made of that is to be a formula for one reader or another. */
const separated = fc
  .array(fc.constantFrom(',', ';', '\t', '\r', '\n', '|', '"', '=', '+', '-', '@', '＝', "'", 'a', '1'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

/** A place where some spreadsheet begins a cell, whatever separator and quotes it goes by, and takes it for a formula. */
const formula = /(?:^|[,;\t\r\n|\u2028\u2029])"*(?:[=+@＝＋－＠]|-(?![\d.eE+-]+(?:[,;\r\n"]|$)))/;

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

  it('says when what is older than the export was read, and nothing of what is not', () => {
    const resource = readResource({ '@id': '/v1/a' });
    assert.equal(
      jsonLines.line({ resource, parent: undefined, readAt: Date.UTC(2026, 0, 27, 8) }),
      '{"type":null,"iri":"/v1/a","parent":null,"readAt":"2026-01-27T08:00:00.000Z","raw":{"@id":"/v1/a"}}\n',
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

for (const separator of [',', ';'] as const) {
  describe(`CSV with ${separator}`, () => {
    const csv = csvWith(separator);
    const names = rowsOf(csv.head.slice(1), separator)[0]!;
    const recordOf = (raw: unknown, age: { readAt?: number } = {}): Record<string, string> => {
      const [row] = rowsOf(csv.line({ resource: readResource(raw), parent: '/c/1', ...age }), separator);
      return Object.fromEntries(names.map((name, index) => [name, row![index]!]));
    };

    it('begins with the mark of UTF-8 and the names of its columns', () => {
      assert.equal(csv.head[0], '\ufeff');
      assert.deepEqual(names.slice(0, 5), ['type', 'iri', 'parent', 'id', 'name']);
      assert.deepEqual(names.slice(-2), ['readAt', 'raw']);
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
      const record = recordOf(raw);
      assert.deepEqual(JSON.parse(record['raw']!), raw);
      assert.partialDeepStrictEqual(record, {
        type: 'TicketingOffer',
        iri: '/o/1',
        parent: '/c/1',
        date: '2026-01-27',
        // Where a semicolon parts the cells, a comma parts the decimals.
        price: separator === ';' ? '100,00' : '100.00',
        originalPrice: '',
        currency: 'eur',
        product: '/p/1',
        productName: 'Day, adult',
        availableQuantity: '0',
        availabilityCheckRequired: 'true',
        realtimePriceRequired: '',
        readAt: '',
      });
    });

    it('has one decimal mark in all amounts, that of its region, however the server sent them', () => {
      const cells = (amount: unknown): string[] => {
        const { price, originalPrice } = recordOf({
          '@id': '/o/1',
          price: { amountInclTax: amount, originalAmountInclTax: amount },
        });
        return [price!, originalPrice!];
      };
      const mark = separator === ';' ? ',' : '.';
      for (const [amount, cell] of [
        [100.5, `100${mark}5`],
        [0.5, `0${mark}5`],
        [-2.25, `-2${mark}25`],
        [100, '100'],
        ['100.50', `100${mark}50`],
        ['100', '100'],
        [1.5e-7, `1${mark}5e-7`],
        ['1.2.3', '1.2.3'],
        [null, ''],
      ] as const) {
        assert.deepEqual(cells(amount), [cell, cell], String(amount));
      }
      // A discount as text: a number where the region's writing needs one, and what it always was where not.
      assert.deepEqual(cells('-5.00'), separator === ';' ? ['-5,00', '-5,00'] : ["'-5.00", "'-5.00"]);
      // A name is no amount, and a number is one in every column: "1.5" would be the first of May.
      assert.partialDeepStrictEqual(recordOf({ '@id': '/o/1', name: '1.5', code: '2.5', position: 1.5 }), {
        name: '1.5',
        code: '2.5',
        position: `1${mark}5`,
      });
    });

    it('says when what is older than the export was read', () => {
      assert.equal(
        recordOf({ '@id': '/o/1' }, { readAt: Date.UTC(2026, 0, 27, 8) })['readAt'],
        '2026-01-27T08:00:00.000Z',
      );
    });

    it('is one row a record with a cell a column, whatever it holds', () => {
      const object = fc.dictionary(
        fc.constantFrom('@id', '@type', 'id', 'name', 'code', 'date', 'price', 'product', 'createdAt', 'x'),
        fc.oneof(hostile, fc.jsonValue()),
      );
      fc.assert(
        fc.property(fc.oneof(object, fc.jsonValue()), hostile, (raw, parent) => {
          const rows = rowsOf(csv.line({ resource: readResource(raw), parent }), separator);
          assert.deepEqual([rows.length, rows[0]!.length], [1, names.length]);
          assert.deepEqual(JSON.parse(rows[0]!.at(-1)!.replace(/^'/, '')), JSON.parse(JSON.stringify(raw)));
        }),
        { numRuns: 500 },
      );
    });

    it('is a formula to no reader, whichever separator that one goes by', () => {
      const text = fc.oneof(
        hostile,
        separated,
        fc.tuple(separated, hostile, separated).map((parts) => parts.join('')),
      );
      const price = fc.record({ amountInclTax: text, currency: fc.oneof(text, fc.integer()) });
      const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.integer(), fc.dictionary(text, text));
      const raw = fc.record({
        '@type': text,
        '@id': text,
        name: text,
        price,
        product: value,
        code: value,
        x: value,
      });
      fc.assert(
        fc.property(raw, text, (resource, parent) => {
          const line = csv.line({ resource: readResource(resource), parent });
          assert.doesNotMatch(line, formula);
          const [row] = rowsOf(line, separator);
          assert.deepEqual(JSON.parse(row!.at(-1)!), JSON.parse(JSON.stringify(resource)));
        }),
        { numRuns: 1000 },
      );
      assert.doesNotMatch(csv.head.slice(1), formula);
    });

    it('keeps numbers and marks texts that are like a formula, at their beginning or behind a separator', () => {
      const names = (name: unknown): string => recordOf({ '@id': '/o/1', name })['name']!;
      assert.deepEqual([-5, 0, true, null, undefined].map(names), ['-5', '0', 'true', '', '']);
      assert.equal(names('=1+1'), "'=1+1");
      assert.equal(names('a=1'), 'a=1');
      assert.equal(names('Adult;=1+1;x'), "Adult;'=1+1;x");
      assert.equal(names('Adult, -20 %'), 'Adult, -20 %');
    });
  });
}
