import assert from 'node:assert/strict';
import { Accounts } from '../../src/auth/accounts';
import { ActiveAccount } from '../../src/auth/activeAccount';
import { readEnvironments, type Environment } from '../../src/auth/environment';
import { secretRecordOf, type ServiceAccount } from '../../src/auth/serviceAccount';
import { entryOf } from './activeAccountBench';
import { ExclusiveLock } from './exclusiveLock';
import type { FakeClock } from './fakeClock';
import { changes, MemoryEnvironments, MemorySecrets } from './memoryStores';
import { second } from './time';
import type { WatchedService } from './watchedService';

/** One window: the account in use, and those that are not. */
interface SimulatedWindow {
  readonly active: ActiveAccount;
  readonly accounts: Accounts;
}

/** What a window was asked for and gave. */
export interface Handed {
  readonly environment: string | undefined;
  /** `undefined` where it had no token. */
  readonly isGood: boolean | undefined;
}

/** The windows of one user, over the same stores and before the same service, and what the user does in them. */
export class SimulatedWindows {
  readonly environments: MemoryEnvironments;
  readonly secrets = new MemorySecrets();
  readonly windows: SimulatedWindow[] = [];
  /** What happened, for whoever has to find out why. */
  readonly story: string[] = [];
  /** When the user last did what makes tokens anew, by environment, in milliseconds that had passed. */
  readonly stirredAt = new Map<string, number>();
  /** How often a window took over what another had stored. */
  adoptions = 0;
  private readonly lock = new ExclusiveLock();
  /** Environments of which the user was told that tokens are left alive, since each one's last sign-out. */
  private readonly told = new Set<string>();

  constructor(
    private readonly clock: FakeClock,
    private readonly service: WatchedService,
    private readonly random: () => number,
    readonly signedIn: readonly ServiceAccount[],
  ) {
    this.environments = new MemoryEnvironments(signedIn.map(entryOf));
    service.markOf = (environment) => this.environments.signInMark(environment);
  }

  async start(count: number): Promise<void> {
    for (const account of this.signedIn) {
      await this.secrets.putRecord(account.environment, secretRecordOf(account));
    }
    for (let index = 0; index < count; index++) {
      this.windows[index] = await this.open(index);
    }
  }

  async reload(index: number): Promise<void> {
    this.tell(`reload ${index}`);
    this.windows[index]!.active.dispose();
    this.windows[index] = await this.open(index);
  }

  tell(what: string): void {
    this.story.push(`${Math.round(this.clock.elapsed / second)}: ${what}`);
  }

  isSignedIn(name: string): boolean {
    return this.environments.signInMark(name) !== 'signedOut';
  }

  /** Asks every window for the token of its account, as one reads the API; whether it is good counts in that moment. */
  async ask(): Promise<readonly Handed[]> {
    const outcomes = this.windows.map(({ active }) => {
      const { environment } = active.state;
      return active.lease().then(
        ({ account, accessToken }) => {
          this.service.expectOwner(account, accessToken, 'sent');
          return { environment, isGood: this.service.isFit(accessToken) };
        },
        () => ({ environment, isGood: undefined }),
      );
    });
    return this.outlast(Promise.all(outcomes));
  }

  /** Another extension asks a window for the token of an environment, whichever it has in use. */
  async askFor(index: number, name: string): Promise<boolean | undefined> {
    const environment = this.environments.all().find((each) => each.name === name);
    if (environment === undefined) {
      return undefined;
    }
    const outcome = this.windows[index]!.accounts.usable(environment, { byPerson: false }).then(
      ({ accessToken }) => this.service.isFit(accessToken),
      () => undefined,
    );
    return this.outlast(outcome);
  }

  /** What comes of it within five seconds, or for as long as one window waits for others to end their renewals. */
  private async outlast<T>(work: Promise<T>): Promise<T> {
    const state = { isOver: false };
    void work.finally(() => (state.isOver = true));
    await this.clock.advance(5 * second);
    for (let waited = 5; !state.isOver && waited < 60; waited++) {
      await this.clock.advance(second);
    }
    assert.ok(state.isOver, `nothing came of it\n${this.story.slice(-40).join('\n')}`);
    return work;
  }

