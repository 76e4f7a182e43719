import { photographFailure } from './photographFailure';
import { onInterrupt } from '../../support/vscodeHost/childProcess';

/** Root hooks of the window tests. */
export const mochaHooks = { afterEach: photographFailure };

// In every process of mocha: one that is told to end takes the servers it has started with it.
onInterrupt(() => Promise.resolve());
