import * as vscode from 'vscode';
import type { ToolName } from './model/toolInputs';
import type { ToolAnswers } from './assistant.lazy';

const names: readonly ToolName[] = [
  'korusticket_listCatalogs',
  'korusticket_searchProducts',
  'korusticket_listOffers',
  'korusticket_checkAvailability',
];

/** The tools that language models in the editor may use: they read catalogs, and nothing else. */
export class LanguageModelTools implements vscode.Disposable {
  private readonly subscriptions: readonly vscode.Disposable[];
  private answers: Promise<ToolAnswers> | undefined;

  /** @param create makes what answers, with the first question */
  constructor(private readonly create: () => Promise<ToolAnswers>) {
    // Editors made from VS Code may come without this part of the API.
    const lm = (vscode as Partial<typeof vscode>).lm as Partial<typeof vscode.lm> | undefined;
    this.subscriptions =
      typeof lm?.registerTool === 'function'
        ? names.map((name) => vscode.lm.registerTool<unknown>(name, this.tool(name)))
        : [];
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private tool(name: ToolName): vscode.LanguageModelTool<unknown> {
    return {
      prepareInvocation: async ({ input }) => (await this.load()).prepare(name, input),
      invoke: async ({ input }, token) => (await this.load()).answer(name, input, token),
    };
  }

  private load(): Promise<ToolAnswers> {
    this.answers ??= this.create();
    return this.answers;
  }
}
