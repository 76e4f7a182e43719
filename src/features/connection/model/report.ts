import type { Failure } from '../../../base/failure';
import { redact } from '../../../base/redaction';
import { displayUrl } from '../../../net/http';
import { plainMarkdown } from '../../../base/text';
import type { CheckResult } from './check';
import { isDeviation, type Assumption, type Difference, type UnseenMember } from './compare';
import { isSlow, slowAnswer, type Step, type StepId } from './steps';
import {
  adviceText,
  code,
  codes,
  differenceText,
  factText,
  obstacleText,
  outcomeText,
  shortPath,
  stepFailureText,
  stepText,
  timeText,
  type Translator,
} from './texts';

/** How a report speaks. */
export interface ReportLanguage {
  readonly l10n: Translator;
  /** A failure as a sentence that says what to do about it. */
  readonly explain: (failure: Failure) => string;
  /** A failure in two or three words. */
  readonly shortReason: (failure: Failure) => string;
}

/** The report of a check in Markdown: hosts stay, since they are the point; nothing in it can be used to sign in. */
export function connectionReport(result: CheckResult, language: ReportLanguage): string {
  const { l10n, explain } = language;
  const safe = (text: string): string => withoutClient(text, result.clientId);
  const tell = (id: StepId, failure: Failure): string => {
    const { sentence, consequence } = stepFailureText(l10n, id, failure);
    const said = failure.detail === undefined ? undefined : safe(failure.detail);
    const cause = sentence ?? explain(said === undefined ? failure : { ...failure, detail: said });
    // The common sentence quotes the server by itself.
    const quoted =
      sentence === undefined || said === undefined ? undefined : l10n.t('The server said: {0}', said);
    return plainMarkdown([cause, quoted, consequence].filter((text) => text !== undefined).join(' '));
  };
  const sections = [
    `# ${l10n.t('Connection to {0}', plainMarkdown(result.environment))}`,
    `**${summary(result, l10n)}**`,
    about(result, l10n),
    ...section(l10n.t('What to do'), advice(result.steps, l10n, tell)),
    `## ${l10n.t('Steps')}`,
    stepTable(result.steps, language, safe),
    l10n.t(
      'Addresses are shortened: {0} stands for {1}, and … for an id.',
      code('product_bases'),
      code('/v1/ticketing/catalogs/{catalogId}/product_bases'),
    ),
    ...section(l10n.t('Differences from the description'), differenceTable(result.differences, l10n)),
    ...section(l10n.t('Not known before'), learntLines(result.differences, l10n)),
    ...section(l10n.t('Inferred so far, and now known'), assumptionLines(result.assumptions, l10n)),
    ...section(l10n.t('Described, but not seen'), unseenLines(result.unseen, l10n)),
  ];
  return `${redact(sections.join('\n\n'), result.secrets)}\n`;
}

/** What came of it, in one sentence. */
function summary({ steps, cancelled, environment, differences }: CheckResult, l10n: Translator): string {
  const name = plainMarkdown(environment);
  const failed = steps.filter(({ outcome }) => outcome === 'fails');
  const [first] = failed;
  if (cancelled) {
    return l10n.t('The check of {0} was cancelled; what was tried before stands below.', name);
  }
  if (first !== undefined) {
    const essential = failed.find(({ id }) => id === 'clientCredentials' || id === 'catalogs');
    return essential === undefined
      ? l10n.t(
          '{0} works in part. What fails: {1}.',
          name,
          failed.map((step) => stepText(l10n, step)).join(', '),
        )
      : l10n.t('{0} does not work. What fails: {1}.', name, stepText(l10n, essential));
  }
  const differing = steps.filter(({ outcome }) => outcome === 'differs');
  const deviations = differences.filter(isDeviation).length;
  return differing.length === 0
    ? l10n.t('{0} works as the API description says.', name)
    : l10n.t(
        '{0} works, with differences. Steps: {1}. Differences from the description: {2}.',
        name,
        differing.length,
        deviations,
      );
}

