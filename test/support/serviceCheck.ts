import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ServiceAccount } from '../../src/auth/serviceAccount';
import { systemClock } from '../../src/base/clock';
import { checkService, type CheckParts, type CheckResult } from '../../src/features/connection/model/check';
import { describedReads, type Description } from '../../src/features/connection/model/description';
import type { Fact, FactName, FactValues, Step, StepId } from '../../src/features/connection/model/steps';

const openapi = join(__dirname, '../sandbox/openapi.yaml');
let compiled: Description | undefined;

/** The API description, as the build compiles it. */
export function apiDescription(): Description {
  return (compiled ??= describedReads(parse(readFileSync(openapi, 'utf8'))));
}

/** Everything of a check but the account, over Node's own `fetch`. */
function checkParts(
  account: Omit<ServiceAccount, 'clientAuthentication'>,
  changes: Partial<CheckParts> = {},
): CheckParts {
  return {
    account: { clientAuthentication: 'client_secret_post', ...account },
    fetch: (...args) => fetch(...args),
    clock: systemClock,
    userAgent: 'korusticket-vscode/test',
    language: 'fr',
    description: apiDescription(),
    proxyOf: () => undefined,
    heed: (request) => request(),
    report: () => undefined,
    progress: () => undefined,
    ...changes,
  };
}

/** Checks a service. */
export function check(
  account: Omit<ServiceAccount, 'clientAuthentication'>,
  changes: Partial<CheckParts> = {},
  signal = new AbortController().signal,
): Promise<CheckResult> {
  return checkService(checkParts(account, changes), signal);
}

/** The step of this name; of several the first, or the one about this subject. */
export function stepOf({ steps }: CheckResult, id: StepId, subject?: string): Step {
  const found = steps.find((step) => step.id === id && (subject === undefined || step.subject === subject));
  if (found === undefined) throw new Error(`There is no step ${id} ${subject ?? ''}`);
  return found;
}

/** The values of a fact, where a step has it. */
export function factOf<N extends FactName>({ facts }: Step, name: N): FactValues[N] | undefined {
  return facts.find((fact): fact is Fact<N> => fact.name === name)?.values;
}
