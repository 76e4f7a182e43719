import { arch, platform, release } from 'node:os';
import * as vscode from 'vscode';
import { isTakenForSignedIn, type EnvironmentStore } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import { failureIn } from '../../auth/sessionState';
import type { Clock } from '../../base/clock';
import type { Environment } from '../../auth/environment';
import { redact } from '../../base/redaction';
import type { TokenEvent } from '../../auth/tokenHistory';
import { displayUrl } from '../../net/http';
import { eventText, factsOf } from '../../editor/log';
import type { Manifest } from './help';

/** What a report is made of. */
export interface ProblemReportParts {
  readonly account: ActiveAccount;
  readonly environments: Pick<EnvironmentStore, 'all' | 'signInMark'>;
  readonly clock: Clock;
  readonly manifest: Manifest;
  /** The newest report of a check of the connection, in Markdown. */
  readonly connection: string | undefined;
}

/** Settings of VS Code that decide how requests leave the machine. Of addresses only whether they are set: they may hold passwords. */
const networkSettings = ['http.proxySupport', 'http.proxyStrictSSL', 'http.systemCertificates'];
const networkAddresses = ['http.proxy', 'http.noProxy', 'http.proxyAuthorization'];

/**
 * `korusticket.reportProblem`: a document for the user to read, complete and share. Nothing is sent, and nothing in it
 * can be used to sign in: no secret, no token, no client id.
 */
export async function reportProblem(parts: ProblemReportParts): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: problemReport(parts),
  });
  await vscode.window.showTextDocument(document, { preview: false });
}

/** The text of the report. Its headings and advice speak the user's language, its facts are those of the log. */
function problemReport({ account, environments, clock, manifest, connection }: ProblemReportParts): string {
  const { version, contributes } = manifest;
  const all = environments.all();
  const clients = [...all, account.account].flatMap((each) => each?.clientId ?? []);
  const withoutSecrets = (text: string): string => redact(text, [...account.secretsInUse, ...clients]);
  const sections = [
    [`# ${vscode.l10n.t('Problem with KorusTicket')}`],
    [
      vscode.l10n.t(
        'Read this through and take out what you do not want to share. Nothing has been sent anywhere. There is no client secret, no token and no client id in it.',
      ),
    ],
    [`## ${vscode.l10n.t('What happened')}`],
    [`(${vscode.l10n.t('What you did, what you expected and what you saw instead')})`],
    [`## ${vscode.l10n.t('Versions')}`],
    versions(version),
    [`## ${vscode.l10n.t('State')}`],
    state(account, clock.now()).map(withoutSecrets),
    [`## ${vscode.l10n.t('Environments')}`],
    all.map((each) => environmentLine(each, isTakenForSignedIn(environments, each))),
    [`## ${vscode.l10n.t('Last events')}`],
    account.history.events.map((event) => withoutSecrets(timedLine(event))),
    [`## ${vscode.l10n.t('Settings')}`],
    settings(Object.keys(contributes.configuration.properties)).map(withoutSecrets),
    // Its headings go one step down.
    ...(connection === undefined ? [] : [[connection.trim().replace(/^#/gm, '##')]]),
  ];
  const filled = sections.map((lines) => (lines.length === 0 ? [vscode.l10n.t('none')] : lines));
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function versions(version: string): string[] {
  const { appName, appHost, uiKind, remoteName, language } = vscode.env;
  return facts({
    KorusTicket: version,
    [appName]: vscode.version,
    host: `${appHost}, ${uiKind === vscode.UIKind.Web ? 'web' : 'desktop'}`,
    // In a browser the name is the server's address, which is nobody's business.
    remote: remoteName === undefined ? false : /^[a-z-]+$/.test(remoteName) ? remoteName : true,
    trusted: vscode.workspace.isTrusted,
    language,
    system: `${platform()} ${release()} ${arch()}`,
    Node: process.versions.node,
  });
}

function state({ state }: ActiveAccount, now: number): string[] {
  const { name, environment } = state;
  const failure = failureIn(state);
  const { receivedAt, expiresAt, refreshToken } = name === 'valid' ? state.tokens : {};
  return facts({
    now: time(now),
    state: name,
    environment,
    received: time(receivedAt),
    expires: time(expiresAt),
    renews: name === 'valid' ? time(state.renewsAt) : undefined,
    retries: name === 'retrying' ? time(state.retriesAt) : undefined,
    refreshToken: name === 'valid' ? refreshToken !== undefined : undefined,
    failure: failure === undefined ? undefined : factsOf(failure),
  });
}

/** Where the environment lies; of the service account only whether there is one. */
function environmentLine({ name, ...environment }: Environment, account: boolean): string {
  const { apiBaseUrl, tokenEndpoint, refreshTokenEndpoint, catalogsPath, clientAuthentication } = environment;
  const parts = Object.entries({
    apiBaseUrl: displayUrl(apiBaseUrl),
    tokenEndpoint: displayUrl(tokenEndpoint ?? ''),
    refreshTokenEndpoint: displayUrl(refreshTokenEndpoint ?? ''),
    catalogsPath,
    clientAuthentication,
    account,
  }).filter(([, value]) => value !== undefined && value !== '');
  return `- ${name}: ${parts.map(([key, value]) => `${key}=${String(value)}`).join(', ')}`;
}

/** One line each, without those that there are not. */
function facts(values: Readonly<Record<string, string | boolean | undefined>>): string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`- ${key}: ${String(value)}`],
  );
}

function time(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

function timedLine(event: TokenEvent): string {
  return `- ${new Date(event.at).toISOString()} ${eventText(event)}`;
}

function settings(own: readonly string[]): string[] {
  const configuration = vscode.workspace.getConfiguration();
  return [
    // The environments stand above, without their client ids.
    ...[...own.filter((key) => key !== 'korusticket.environments'), ...networkSettings].map(
      (key) => `- ${key}: ${JSON.stringify(configuration.get(key))}`,
    ),
    ...networkAddresses.map((key) => `- ${key}: ${isSet(configuration.get(key)) ? 'set' : 'unset'}`),
  ];
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
