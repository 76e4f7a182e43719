import * as vscode from 'vscode';
import { claimsOf, headerOf, rolesOf, type Claims } from '../../auth/claims';
import type { ServiceAccount } from '../../auth/serviceAccount';
import type { TokenEvent } from '../../auth/tokenHistory';
import type { TokenSet } from '../../auth/tokenSet';
import type { Failure } from '../../base/failure';
import { distanceText, momentText } from '../../editor/counts';
import { explain } from '../../editor/explain';

/** What an inspection is made of. */
export interface TokenReportFacts {
  readonly account: ServiceAccount;
  /** `undefined` where there is no valid token, and then `failure` tells why. */
  readonly tokens: TokenSet | undefined;
  readonly failure: Failure | undefined;
  /** When the next renewal is due, in milliseconds since the epoch. */
  readonly renewsAt: number | undefined;
  readonly events: readonly TokenEvent[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Claims whose value is a time in seconds since the epoch (RFC 7519 section 4.1, OpenID Connect Core section 2). */
const timeClaims = ['iat', 'nbf', 'exp', 'auth_time'];

/** What a token says and where it came from, without anything that could be used as one. */
export function tokenReport(facts: TokenReportFacts): string {
  const { account, tokens, failure, now } = facts;
  const claims = tokens === undefined ? undefined : claimsOf(tokens.accessToken);
  const report = {
    environment: account.environment,
    serviceAccount: account.clientId,
    ...(failure === undefined ? {} : { problem: explain(failure) }),
    ...(tokens === undefined ? {} : lifetimes(tokens, facts.renewsAt, now)),
    ...(claims === undefined ? {} : summary(claims, now)),
    claims: claims ?? null,
    header: (tokens === undefined ? undefined : headerOf(tokens.accessToken)) ?? null,
    latestEvents: facts.events.map((event) => eventLine(event, now)).reverse(),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function lifetimes(tokens: TokenSet, renewsAt: number | undefined, now: number): object {
  const { receivedAt, expiresAt, refreshToken, refreshExpiresAt, obtainedBy, scope } = tokens;
  const refreshEnd =
    refreshExpiresAt === undefined
      ? vscode.l10n.t('unknown: the server gave no lifetime')
      : moment(refreshExpiresAt, now);
  return {
    accessToken: {
      received: moment(receivedAt, now),
      renews: renewsAt === undefined ? null : moment(renewsAt, now),
      expires: moment(expiresAt, now),
      lifetimeSeconds: Math.round((expiresAt - receivedAt) / 1000),
      secondsLeft: Math.max(0, Math.floor((expiresAt - now) / 1000)),
    },
    refreshToken:
      refreshToken === undefined
        ? vscode.l10n.t('none: the server gave no refresh token')
        : { expires: refreshEnd },
    obtainedBy: obtainedBy ?? null,
    scopesGranted: scope?.split(' ') ?? null,
  };
}

function summary(claims: Claims, now: number): object {
  const times = timeClaims.flatMap((name) => {
    const value = claims[name];
    return typeof value === 'number' ? [[name, moment(value * 1000, now)] as const] : [];
  });
  const { iss, sub, aud, azp, scope } = claims;
  return {
    issuer: iss ?? null,
    subject: sub ?? null,
    audience: aud ?? null,
    authorizedParty: azp ?? null,
    scopes: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [],
    roles: rolesOf(claims).map(({ client, role }) => (client === undefined ? role : `${client}: ${role}`)),
    claimTimes: Object.fromEntries(times),
  };
}

/** A time for people: when, by the local clock, and how far from now. */
function moment(time: number, now: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) {
    return String(time);
  }
  const { language } = vscode.env;
  const at = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' }).format(date);
  return `${at} (${distanceText(time - now, language)})`;
}

function eventLine(
  { at, environment, what, endpoint, duration, lifetime, failure }: TokenEvent,
  now: number,
): string {
  const time = momentText(at, now, 'medium');
  const seconds = lifetime === undefined ? undefined : Math.round(lifetime / 1000);
  const outcome =
    failure !== undefined
      ? explain(failure)
      : seconds === undefined
        ? vscode.l10n.t('done')
        : vscode.l10n.t('token for {0} s', seconds);
  const took = duration === undefined ? undefined : vscode.l10n.t('{0} ms', Math.round(duration));
  return [time, environment, nameOf(what), endpoint, outcome, took]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function nameOf(what: TokenEvent['what']): string {
  switch (what) {
    case 'otherWindow':
      return vscode.l10n.t('taken over from another window');
    case 'restored':
      return vscode.l10n.t('taken up from the secret storage');
    case 'store':
      return vscode.l10n.t('secret storage');
    case 'revocation':
      return vscode.l10n.t('revocation');
    default:
      return what;
  }
}