  /** A person does it, and waits for it. */
  async act(what: string, environment: string, work: () => Promise<unknown>): Promise<void> {
    this.tell(what);
    this.stirredAt.set(environment, this.clock.elapsed);
    this.service.byPerson = true;
    const done = work().catch((error: unknown) => this.tell(String(error)));
    await this.clock.advance(3 * second);
    this.service.byPerson = false;
    await this.clock.advance(30 * second);
    await done;
  }

  async signOut(index: number, name: string): Promise<void> {
    this.told.delete(name);
    await this.act(`window ${index} signs out of ${name}`, name, () =>
      this.windows[index]!.active.signOut(name),
    );
  }

  async signIn(index: number, account: ServiceAccount): Promise<void> {
    const name = account.environment;
    await this.act(`window ${index} signs in to ${name}`, name, () =>
      this.windows[index]!.active.signIn(account, new AbortController().signal),
    );
  }

  /**
   * Types a key of an environment's entry anew, letter by letter, with the settings saved after each.
   * @param meanwhile done after each letter
   */
  async type(
    name: string,
    key: keyof Environment,
    text: string | undefined,
    pause: () => number,
    meanwhile: () => Promise<void>,
  ): Promise<void> {
    const entry = this.environments.all().find((each) => each.name === name);
    if (entry === undefined) {
      return;
    }
    const before = entry[key] ?? '';
    const after = text ?? '';
    const common = Array.from(before).findIndex((letter, index) => letter !== after[index]);
    const kept = common < 0 ? Math.min(before.length, after.length) : common;
    const shorter = Array.from({ length: before.length - kept }, (_, i) =>
      before.slice(0, before.length - 1 - i),
    );
    const longer = Array.from({ length: after.length - kept }, (_, i) => after.slice(0, kept + 1 + i));
    this.tell(`types ${key} of ${name}: ${before} to ${after}`);
    let standing = name;
    const write = (typed: string | undefined): void => {
      const next = { ...entry, [key]: typed };
      this.stirredAt.set(name, this.clock.elapsed);
      this.replace(standing, next);
      standing = next.name;
    };
    for (const typed of [...shorter, ...longer]) {
      write(typed);
      await this.clock.advance(pause());
      await meanwhile();
    }
    write(text);
  }

  /** What must hold some time after a sign-out, until somebody signs in anew. */
  assertSignedOut(name: string): void {
    const alive = this.service.aliveOf(name);
    assert.deepEqual(alive, [], `alive after signing out of ${name}\n${this.story.slice(-40).join('\n')}`);
    assert.ok(
      !this.service.hasUnrevoked(name, this.stirredAt.get(name) ?? 0) || this.told.has(name),
      `left alive and not told after signing out of ${name}\n${this.story.slice(-40).join('\n')}`,
    );
    const stored = [...this.secrets.values.keys()].filter((key) => key.endsWith(`.${name}`));
    assert.deepEqual(stored, [], `stored after signing out of ${name}\n${this.story.slice(-40).join('\n')}`);
  }

  dispose(): void {
    this.windows.forEach(({ active }) => active.dispose());
  }

  private replace(name: string, entry: Environment): void {
    const others = this.environments.all().filter((each) => each.name !== name);
    const published = new Set(readEnvironments([]).environments.map((each) => each.name));
    const { environments } = readEnvironments([...others, entry]);
    this.environments.edit(environments.filter((each) => !published.has(each.name)));
  }

  private async open(index: number): Promise<SimulatedWindow> {
    const { secrets, lock, service: grants, clock, random } = this;
    const delay = random() * second;
    const environments = this.environments.heardLater((hear) => void clock.setTimeout(hear, delay));
    const active = new ActiveAccount({ changes, environments, secrets, lock, grants, clock, random });
    active.history.onDidRecord((event) => {
      this.tell(`${index} ${JSON.stringify(event)}`);
      this.adoptions += event.what === 'otherWindow' || event.what === 'restored' ? 1 : 0;
    });
    active.onDidChange((state) =>
      this.tell(
        `${index} ${state.name === 'valid' ? 'valid' : JSON.stringify({ ...state, tokens: undefined })}`,
      ),
    );
    active.onDidLeaveTokens(({ environment }) => this.told.add(environment));
    await active.load();
    return { active, accounts: new Accounts({ environments, active, clock }) };
  }
}
