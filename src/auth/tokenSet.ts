/** The tokens of one reply, with deadlines on the local wall clock (milliseconds since the epoch). */
export interface TokenSet {
  readonly accessToken: string;
  /** When the reply arrived. */
  readonly receivedAt: number;
  readonly expiresAt: number;
  readonly refreshToken?: string | undefined;
  /** `undefined` where the server gave no lifetime: unknown, so worth a try. */
  readonly refreshExpiresAt?: number | undefined;
  /** Scopes the server granted, as it wrote them. */
  readonly scope?: string | undefined;
  /** Sets of other sessions that this one has taken the place of and that may live on: signing out revokes them too. */
  readonly formers?: readonly TokenSet[] | undefined;
  /** How the tokens were had. */
  readonly obtainedBy?: { readonly grant: GrantName; readonly endpoint: string } | undefined;
}

/** `grant_type` of a token request (RFC 6749 sections 4.4.2 and 6). */
export type GrantName = 'client_credentials' | 'refresh_token';

/** Characters a token may not hold: they would end a header line or hide in one (RFC 6750 section 2.1). */
const tokenJunk = /[\u0000-\u0020\u007f-\uffff]/;

/** True for a text that may go into an Authorization header. */
export function isToken(text: string): boolean {
  return text !== '' && !tokenJunk.test(text);
}

/** Seconds a lifetime may have at the most; a longer one is taken for a mistake and cut. */
export const longestLifetime = 24 * 60 * 60;
/** Seconds assumed where neither the reply nor the token tells. */
const assumedLifetime = 300;

/**
 * Lifetime of an access token in seconds: `expires_in` of the reply (RFC 6749 section 5.1), else `exp - iat` of the
 * token's claims, else what is left until its `exp` (RFC 7519 section 4.1.4), else five minutes.
 *
 * @param serverNow when the reply was sent, in milliseconds since the epoch, by the server's clock where it tells
 */
export function accessLifetime(
  expiresIn: unknown,
  claims: { exp?: unknown; iat?: unknown } | undefined,
  serverNow = NaN,
): number {
  const byReply = lifetime(expiresIn);
  if (byReply !== undefined) {
    return byReply;
  }
  const { exp, iat } = claims ?? {};
  if (typeof exp !== 'number') {
    return assumedLifetime;
  }
  const byClaims = typeof iat === 'number' ? lifetime(exp - iat) : lifetime(exp - serverNow / 1000);
  return byClaims ?? assumedLifetime;
}

/** A lifetime in seconds as servers write it, cut where it is too long; `undefined` for 0, absent or senseless. */
export function lifetime(value: unknown): number | undefined {
  const seconds = lifetimeAsSent(value);
  return seconds === undefined ? undefined : Math.min(seconds, longestLifetime);
}

/** A lifetime in seconds, sent as a number or as a numeric text, however long; `undefined` for 0, absent or senseless. */
export function lifetimeAsSent(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** Milliseconds the access token is still good for; zero or less once it has expired. */
export function timeLeft(tokens: TokenSet, now: number): number {
  return tokens.expiresAt - now;
}

/**
 * True where the access token lives longer than `minimum` milliseconds, or than half its lifetime where that is less:
 * where tokens never live so long, asking for it must not mean a request each time.
 */
export function hasLeft(tokens: TokenSet, minimum: number, now: number): boolean {
  return timeLeft(tokens, now) > Math.min(minimum, (tokens.expiresAt - tokens.receivedAt) / 2);
}

/** When the last token of a set is good for nothing any more; `Infinity` where the server does not say. */
export function endOf({ expiresAt, refreshToken, refreshExpiresAt = Infinity }: TokenSet): number {
  return refreshToken === undefined ? expiresAt : Math.max(expiresAt, refreshExpiresAt);
}

/** How many former sets are remembered; more live only where somebody renews over and over. */
const mostFormers = 10;

/** A set with the memory of the one that it takes the place of, and of those that one remembered, as far as they live. */
export function inPlaceOf(before: TokenSet | undefined, tokens: TokenSet): TokenSet {
  const living = before === undefined ? [] : livingSets(before, tokens.receivedAt);
  return { ...tokens, formers: living.slice(-mostFormers) };
}

/**
 * A set and those it remembers, as far as they may live. Where it looks expired itself, the clock was perhaps set
 * forward: then what lived when it was received may live as long again.
 */
export function livingSets({ formers = [], ...last }: TokenSet, now: number): TokenSet[] {
  const then = endOf(last) > now ? now : last.receivedAt;
  return [...formers, last].filter((each) => endOf(each) > then).map((each) => setBack(each, then - now));
}

/** True for the same tokens, whatever is known of their times. */
export function isSameSet(one: TokenSet | undefined, other: TokenSet | undefined): boolean {
  return one?.accessToken === other?.accessToken && one?.refreshToken === other?.refreshToken;
}

/** The same tokens for a wall clock that was set back by so many milliseconds. */
export function setBack(tokens: TokenSet, back: number): TokenSet {
  const { receivedAt, expiresAt, refreshExpiresAt } = tokens;
  return {
    ...tokens,
    receivedAt: receivedAt - back,
    expiresAt: expiresAt - back,
    refreshExpiresAt: refreshExpiresAt === undefined ? undefined : refreshExpiresAt - back,
  };
}
