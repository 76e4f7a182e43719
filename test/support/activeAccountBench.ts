import type { AccountParts } from '../../src/auth/accountParts';
import type { RenewalLock } from '../../src/auth/accountStores';
import { Accounts } from '../../src/auth/accounts';
import { ActiveAccount } from '../../src/auth/activeAccount';
import type { AccountState } from '../../src/auth/sessionState';
import type { Environment } from '../../src/auth/environment';
import { secretRecordOf, type ServiceAccount } from '../../src/auth/serviceAccount';
import { FakeClock, settled } from './fakeClock';
import { accountAt } from './fixtures';
import { changes, freeLock, MemoryEnvironments, MemorySecrets } from './memoryStores';
import { ScriptedGrants } from './scriptedGrants';

export const account = accountAt('http://127.0.0.1:1');
export const other = accountAt('http://127.0.0.1:2', { environment: 'Other', clientId: 'other' });

/** What the settings hold of an account. */
export function entryOf({
  environment: name,
  tokenEndpoint,
  apiBaseUrl,
  clientId,
}: ServiceAccount): Environment {
  return { name, tokenEndpoint, apiBaseUrl, clientId };
}

export interface Bench {
  readonly clock: FakeClock;
  readonly grants: ScriptedGrants;
  readonly environments: MemoryEnvironments;
  readonly secrets: MemorySecrets;
  readonly active: ActiveAccount;
  readonly states: AccountState[];
}

/** What the windows of one user have in common. */
type Shared = Pick<AccountParts, 'environments' | 'secrets' | 'grants' | 'clock'>;

/** An active account over stores in memory that hold these accounts; not loaded yet. */
export function bench(...stored: readonly ServiceAccount[]): Bench {
  const clock = new FakeClock();
  const grants = new ScriptedGrants(clock);
  const environments = new MemoryEnvironments(stored.map(entryOf));
  const secrets = new MemorySecrets();
  stored.forEach((each) => void secrets.putRecord(each.environment, secretRecordOf(each)));
  const active = windowOver({ environments, secrets, grants, clock });
  const states: AccountState[] = [];
  active.onDidChange((state) => states.push(state));
  return { clock, grants, environments, secrets, active, states };
}

/** A window over these stores, before this service; not loaded yet. */
export function windowOver(
  { environments, secrets, grants, clock }: Shared,
  { lock = freeLock, random = () => 0.5 }: Partial<Pick<AccountParts, 'lock' | 'random'>> = {},
): ActiveAccount {
  return new ActiveAccount({ changes, environments, secrets, lock, grants, clock, random });
}

/** Another window of the same user, over the same stores and before the same service; not loaded yet. */
export function windowBeside(first: Shared, lock: RenewalLock = freeLock): ActiveAccount {
  return windowOver(first, { lock, random: () => 0.9 });
}

/** As {@link windowBeside}, loaded. */
export async function beside(first: Shared, lock?: RenewalLock): Promise<ActiveAccount> {
  const window = windowBeside(first, lock);
  await window.load();
  await settled();
  return window;
}

export function accountsOf({ environments, active, clock }: Bench): Accounts {
  return new Accounts({ environments, active, clock });
}

/** A loaded one, whose first token is there. */
export async function loaded(...stored: readonly ServiceAccount[]): Promise<Bench> {
  const all = bench(...stored);
  await all.active.load();
  await settled();
  return all;
}

/** The names of the states passed through. */
export function names(states: readonly AccountState[]): string[] {
  return states.map(({ name }) => name);
}
