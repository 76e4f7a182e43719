import * as vscode from 'vscode';
import type { JsonObject } from '../../base/json';
import { type AnswerSources, checkAvailability, listCatalogs, listOffers } from './model/answers';
import { searchProducts } from './model/searchProducts';
import { readToolInput, type ToolInput, type ToolName } from './model/toolInputs';
import type { ActiveAccount } from '../../auth/activeAccount';
import { redactSecrets } from '../../base/redaction';
import type { ServiceAccount } from '../../auth/serviceAccount';
import { failureOf, RequestFailure } from '../../base/failure';
import { explain, explainError } from '../../editor/explain';
import { oneLine, plainMarkdown } from '../../base/text';

/** What a tool does, checked and ready to go. */
interface Question {
  /** While it runs. */
  readonly doing: string;
  /** What the user is asked to agree to. */
  readonly title: string;
  readonly ask: (sources: AnswerSources, signal: AbortSignal) => Promise<JsonObject>;
}

/** Answers what language models ask. */
export class ToolAnswers {
  constructor(
    private readonly account: ActiveAccount,
    private readonly sources: Pick<AnswerSources, 'kept' | 'live' | 'clock'>,
  ) {}

  /** What the user reads before and while a tool runs; nothing while signed out. Asks no server anything. */
  async prepare(name: ToolName, input: unknown): Promise<vscode.PreparedToolInvocation> {
    const question = questionOf(name, input);
    if ('problem' in question) {
      // Nothing will be asked, so there is nothing to agree to: the model is told what is wrong.
      return {};
    }
    const environment = this.account.environment();
    // An account that is still being read is waited for: it will be there to read with.
    if (environment === undefined || (await this.account.accountOf(environment)) === undefined) {
      return {};
    }
    return {
      invocationMessage: new vscode.MarkdownString(plainMarkdown(question.doing)),
      confirmationMessages: {
        title: question.title,
        message: new vscode.MarkdownString(
          plainMarkdown(
            vscode.l10n.t(
              '{0}: reads from the KorusTicket API ({1}) with your account and gives the answer to the language model. Nothing is changed, and the model never sees a token.',
              question.doing,
              oneLine(environment.name, 60),
            ),
          ),
        ),
      },
    };
  }

  /** The answer as JSON. Rejects with a readable sentence. */
  async answer(
    name: ToolName,
    input: unknown,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const question = questionOf(name, input);
    if ('problem' in question) {
      throw new Error(question.problem);
    }
    const abortion = new AbortController();
    let asked: ServiceAccount | undefined;
    // Each read is of the account in use by then: after a change, what was read is no longer of one account.
    const hasChanged = (): boolean => asked !== undefined && this.account.account !== asked;
    const subscriptions = vscode.Disposable.from(
      token.onCancellationRequested(() => abortion.abort()),
      this.account.onDidChange(() => (hasChanged() ? abortion.abort() : undefined)),
    );
    try {
      asked = this.account.account ?? (await this.account.known());
      const { environment, apiBaseUrl } = asked;
      const sources = { ...this.sources, apiBaseUrl, explain };
      const secrets = this.account.secretsInUse;
      const answer = { environment, ...(await question.ask(sources, abortion.signal)) };
      if (hasChanged()) {
        throw new RequestFailure({ kind: 'cancelled' });
      }
      // An API that echoes what it was sent must not hand it to a model; the token may have been renewed meanwhile.
      const text = redactSecrets(JSON.stringify(answer), [...secrets, ...this.account.secretsInUse]);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    } catch (error) {
      if (token.isCancellationRequested) {
        throw new vscode.CancellationError();
      }
      throw new Error(this.sentenceOf(error, hasChanged()));
    } finally {
      subscriptions.dispose();
    }
  }

  /** Why there is no answer. */
  private sentenceOf(error: unknown, hasChanged: boolean): string {
    if (hasChanged ? this.account.account === undefined : failureOf(error).kind === 'signedOut') {
      return vscode.l10n.t('Nobody is signed in: the user has to run “KorusTicket: Sign In” first.');
    }
    return hasChanged
      ? vscode.l10n.t('Another account came into use while this was read. Ask again.')
      : explainError(error);
  }
}

function questionOf(name: ToolName, input: unknown): Question | { readonly problem: string } {
  switch (name) {
    case 'korusticket_listCatalogs':
      return question(name, input, (read) => ({
        doing: vscode.l10n.t('Listing the catalogs'),
        title: vscode.l10n.t('List the KorusTicket catalogs?'),
        ask: (sources, signal) => listCatalogs(sources, read, signal),
      }));
    case 'korusticket_searchProducts':
      return question(name, input, (read) => ({
        doing: vscode.l10n.t('Searching the catalogs for “{0}”', oneLine(read.text, 100)),
        title: vscode.l10n.t('Search the KorusTicket catalogs?'),
        ask: (sources, signal) => searchProducts(sources, read, signal),
      }));
    case 'korusticket_listOffers':
      return question(name, input, (read) => ({
        doing: vscode.l10n.t('Reading the offers from {0} to {1}', read.from, read.until),
        title: vscode.l10n.t(
          'Read the offers of a KorusTicket product from {0} to {1}?',
          read.from,
          read.until,
        ),
        ask: (sources, signal) => listOffers(sources, read, signal),
      }));
    case 'korusticket_checkAvailability':
      return question(name, input, (read) => ({
        doing: vscode.l10n.t('Checking the availability of an offer'),
        title: vscode.l10n.t('Check availability and price of a KorusTicket offer now?'),
        ask: (sources, signal) => checkAvailability(sources, read, signal),
      }));
  }
}

function question<Name extends ToolName>(
  name: Name,
  input: unknown,
  make: (input: ToolInput<Name>) => Question,
): Question | { readonly problem: string } {
  const read = readToolInput(name, input);
  return 'problem' in read ? read : make(read.input);
}
