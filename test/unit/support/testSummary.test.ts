import assert from 'node:assert/strict';
import {
  allFailures,
  countTests,
  failuresIn,
  lastLine,
  slowest,
  type StageResult,
  table,
  timedTests,
  timeline,
} from '../../support/testSummary';

const summary = ['  suite', '    ✔ works', '', '', '  12 passing (3s)', ''].join('\n');

describe('summary of the test stages', () => {
  describe('counting', () => {
    it('reads what mocha says', () => {
      const output = `${summary}  3 pending\n  2 failing\n`;
      assert.deepEqual(countTests(output, 2, false), { passed: 12, failed: 2, skipped: 3, notes: [] });
    });

    it('adds up a stage of several runs of mocha', () => {
      const output = `${summary}${summary}  1 failing\n  4 passing (212ms)\n`;
      assert.deepEqual(countTests(output, 1, false), { passed: 28, failed: 1, skipped: 0, notes: [] });
    });

    it('does not take the name of a test, or a line of a log, for a summary', () => {
      const output = [
        summary,
        '    ✔ 5 passing tests are counted',
        'there are 6 failing',
        '  7 failing tests',
        '  8 passing',
      ];
      assert.deepEqual(countTests(output.join('\n'), 0, false), {
        passed: 12,
        failed: 0,
        skipped: 0,
        notes: [],
      });
    });

    it('counts a failure that mocha does not know of', () => {
      assert.equal(countTests(summary, 1, false).failed, 1);
      assert.equal(countTests('', 1, false).failed, 1);
    });

    it('does not count the failed exit of failed tests once more', () => {
      assert.equal(countTests(`${summary}  3 failing\n`, 3, false).failed, 3);
    });

    it('counts a stage that ran no test as a failure, whatever its exit code', () => {
      assert.deepEqual(countTests('', 0, false), { passed: 0, failed: 1, skipped: 0, notes: [] });
      assert.equal(countTests('  0 passing (1ms)\n', 0, false).failed, 1);
    });

    it('keeps what was left out, and why', () => {
      const note = 'SKIPPED test:ui: chromium missing';
      const output = `> korusticket\n${note}\nit says SKIPPED here\n`;
      assert.deepEqual(countTests(output, 0, false), { passed: 0, failed: 0, skipped: 1, notes: [note] });
    });

    it('adds a part left out to the pending tests of the rest', () => {
      const note = 'SKIPPED test:keycloak (the main job in a window): chromium missing';
      const output = `${note}\n${summary}  2 pending\n`;
      assert.deepEqual(countTests(output, 0, false), { passed: 12, failed: 0, skipped: 3, notes: [note] });
    });

    it('lets a skipped stage that failed all the same fail', () => {
      assert.equal(countTests('SKIPPED test:ui: no browser\n', 1, false).failed, 1);
    });

    it('counts one check as one test, whatever it prints', () => {
      assert.deepEqual(countTests('  5 passing (1s)\n  2 failing\n', 0, true), {
        passed: 1,
        failed: 0,
        skipped: 0,
        notes: [],
      });
      assert.deepEqual(countTests('', 2, true), { passed: 0, failed: 1, skipped: 0, notes: [] });
    });
  });

  describe('times', () => {
    it('are those mocha tells, each with the suite at the top', () => {
      const output = [
        '',
        '  a window',
        '    ✔ opens (1234ms)',
        '    when it is hidden',
        '      ✔ asks nothing (80ms)',
        '    ✔ is quick',
        '    1) fails',
        '  another (2)',
        '    ✔ waits (1 s) (99ms)',
        '  12 passing (3s)',
        '  1 failing',
      ];
      assert.deepEqual(timedTests(output.join('\n')), [
        { title: 'a window: opens', milliseconds: 1234 },
        { title: 'a window: asks nothing', milliseconds: 80 },
        { title: 'another (2): waits (1 s)', milliseconds: 99 },
      ]);
    });
  });

  describe('failures', () => {
    const failing = (title: string): string =>
      `  12 passing (3s)\n  1 failing\n\n  1) suite\n       ${title}:\n     Error: no\n      at x\n`;

    it('are what mocha says of them, of several runs too, and nothing else', () => {
      const output = `${failing('one')}\n\n\n  other suite\n    ✔ works\n\n\n${failing('two')}\n\n\n  7 passing (1s)\n`;
      const told = failuresIn(output, 1);
      assert.match(told, /one:\n {5}Error: no[^]*two:\n {5}Error: no/);
      assert.doesNotMatch(told, /works|passing/);
      assert.equal(failuresIn(summary, 0), '');
    });

    it('are the last lines where no test says more', () => {
      const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
      assert.equal(failuresIn(lines.join('\n'), 2), lines.slice(10).join('\n'));
    });

    it('stand under the name of their stage', () => {
      const stage = (script: string, failures: string): StageResult => ({
        ...countTests(summary, 0, false),
        script,
        began: 0,
        seconds: 1,
        tests: [],
        failures,
      });
      const told = allFailures([stage('lint', ''), stage('test:unit', '1 failing')]);
      assert.equal(told, '--- failed in test:unit ---\n1 failing\n');
    });
  });

  describe('printing', () => {
    const note = 'SKIPPED test:ui: chromium missing';
    const results: readonly StageResult[] = [
      {
        script: 'lint',
        began: 0,
        seconds: 9,
        passed: 1,
        failed: 0,
        skipped: 0,
        tests: [],
        failures: '',
        notes: [],
      },
      {
        script: 'test:unit',
        began: 9,
        seconds: 31,
        passed: 120,
        failed: 2,
        skipped: 0,
        tests: [],
        failures: '',
        notes: [],
      },
      {
        script: 'test:ui',
        began: 20,
        seconds: 0,
        passed: 0,
        failed: 0,
        skipped: 1,
        tests: [],
        failures: '',
        notes: [note],
      },
    ];

    it('gives every stage a line of equal length, then what was left out', () => {
      const lines = table(results).split('\n');
      assert.match(lines[0]!, /^lint {2,}1 passed +0 failed +0 skipped +9 s$/);
      assert.match(lines[1]!, /^test:unit +120 passed +2 failed +0 skipped +31 s$/);
      assert.match(lines[2]!, /^test:ui +0 passed +0 failed +1 skipped +0 s$/);
      assert.deepEqual(lines.slice(3), [note]);
      assert.equal(new Set(lines.slice(0, 3).map((line) => line.length)).size, 1);
    });

    it('names the ten slowest tests, slowest first', () => {
      const tests = [300, 1200, 80, 90, 100, 110].map((milliseconds) => ({ title: 'a: b', milliseconds }));
      const slow = { title: 'documents: open', milliseconds: 61_234 };
      const lines = slowest([...tests, ...tests, slow]).split('\n');
      assert.equal(lines.length, 10);
      assert.equal(lines[0], ' 61.2 s  documents: open');
      assert.equal(lines[1], '  1.2 s  a: b');
      assert.equal(lines[9], '  0.1 s  a: b');
      assert.equal(slowest([]), '');
    });

    it('draws when each stage ran', () => {
      assert.deepEqual(timeline(results).split('\n'), [
        `lint         0 to     9 s  ${'='.repeat(11)}`,
        `test:unit    9 to    40 s  ${' '.repeat(11)}${'='.repeat(39)}`,
        `test:ui     20 to    20 s  ${' '.repeat(25)}=`,
      ]);
    });

    it('counts all stages in the last line', () => {
      assert.equal(lastLine(results), '121 passed, 2 failed, 1 skipped');
    });

    it('does not speak of skipped tests where there are none', () => {
      assert.equal(lastLine(results.slice(0, 2)), '121 passed, 2 failed');
    });
  });
});
