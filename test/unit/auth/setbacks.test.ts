import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenFailureKinds, transportFailureKinds, type Failure } from '../../../src/base/failure';
import { Setbacks } from '../../../src/auth/setbacks';
import { account } from '../../support/activeAccountBench';
import { MemoryEnvironments } from '../../support/memoryStores';

const now = 1_000_000;

/** What another window knows of a failure that this one has noted, after `change` of what is stored. */
function toldTo(
  failure: Failure,
  change: (stored: object) => object = (stored) => stored,
): Failure | undefined {
  const environments = new MemoryEnvironments();
  const keep = environments.setSetback.bind(environments);
  environments.setSetback = (key, setback) => keep(key, setback && change(setback));
  new Setbacks(environments, () => 0.5).add(account, failure, now, { hadTokens: false });
  return new Setbacks(environments, () => 0.5).of(account, now)?.failure;
}

describe('what keeps accounts from asking for tokens', () => {
  it('is told to other windows by its kind', () => {
    for (const kind of [...transportFailureKinds, ...tokenFailureKinds, 'unexpected'] as const) {
      assert.equal(toldTo({ kind, status: 500 })?.kind, kind);
    }
  });

  it('still counts where a later version of the extension has a word of its own for it', () => {
    fc.assert(
      fc.property(fc.string(), (kind) => {
        const told = toldTo({ kind: 'serverError', status: 500 }, (stored) => ({
          ...stored,
          failure: { kind: `later ${kind}`, status: 500 },
        }));
        assert.deepEqual(told, { kind: 'unexpected', status: 500 });
      }),
    );
  });
});
