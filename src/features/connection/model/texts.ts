import type { Failure } from '../../../base/failure';
import type { Deviation } from './compare';
import type { Fact, FactName, FactValues, Obstacle, Outcome, Step, StepId } from './steps';

/** Turns a message of the code into the reader's language; `{0}` and so on are places for values. */
export interface Translator {
  t(message: string, ...values: readonly (string | number)[]): string;
}

/** What a step is called. */
export function stepText(l10n: Translator, { id, subject }: Pick<Step, 'id' | 'subject'>): string {
  const texts: Readonly<Record<StepId, string>> = {
    network: l10n.t('Network to {0}', code(subject)),
    discovery: l10n.t('Discovery document of the realm'),
    clientCredentials: l10n.t('Access token by {0}', code('client_credentials')),
    token: l10n.t('The token itself'),
    refreshToken: l10n.t('Access token by {0}', code('refresh_token')),
    catalogs: l10n.t('List of catalogs'),
    read: l10n.t('Read {0}', code(shortPath(subject))),
    paging: l10n.t('Paging'),
    language: l10n.t('Language of the answers'),
    caching: l10n.t('Caching'),
    rateLimits: l10n.t('Limits'),
    refusals: l10n.t('Refusals'),
    revocation: l10n.t('Giving the tokens back'),
  };
  return texts[id];
}

/** A path of the description as short as it can be told from others: what lies below a catalog, `…` for each id on the way. */
export function shortPath(path: string): string {
  return path.replace(/^\/v1\/ticketing\/(catalogs\/{catalogId}\/)?/, '').replace(/{\w+}(?=\/)/g, '…');
}

/** The result of a step in a word or two. */
export function outcomeText(l10n: Translator, outcome: Outcome): string {
  const texts: Readonly<Record<Outcome, string>> = {
    works: `✓ ${l10n.t('works')}`,
    differs: `≠ ${l10n.t('differs')}`,
    fails: `✗ ${l10n.t('fails')}`,
    notTried: `○ ${l10n.t('not tried')}`,
  };
  return unbroken(texts[outcome]);
}

/** A time in milliseconds. */
export function timeText(l10n: Translator, milliseconds: number): string {
  return unbroken(l10n.t('{0} ms', milliseconds));
}

/** A text that stays on one line of a narrow column. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** Why a step was not tried. */
export function obstacleText(l10n: Translator, obstacle: Obstacle): string {
  const texts: Readonly<Record<Obstacle, string>> = {
    cancelled: l10n.t('The check was cancelled.'),
    noToken: l10n.t('There is no token to try it with.'),
    noData: l10n.t('There was nothing to try it with.'),
    noAddress: l10n.t('No answer has named one, and how its address is made is not described.'),
    requestLimit: l10n.t('The check has made as many requests as it may.'),
  };
  return texts[obstacle];
}

/** What was learnt, as a sentence of Markdown; `safe` takes out of texts what no report may have. */
export function factText<N extends FactName>(
  l10n: Translator,
  { name, values }: Fact<N>,
  safe: (text: string) => string,
): string {
  return factTexts(inMarkdown(l10n, l10n.t('none'), safe))[name](...values);
}

type FactValue = FactValues[FactName][number];

/** Turns messages into the reader's language as a {@link Translator} does, with texts among their values as code. */
interface FactTranslator {
  t(message: string, ...values: readonly FactValue[]): string;
}

function inMarkdown(plain: Translator, none: string, safe: (text: string) => string): FactTranslator {
  const shown = (value: FactValue): string | number => {
    if (typeof value === 'number') {
      return value;
    }
    const texts = [value].flat().filter(Boolean).map(safe);
    return texts.length === 0 ? none : codes(texts);
  };
  return { t: (message, ...values) => plain.t(message, ...values.map(shown)) };
}

type FactTexts = { readonly [N in FactName]: (...values: FactValues[N]) => string };

