import { claimsOf, headerOf, rolesOf } from '../../../auth/claims';
import { discoveryUrl, issuerOf } from '../../../auth/oauthGrants';
import type { ServiceAccount } from '../../../auth/serviceAccount';
import { lifetimeAsSent, type TokenSet } from '../../../auth/tokenSet';
import { RequestFailure } from '../../../base/failure';
import { isJsonObject, type JsonObject } from '../../../base/json';
import { bodyJson, displayUrl, sentAt, type HttpReply, type HttpSend } from '../../../net/http';
import type { Notes } from './steps';

/** Seconds between two clocks from which on it is worth a word; a header has whole seconds, and a request takes time. */
const clockDifference = 30;
/** Seconds that two sayings about one lifetime may differ by: a busy server counts down between them. */
const lifetimeTolerance = 10;

/** Reads the realm's discovery document and compares its endpoints with those in use. */
export async function readDiscovery(
  account: ServiceAccount,
  send: HttpSend,
  userAgent: string,
  signal: AbortSignal,
  notes: Notes,
): Promise<JsonObject> {
  const url = discoveryUrl(account.tokenEndpoint);
  const headers = { accept: 'application/json', 'user-agent': userAgent };
  const reply = await send({ method: 'GET', url, headers, signal });
  const document = bodyJson(reply);
  if (reply.status !== 200 || !isJsonObject(document)) {
    const kind = reply.status === 200 ? 'notJson' : reply.status === 404 ? 'endpointNotFound' : 'badRequest';
    throw new RequestFailure({ kind, url: displayUrl(url), status: reply.status });
  }
  const { token_endpoint: said, issuer } = document;
  const used = [...new Set([account.tokenEndpoint, account.refreshTokenEndpoint])];
  const others = used.filter((endpoint) => endpoint !== said);
  others.forEach((endpoint) => notes.differ('endpointElsewhere', displayUrl(endpoint), addressOf(said)));
  if (others.length === 0) {
    notes.note('endpointsFit');
  }
  const expected = issuerOf(account.tokenEndpoint);
  if (issuer !== expected) {
    notes.differ('issuerDiffers', addressOf(issuer), expected);
  }
  return document;
}

/**
 * Says what kind of token was given: lifetime, issuer, clock, scopes and roles.
 * @param reply of the token endpoint
 * @param now wall-clock milliseconds when it arrived
 */
export function describeToken(
  tokens: TokenSet,
  reply: HttpReply,
  issuer: unknown,
  now: number,
  notes: Notes,
): void {
  const claims = claimsOf(tokens.accessToken);
  const algorithm = headerOf(tokens.accessToken)?.['alg'];
  if (claims === undefined) {
    notes.note('accessTokenIsOpaque');
  } else {
    notes.note('accessTokenIsJwt', nameOf(algorithm));
  }
  describeLifetime(reply, claims, notes);
  if (typeof claims?.['iss'] === 'string') {
    const { iss } = claims;
    const fits = issuer === undefined || iss === issuer;
    notes.compare(fits, ['issuer', addressOf(iss)], ['issuerDiffers', addressOf(iss), addressOf(issuer)]);
  }
  describeClock(reply, claims, now, notes);
  const scopes = typeof claims?.['scope'] === 'string' ? claims['scope'] : (tokens.scope ?? '');
  notes.note('scopes', namesOf(scopes.split(' ')));
  notes.note('roles', namesOf(rolesOf(claims ?? {}).map(({ role }) => role)));
}

/** Seconds that a reply of the token endpoint gives to one of its tokens, not cut as for use. */
export function lifetimeIn(
  reply: HttpReply | undefined,
  member: 'expires_in' | 'refresh_expires_in',
): number | undefined {
  const body = reply === undefined ? undefined : bodyJson(reply);
  return isJsonObject(body) ? lifetimeAsSent(body[member]) : undefined;
}

function describeLifetime(reply: HttpReply, claims: JsonObject | undefined, notes: Notes): void {
  const said = lifetimeIn(reply, 'expires_in');
  const { exp, iat } = claims ?? {};
  const own = typeof exp === 'number' && typeof iat === 'number' ? exp - iat : undefined;
  if (said === undefined) {
    notes.differ('lifetimeUnknown');
  } else if (own !== undefined && Math.abs(own - said) > lifetimeTolerance) {
    notes.differ('lifetimeDiffers', said, own);
  } else {
    notes.note('lifetime', said);
  }
}

function describeClock(reply: HttpReply, claims: JsonObject | undefined, now: number, notes: Notes): void {
  const issuedAt = claims?.['iat'];
  const theirs = sentAt(reply, typeof issuedAt === 'number' ? issuedAt * 1000 : NaN);
  const ahead = Math.round((now - theirs) / 1000);
  if (Math.abs(ahead) > clockDifference) {
    notes.differ('clockDiffers', ahead);
  } else if (!Number.isNaN(ahead)) {
    notes.note('clockFits');
  }
}

/** What an authorization server calls something: short, and of the characters such names are made of. */
function nameOf(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/-]{1,60}$/.test(value) ? value : '…';
}

function namesOf(names: readonly string[]): string[] {
  return [...new Set(names.filter(Boolean).map(nameOf))].slice(0, 20);
}

function addressOf(value: unknown): string {
  return typeof value === 'string' ? displayUrl(value) || '…' : '';
}
