import pLimit from 'p-limit';
import type { Clock } from '../base/clock';
import type { Lazy } from '../base/lazy';
import { isSameAccount, type ServiceAccount } from '../auth/serviceAccount';
import { jsonText } from '../base/json';
import { failureOf, mayPass, RequestFailure, type Failure } from '../base/failure';
import { resolveIri, type ApiClient, type ApiReply, type ReadTarget, type ResourceReader } from './apiClient';
import { CacheStore, digest, type CacheEntry } from './cacheStore';
import { currentWhileSelling, type Freshness } from './freshness';

/** What the cache goes by; asked anew for each read. */
export interface CacheRules {
  /** The account in use, once it is known which. Rejects with `signedOut`, or with why it cannot be used. */
  account(): Promise<ServiceAccount>;
  /** The account in use this very moment. */
  accountNow(): ServiceAccount | undefined;
  language(): string;
  /** Milliseconds for which an answer is taken for current, offers for a minute at most; 0 = nothing is kept. */
  keepFor(): number;
}

const mebibyte = 1024 * 1024;
const day = 24 * 3600 * 1000;
const limits = { bytes: 50 * mebibyte, age: 30 * day };

/** Requests behind what is shown, side by side: few, since what a person waits for comes first. */
const behind = 3;

/** Availability and price are true for a moment only (API reference, section 4). */
const livePath = /\/(availability|price)\/?$/;
/** Offers, their tickets and sessions sell by the minute: the day that answers may be kept is advised for browsing only. */
const sellingPath = /\/(offers|tickets|sessions)(\/|$)/;

/** Where an answer is kept: in the folder of an account, by language and address. */
interface Place {
  readonly account: ServiceAccount;
  readonly language: string;
  readonly scope: string;
  readonly key: string;
}

/** Builds the cache over a folder that need not exist yet; the client is loaded with the first question to the server. */
export function createCachedReader(
  api: Lazy<ApiClient>,
  folder: string,
  rules: CacheRules,
  clock: Pick<Clock, 'now' | 'setTimeout'>,
  debug: (text: string) => void,
): CachedReader {
  const client = {
    getIfChanged: async (...args: Parameters<ApiClient['getIfChanged']>) =>
      (await api.get()).getIfChanged(...args),
  };
  return new CachedReader(client, new CacheStore(folder, limits, clock, debug), rules, clock);
}

/**
 * Reads through a cache on disk. What was read within the hours set, or the last minute where it sells, is taken from
 * there, without a request. What is older is handed out at once as well, and the server asked behind it. While the server
 * cannot be reached, what is kept stands in for its answer. Nothing of one account is ever looked for under another.
 */
export class CachedReader implements ResourceReader {
  private readonly queue = pLimit(behind);
  private readonly ending = new AbortController();
  /** What was read since the last {@link renew}; `undefined` before the first. */
  private renewed: Set<string> | undefined;
  private emptied = false;

