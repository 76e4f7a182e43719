import * as vscode from 'vscode';
import type { ToolName } from './model/toolInputs';
import type { ToolAnswers } from './assistant.lazy';
import { Lazy } from '../../base/lazy';
import type { Services } from '../../editor/services';

const names: readonly ToolName[] = [
  'korusticket_listCatalogs',
  'korusticket_searchProducts',
  'korusticket_listOffers',
  'korusticket_checkAvailability',
];

/** The tools that language models in the editor may use: they read catalogs, and nothing else. */
export class LanguageModelTools implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;
  /** What answers; made with the first question. */
  private readonly answers: Lazy<ToolAnswers>;

  constructor(services: Lazy<Pick<Services, 'account' | 'api' | 'cache' | 'clock'>>) {
    this.answers = new Lazy(async () => {
      const { account, api, cache, clock } = await services.get();
      const part = await import('./assistant.lazy');
      return new part.ToolAnswers(account, { kept: await cache.get(), live: await api.get(), clock });
    });
    // Editors made from VS Code may come without this part of the API.
    const lm = vscode.lm as Partial<typeof vscode.lm> | undefined;
    const registered = typeof lm?.registerTool === 'function' ? names : [];
    this.subscriptions = vscode.Disposable.from(
      ...registered.map((name) => vscode.lm.registerTool<unknown>(name, this.tool(name))),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private tool(name: ToolName): vscode.LanguageModelTool<unknown> {
    return {
      prepareInvocation: async ({ input }) => (await this.answers.get()).prepare(name, input),
      invoke: async ({ input }, token) => (await this.answers.get()).answer(name, input, token),
    };
  }
}