function factTexts(l10n: FactTranslator): FactTexts {
  return {
    accessTokenIsJwt: (algorithm) => l10n.t('The access token is a JWT, signed with {0}.', algorithm),
    accessTokenIsOpaque: () => l10n.t('The access token can be read by the server alone.'),
    answersAt: (path) => l10n.t('The catalogs are at {0}.', path),
    answersElsewhere: (found, described) => l10n.t('The catalogs are at {0}, not at {1}.', found, described),
    cacheControl: (header) => l10n.t('Cache-Control of the answer: {0}.', header),
    certificate: (issuer, daysLeft) =>
      l10n.t('Issuer of the certificate: {0}. Days it is still good for: {1}.', issuer, daysLeft),
    certificateEnded: (daysAgo) => l10n.t('Days since the certificate has expired: {0}.', daysAgo),
    certificateEndsSoon: (daysLeft) => l10n.t('The certificate expires soon. Days left: {0}.', daysLeft),
    clockDiffers: (secondsAhead) =>
      l10n.t('Seconds that the clock of this machine is ahead of the server’s: {0}.', secondsAhead),
    clockFits: () => l10n.t('The clocks of server and machine agree.'),
    conditionHonoured: () => l10n.t('What has not changed is not sent again (304).'),
    conditionIgnored: (status) =>
      l10n.t('A conditional request was not answered with 304, but with {0}.', status),
    contentLanguage: (asked, said) => l10n.t('Asked in {0}, it answers in {1}.', asked, said),
    differences: (count) => l10n.t('Differences from the description: {0}.', count),
    endpointElsewhere: (configured, named) =>
      l10n.t('The realm names {1} as its token endpoint; {0} is configured.', configured, named),
    endpointsFit: () => l10n.t('Its endpoints are the ones configured.'),
    issuer: (issuer) => l10n.t('Issuer: {0}.', issuer),
    issuerDiffers: (found, expected) => l10n.t('The issuer is {0}; {1} was expected.', found, expected),
    itemsOnPage: (members, total) => l10n.t('Entries on the page: {0} of {1}.', members, total),
    itemsOnPageOnly: (members) => l10n.t('Entries on the page: {0}. A total is not given.', members),
    lifetime: (seconds) => l10n.t('Seconds it is good for: {0}.', seconds),
    lifetimeDiffers: (byAnswer, byToken) =>
      l10n.t('Seconds it is good for: {0} by the answer, {1} by the token itself.', byAnswer, byToken),
    lifetimeUnknown: () => l10n.t('The answer does not say how long the token is good for.'),
    manyAddresses: (first, count) => l10n.t('The name has {1} addresses; the first is {0}.', first, count),
    noCatalogs: () => l10n.t('The organization has no access to any catalog yet.'),
    noContentLanguage: () => l10n.t('The answer does not say in which language it is.'),
    noLinks: () => l10n.t('The page has no link to the next one.'),
    noList: () => l10n.t('The answer is no list.'),
    noRateLimits: () => l10n.t('No header speaks of a limit.'),
    noRefreshToken: () => l10n.t('No refresh token is given: each new token is asked for with the secret.'),
    noValidator: () =>
      l10n.t('The answer has neither ETag nor Last-Modified: it cannot be asked for conditionally.'),
    noVary: () => l10n.t('The answer depends on the language, and its Vary header does not say so.'),
    oldRefreshTokenRefused: () => l10n.t('A used refresh token is refused.'),
    oldRefreshTokenStillGood: () => l10n.t('A used refresh token stays good.'),
    pageSizeIgnored: (asked, given) =>
      l10n.t('The page size is not obeyed: {0} entries asked for, {1} given.', asked, given),
    pageSizeObeyed: () => l10n.t('The page size is obeyed.'),
    plainHttp: () => l10n.t('Plain HTTP, which is allowed on this machine only: there is no certificate.'),
    proxied: (host, source) => l10n.t('Requests go through the proxy {0} ({1}).', host, source),
    proxyHides: () => l10n.t('Behind it, name resolution, TLS and certificate cannot be seen from here.'),
    rateLimit: (header, value) => l10n.t('{0}: {1}', header, value),
    refreshLifetime: (seconds) => l10n.t('Seconds the refresh token is good for: {0}.', seconds),
    refreshTokenKept: () => l10n.t('The refresh token stays the same with each use.'),
    refreshTokenRotated: () => l10n.t('Each use brings another refresh token.'),
    refusesUnknown: (status) => l10n.t('What does not exist is answered with {0}.', status),
    refusesWithoutToken: (status) => l10n.t('A request without a token is answered with {0}.', status),
    requestsSucceed: (reason) =>
      l10n.t(
        'The direct look failed ({0}), but requests get there: probably by a proxy or by certificates of the system, which cannot be seen from here.',
        reason,
      ),
    resolved: (address) => l10n.t('The name resolves to {0}.', address),
    revoked: (count) => l10n.t('Tokens given back: {0}.', count),
    roles: (names) => l10n.t('Roles: {0}.', names),
    sameLanguage: () => l10n.t('Another language changes nothing in this answer.'),
    samePageTwice: () => l10n.t('The second page is the same as the first.'),
    scopes: (names) => l10n.t('Scopes: {0}.', names),
    secondPage: () => l10n.t('The second page is another one than the first.'),
    status404: () => l10n.t('There is no such address (404). That there is one was only inferred.'),
    tls: (version) => l10n.t('TLS version: {0}.', version),
    totalsAgree: () => l10n.t('The total is the same on both pages.'),
    totalsDiffer: () => l10n.t('The total is another one on the second page.'),
    validator: (header) => l10n.t('The answer can be asked for conditionally, by its {0}.', header),
  };
}