  constructor(
    private readonly api: Pick<ApiClient, 'getIfChanged'>,
    private readonly store: CacheStore,
    private readonly rules: CacheRules,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  get(iri: string, signal?: AbortSignal, freshness?: Freshness): Promise<ApiReply> {
    return this.read({ iri }, signal, freshness);
  }

  getCatalogs(query: string, signal?: AbortSignal, freshness?: Freshness): Promise<ApiReply> {
    return this.read({ catalogs: query }, signal, freshness);
  }

  /** Everything kept for the account and language in use, old or not, in no order and without a request. */
  async *kept(): AsyncGenerator<ApiReply> {
    const account = await this.rules.account().catch(() => undefined);
    const keepFor = this.rules.keepFor();
    if (account !== undefined && keepFor > 0) {
      const { scope, key } = placeOf(account, this.rules.language(), '');
      for await (const entry of this.store.entries(scope, key)) {
        const isCurrent =
          !this.isToBeRenewed({ scope, key: entry.key }) && isYoung(entry, keepFor, this.clock.now());
        yield isCurrent ? replyOf(entry) : { ...replyOf(entry), outdated: true };
      }
    }
  }

  /** From now on, each address is asked for once more before what is kept of it counts again. */
  renew(): void {
    this.renewed = new Set();
  }

  /** Takes up what the user has set: nothing is kept a moment longer than wanted. */
  follow(): Promise<void> {
    return this.forgetWhereUnwanted(this.rules.keepFor());
  }

  /** Forgets what is kept of the accounts of an environment. */
  async forget(environment: string): Promise<void> {
    await this.store.removeAll(digest(environment));
  }

  /** Resolves once what was read by now is on disk; for the end of a window. */
  settled(): Promise<void> {
    return this.store.settled();
  }

  /** Gives up what is being asked behind. */
  dispose(): void {
    this.ending.abort();
  }

  private async read(
    target: ReadTarget,
    signal: AbortSignal | undefined,
    freshness: Freshness = 'kept',
  ): Promise<ApiReply> {
    const account = await this.rules.account();
    const keepFor = this.rules.keepFor();
    await this.forgetWhereUnwanted(keepFor);
    const address = keepFor <= 0 ? undefined : addressOf(target, account);
    if (address === undefined || freshness === 'live') {
      return this.ask(target, account, undefined, undefined, signal);
    }
    const place = placeOf(account, this.rules.language(), address);
    const entry = await this.store.read(place.scope, place.key);
    if (entry === undefined) {
      return this.ask(target, account, place, undefined, signal);
    }
    const kept = replyOf(entry);
    const now = this.clock.now();
    // A time to come is that of a clock since set right: it tells nothing.
    const isEarlier = typeof freshness === 'object' && (entry.readAt < freshness.since || entry.readAt > now);
    if (freshness === 'renewed' || isEarlier || this.isToBeRenewed(place)) {
      return this.askOr(target, place, kept, signal);
    }
    return isYoung(entry, keepFor, now) ? kept : { ...kept, newer: this.askBehind(target, place, kept) };
  }

  /** True where a place has not been asked for since the last {@link renew}. */
  private isToBeRenewed(place: Pick<Place, 'scope' | 'key'>): boolean {
    return this.renewed?.has(nameOf(place)) === false;
  }

  private async ask(
    target: ReadTarget,
    account: ServiceAccount,
    place: Place | undefined,
    kept: ApiReply | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ApiReply> {
    const sent = await this.api.getIfChanged(target, kept?.etag, signal, account);
    const answer = sent ?? kept;
    if (answer === undefined) {
      throw new RequestFailure({ kind: 'unexpected' });
    }
    const text = kept === undefined ? undefined : jsonText(kept.json);
    const isSame = kept !== undefined && text !== undefined && text === jsonText(answer.json);
    const reply = { ...answer, json: isSame ? kept.json : answer.json, readAt: this.clock.now() };
    if (place !== undefined) {
      this.renewed?.add(nameOf(place));
    }
    if (place !== undefined && answer.unstorable) {
      void this.store.remove(place.scope, place.key);
    } else if (place !== undefined) {
      void this.store.write(place.scope, { ...reply, key: place.key }, () => this.isWanted(place));
    }
    return reply;
  }

  /** What the server says, or what is kept where it cannot be reached. */
  private async askOr(
    target: ReadTarget,
    place: Place,
    kept: ApiReply,
    signal: AbortSignal | undefined,
  ): Promise<ApiReply> {
    try {
      return await this.ask(target, place.account, place, kept, signal);
    } catch (error) {
      const failure = failureOf(error);
      if (saysGone(failure) && this.isWanted(place)) {
        await this.store.remove(place.scope, place.key);
      }
      if (!mayStandIn(failure)) {
        throw error;
      }
      return { ...kept, failure };
    }
  }

  private async askBehind(target: ReadTarget, place: Place, kept: ApiReply): Promise<ApiReply> {
    try {
      return await this.queue(() => {
        this.ending.signal.throwIfAborted();
        if (this.rules.accountNow() !== place.account) {
          throw new RequestFailure({ kind: 'cancelled' });
        }
        return this.askOr(target, place, kept, this.ending.signal);
      });
    } catch (error) {
      return { ...kept, failure: failureOf(error) };
    }
  }

  /** False where the answer came too late: signed out or switched meanwhile, or another language set. */
  private isWanted({ account, language }: Place): boolean {
    const isSame = isSameAccount(this.rules.accountNow(), account);
    return (
      isSame && this.rules.language() === language && this.rules.keepFor() > 0 && !this.ending.signal.aborted
    );
  }

  private async forgetWhereUnwanted(keepFor: number): Promise<void> {
    if (keepFor <= 0 && !this.emptied) {
      this.emptied = true;
      await this.store.removeAll('');
    } else if (keepFor > 0) {
      this.emptied = false;
    }
  }
}

function placeOf(account: ServiceAccount, language: string, address: string): Place {
  return { account, language, scope: scopeOf(account), key: `${language}\n${address}` };
}

/** One text for a place, for a set of them. */
function nameOf({ scope, key }: Pick<Place, 'scope' | 'key'>): string {
  return `${scope} ${key}`;
}

/** True where an answer was read within the time for which it is taken for current. */
function isYoung({ key, readAt }: CacheEntry, keepFor: number, now: number): boolean {
  const age = now - readAt;
  const path = key.split('?', 1)[0] ?? '';
  return age >= 0 && age < (sellingPath.test(path) ? Math.min(currentWhileSelling, keepFor) : keepFor);
}

/** Digests of what makes an account another one: its environment, and its endpoints and name; not its secret. */
function scopeOf(account: ServiceAccount): string {
  const { environment, tokenEndpoint, refreshTokenEndpoint, apiBaseUrl, clientId, scope = '' } = account;
  const facts = [tokenEndpoint, refreshTokenEndpoint, apiBaseUrl, clientId, scope];
  return `${digest(environment)}-${digest(JSON.stringify(facts))}`;
}

/** The address to keep an answer under, or `undefined` where none may be kept. */
function addressOf(target: ReadTarget, account: ServiceAccount): string | undefined {
  if ('catalogs' in target) {
    return `catalogs ${account.catalogsPath ?? ''}${target.catalogs}`;
  }
  const url = resolveIri(target.iri, account.apiBaseUrl);
  return livePath.test(new URL(url).pathname) ? undefined : url;
}

function replyOf({ json, url, readAt, etag }: CacheEntry): ApiReply {
  return { json, url, readAt, ...(etag === undefined ? {} : { etag }) };
}

/** True where the API answered that there is no such thing for us: what was kept of it is no longer true. */
function saysGone({ kind, status = 0 }: Failure): boolean {
  const isTheirs = kind === 'apiError' && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return isTheirs || kind === 'apiNotFound' || kind === 'apiForbidden';
}

/** True where a failure says nothing about the resource: the way there is barred, or somebody else answered. */
function mayStandIn(failure: Failure): boolean {
  const { kind, code } = failure;
  return (
    mayPass(failure) ||
    kind === 'certificate' ||
    kind === 'notTls' ||
    kind === 'proxy' ||
    kind === 'notJson' ||
    code === 'notJson'
  );
}
