import assert from 'node:assert/strict';
import fc from 'fast-check';
import { failureOf, isCancelled, RequestFailure } from '../../../src/base/failure';

describe('a failure', () => {
  it('is found in an error, whichever bundle threw it', () => {
    const failure = { kind: 'timeout', url: 'https://a/b' } as const;
    assert.deepEqual(failureOf(new RequestFailure(failure)), failure);
    const fromElsewhere = Object.assign(new Error('x'), { name: 'RequestFailure', failure });
    assert.deepEqual(failureOf(fromElsewhere), failure);
    assert.equal(isCancelled(new RequestFailure({ kind: 'cancelled' })), true);
    assert.equal(isCancelled(new Error('cancelled')), false);
  });

  it('is unexpected for anything else that was thrown', () => {
    assert.deepEqual(failureOf(new TypeError('a\nb')), {
      kind: 'unexpected',
      code: 'TypeError',
      detail: 'a',
    });
    fc.assert(fc.property(fc.anything(), (thrown) => failureOf(thrown).kind === 'unexpected'));
  });
});