/** What to do about a fact; `undefined` where nothing need be done. */
export function adviceText(l10n: Translator, name: FactName): string | undefined {
  const texts: Partial<Record<FactName, string>> = {
    answersElsewhere: l10n.t('KorusTicket tries both addresses: nothing need be done.'),
    certificateEnded: l10n.t('Tell KorusTicket that the certificate has to be renewed.'),
    certificateEndsSoon: l10n.t('Tell KorusTicket that the certificate has to be renewed.'),
    clockDiffers: l10n.t(
      'Set the clock of this machine. KorusTicket itself copes with it; other tools may take a good token for an expired one.',
    ),
    conditionIgnored: l10n.t('Each refresh loads everything again: expect it to take longer.'),
    endpointElsewhere: l10n.t(
      'Ask KorusTicket which address is right, and correct it in the setting {0}.',
      code('korusticket.environments'),
    ),
    issuerDiffers: l10n.t('Ask KorusTicket whether the token endpoint is the right one for this API.'),
    lifetimeDiffers: l10n.t(
      'KorusTicket goes by what the answer says; report it if tokens are refused early.',
    ),
    lifetimeUnknown: l10n.t('KorusTicket goes by the token itself, or takes it to be good for five minutes.'),
    noCatalogs: l10n.t('Ask KorusTicket to grant your organization access to a catalog.'),
    noLinks: l10n.t('KorusTicket asks for pages by number instead; report it if lists seem too short.'),
    noList: l10n.t('Nothing of it can be shown. Report it.'),
    pageSizeIgnored: l10n.t('Lists are complete all the same; report it if loading is slow.'),
    samePageTwice: l10n.t('Lists may end after their first page. Report it.'),
    totalsDiffer: l10n.t('Counts may be wrong while the data is being changed. Report it if it stays so.'),
  };
  return texts[name];
}

/** How a failure of one step is told, where the words that all steps share would speak of another thing. */
export interface StepFailureText {
  /** What went wrong. */
  readonly sentence?: string;
  /** In two or three words. */
  readonly reason?: string;
  /** What it means for the account. */
  readonly consequence?: string;
}

/**
 * The words for a step beside the token endpoint. Its failures have the kinds of that endpoint, and that one works:
 * nothing need be mended there. Failures of the network read the same for all.
 */
export function stepFailureText(l10n: Translator, id: StepId, failure: Failure): StepFailureText {
  const { kind, status, url = '', endpoint } = failure;
  const isAnswer = status !== undefined && kind !== 'throttled' && kind !== 'proxy';
  const reason = kind === 'endpointNotFound' ? l10n.t('not found') : l10n.t('unusable answer');
  if (id === 'discovery' && isAnswer) {
    const sentence = l10n.t(
      'The realm has no discovery document that can be read ({1}): {0}. Signing in does not need it; giving tokens back does.',
      url,
      status,
    );
    return { sentence, reason };
  }
  if (id !== 'revocation') {
    return {};
  }
  const consequence = l10n.t('The tokens of this check live until they expire; signing in is not affected.');
  if (!isAnswer || endpoint === undefined) {
    return { consequence };
  }
  if (endpoint === 'revocation') {
    const sentence = l10n.t('The server does not take the tokens back ({1}): {0}.', url, status);
    return { sentence, reason, consequence };
  }
  const sentence =
    kind === 'endpointNotFound' && status === 200
      ? l10n.t(
          'The realm names no address on the server of the token endpoint at which tokens could be given back.',
        )
      : l10n.t(
          'The discovery document, which names the address for it, could not be read ({1}): {0}.',
          url,
          status,
        );
  return { sentence, reason, consequence };
}

/** A difference in a few words of Markdown. */
export function differenceText(l10n: Translator, { kind, described = [], seen = [] }: Deviation): string {
  const is = code(seen.join(', '));
  const texts: Readonly<Record<Deviation['kind'], string>> = {
    unknown: l10n.t('is not described; its type is {0}', is),
    missing: l10n.t('has to be there, and is missing'),
    otherType: l10n.t('has the type {0}; described is {1}', is, code(described.join(', '))),
    null: l10n.t('is null; described is {0}', code(described.join(', '))),
    otherForm: l10n.t('is written in another way than described'),
    absoluteAddress: l10n.t('is an absolute address; described is a path'),
    bareArray: l10n.t('the list is an array without anything around it'),
    prefixedTerms: l10n.t('the terms have the prefix {0}', code('hydra:')),
    membersOtherwise: l10n.t('the entries are not in an array'),
    noTotals: l10n.t('there is no total'),
    noPageLinks: l10n.t('there are no links to other pages'),
  };
  return texts[kind];
}

/** Values as Markdown code, each for itself: a line can end between them. */
export function codes(values: readonly string[]): string {
  return values.map(code).join(', ');
}

/** A value as Markdown code, which nothing in it can end. */
export function code(value: string): string {
  return `\`${value.replace(/[`|\s\p{Cc}\p{Cf}]+/gu, ' ').trim()}\``;
}