function about(result: CheckResult, l10n: Translator): string {
  const { at, duration, requests, clientId, tokenEndpoint, apiBaseUrl, steps } = result;
  const slow = slowSteps(steps, l10n);
  const time = new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
  const lines = [
    l10n.t('Token endpoint: {0}', code(displayUrl(tokenEndpoint))),
    l10n.t('Address of the API: {0}', code(displayUrl(apiBaseUrl))),
    l10n.t('Client id, shortened: {0}', code(shortened(clientId))),
    l10n.t('Checked on {0}, in {1} ms. Requests: {2}', time, duration, requests),
    slow === ''
      ? l10n.t('No step is slow: none took more than {0} ms a request.', slowAnswer)
      : l10n.t('Slow, with more than {0} ms a request: {1}', slowAnswer, slow),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

function stepTable(
  steps: readonly Step[],
  { l10n, shortReason }: ReportLanguage,
  safe: (text: string) => string,
): string {
  const head = [l10n.t('Step'), l10n.t('Result'), l10n.t('Time'), l10n.t('What was seen')];
  const rows = steps.map((step) => {
    const { id, outcome, duration, facts, obstacle, failure } = step;
    const seen = [
      ...facts.map((fact) => factText(l10n, fact, safe)),
      ...(obstacle === undefined ? [] : [obstacleText(l10n, obstacle)]),
      ...(failure === undefined
        ? []
        : [failureText(failure, stepFailureText(l10n, id, failure).reason ?? shortReason(failure))]),
    ];
    const time = outcome === 'notTried' ? '' : timeText(l10n, duration);
    return [stepText(l10n, step), outcomeText(l10n, outcome), time, seen.join('<br>')];
  });
  return table(head, rows);
}

/** A failure in a few words, with the server's status and code for those who know them. */
function failureText({ status, code: word }: Failure, reason: string): string {
  // An answer of 200 was refused for what it says, or does not.
  const marks = [status === 200 ? undefined : status, word].filter((mark) => mark !== undefined).map(String);
  const told = marks.filter((mark) => !reason.includes(mark)).map(code);
  return [plainMarkdown(reason), ...told].join(' ');
}

/** What to do about each failure, and about each difference that calls for something. */
function advice(
  steps: readonly Step[],
  l10n: Translator,
  tell: (id: StepId, failure: Failure) => string,
): string | undefined {
  const lines = steps.flatMap((step) => {
    const { id, failure, facts } = step;
    const told = facts.flatMap((fact) => (fact.differs ? (adviceText(l10n, fact.name) ?? []) : []));
    return [...(failure === undefined ? [] : [tell(id, failure)]), ...told].map(
      (text) => `- ${stepText(l10n, step)} – ${text}`,
    );
  });
  const slow = slowSteps(steps, l10n);
  if (slow !== '') {
    lines.push(
      `- ${slow} – ${l10n.t('Slow. Check again at another time or from another network; if it stays slow, tell KorusTicket.')}`,
    );
  }
  return lines.length === 0 ? undefined : [...new Set(lines)].join('\n');
}

function slowSteps(steps: readonly Step[], l10n: Translator): string {
  return steps
    .filter(isSlow)
    .map((step) => stepText(l10n, step))
    .join(', ');
}

function differenceTable(differences: readonly Difference[], l10n: Translator): string | undefined {
  const deviations = differences.filter(isDeviation);
  if (deviations.length === 0) {
    return undefined;
  }
  const rows = deviations.map((difference) => [
    code(shortPath(difference.read)),
    difference.member === '' ? '' : code(difference.member),
    differenceText(l10n, difference),
  ]);
  return [
    l10n.t(
      'Names and types only, no values. The tree reads unknown members, bare arrays, prefixed terms, absolute addresses and lists without totals as well; with other differences something may be left out.',
    ),
    table([l10n.t('Address'), l10n.t('Member'), l10n.t('Difference')], rows),
  ].join('\n\n');
}

/** Members of resources of which none was described. */
function learntLines(differences: readonly Difference[], l10n: Translator): string | undefined {
  const learnt = differences.filter((each) => !isDeviation(each));
  return learnt.length === 0
    ? undefined
    : [
        l10n.t('Members of resources of which nothing was described, with their types:'),
        byAddress(learnt, l10n, ({ member, seen = [] }) => `${code(member)} (${codes(seen)})`),
      ].join('\n\n');
}

function assumptionLines(assumptions: readonly Assumption[], l10n: Translator): string | undefined {
  const told = (['confirmed', 'refuted'] as const).flatMap((verdict) => {
    const judged = assumptions.filter((each) => each.verdict === verdict);
    const { length } = judged;
    const title = verdict === 'confirmed' ? l10n.t('Confirmed: {0}', length) : l10n.t('Refuted: {0}', length);
    return length === 0 ? [] : [`**${title}**`, byAddress(judged, l10n, (each) => placeOf(each, l10n))];
  });
  return told.length === 0 ? undefined : told.join('\n\n');
}

function placeOf({ member, isNullability }: Assumption, l10n: Translator): string {
  const place = member === '' ? l10n.t('the address itself') : code(member);
  return isNullability ? l10n.t('{0} can be null', place) : place;
}

function unseenLines(unseen: readonly UnseenMember[], l10n: Translator): string | undefined {
  return unseen.length === 0
    ? undefined
    : [
        l10n.t('None of the answers had these members; that may be a matter of the data.'),
        byAddress(unseen, l10n, ({ member }) => code(member)),
      ].join('\n\n');
}

/** A list with one line for each address, and what there is to tell of it behind. */
function byAddress<T extends { readonly read: string }>(
  all: readonly T[],
  l10n: Translator,
  tell: (one: T) => string,
): string {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    groups.set(one.read, [...(groups.get(one.read) ?? []), one]);
  }
  return [...groups]
    .map(([read, ones]) => `- ${l10n.t('{0}: {1}', code(shortPath(read)), ones.map(tell).join(', '))}`)
    .join('\n');
}

function section(title: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`## ${title}`, text];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A text of the server's with the client id shortened; too short a one is in any word. */
function withoutClient(text: string, clientId: string): string {
  return clientId.length < 4 ? text : text.replaceAll(clientId, shortened(clientId));
}

function shortened(clientId: string): string {
  return clientId.length > 6 ? `${clientId.slice(0, 3)}…` : '…';
}
