import * as vscode from 'vscode';
import { readPastedAccount } from './model/paste';
import { endpointProblem, originOf } from '../../net/endpoint';
import type { Environment } from '../../auth/environment';
import type { ServiceAccount } from '../../auth/serviceAccount';
import { askItem, askText, type StepResult, type TextStep } from './steps';

/** What the dialogue has learnt so far. */
export interface SignInDraft {
  /** True where the account is not going to be stored. */
  isForOneUse?: boolean;
  isNew?: boolean;
  environment?: Environment | undefined;
  name?: string;
  apiBaseUrl?: string;
  pasted?: string;
  tokenEndpoint?: string;
  /** A token endpoint of the settings that has turned out to be none: it is asked for again. */
  doubted?: string | undefined;
  clientId?: string;
  clientSecret?: string;
}

type Step = (draft: SignInDraft, canGoBack: boolean) => Promise<StepResult<unknown>>;

/**
 * Asks for an environment and a service account; each step can be taken back. `undefined` when given up.
 * A draft from an earlier try fills in what was entered then.
 */
export async function askServiceAccount(
  environments: readonly Environment[],
  draft: SignInDraft,
): Promise<ServiceAccount | undefined> {
  const asked: Step[] = [];
  for (;;) {
    const step = nextStep(environments, draft, asked);
    if (step === undefined) {
      return accountOf(draft);
    }
    const result = await step(draft, asked.length > 0);
    if (result === 'cancelled') {
      return undefined;
    }
    if (result === 'back') {
      asked.pop();
    } else {
      asked.push(step);
    }
  }
}

/** The first step that was not asked and whose answer is not known yet. */
function nextStep(
  environments: readonly Environment[],
  draft: SignInDraft,
  asked: readonly Step[],
): Step | undefined {
  const steps: readonly (readonly [Step, needed: boolean])[] = [
    [environmentStep(environments), true],
    [nameStep(environments), draft.isNew === true],
    [apiBaseUrlStep, draft.isNew === true],
    [pasteStep, true],
    [tokenEndpointStep, !fromPaste(draft, 'tokenEndpoint') && endpointToKeep(draft) === undefined],
    [clientIdStep, !fromPaste(draft, 'clientId')],
    [clientSecretStep, !fromPaste(draft, 'clientSecret')],
  ];
  const wanted = steps.filter(([, needed]) => needed).map(([step]) => step);
  return wanted[asked.length];
}

function fromPaste(draft: SignInDraft, field: 'tokenEndpoint' | 'clientId' | 'clientSecret'): boolean {
  return readPastedAccount(draft.pasted ?? '')[field] !== undefined;
}

/** The token endpoint that the settings have and that need not be asked for. */
function endpointToKeep({ environment, doubted }: SignInDraft): string | undefined {
  const known = environment?.tokenEndpoint;
  return known === doubted ? undefined : known;
}

const title = vscode.l10n.t('Sign In to KorusTicket');

function environmentStep(environments: readonly Environment[]): Step {
  return async (draft) => {
    const items: (vscode.QuickPickItem & { environment?: Environment })[] = environments.map(
      (environment) => ({
        label: environment.name,
        description: environment.apiBaseUrl,
        environment,
      }),
    );
    items.push({ label: vscode.l10n.t('New environment…'), iconPath: new vscode.ThemeIcon('add') });
    const before = draft.isNew === true ? items.at(-1)?.label : draft.environment?.name;
    const likely = items.find(({ label }) => label === before);
    const result = await askItem(title, vscode.l10n.t('Environment to sign in to'), items, likely);
    if (typeof result === 'object') {
      const { environment } = result.value;
      if (environment?.name !== draft.environment?.name) {
        // One environment's secret must go neither to the address typed for another nor to another's own.
        delete draft.pasted;
        delete draft.tokenEndpoint;
        delete draft.clientId;
        delete draft.clientSecret;
      }
      draft.isNew = environment === undefined;
      draft.environment = environment;
    }
    return result;
  };
}

function nameStep(environments: readonly Environment[]): Step {
  return (draft, canGoBack) =>
    typed(draft, 'name', {
      title,
      canGoBack,
      prompt: vscode.l10n.t('Name of the new environment, as the status bar shall show it'),
      problem: (text) =>
        text.trim() === ''
          ? vscode.l10n.t('A name is needed.')
          : environments.some(({ name }) => name === text.trim())
            ? vscode.l10n.t('There is an environment of this name already.')
            : undefined,
    });
}

const apiBaseUrlStep: Step = (draft, canGoBack) =>
  typed(draft, 'apiBaseUrl', {
    title,
    canGoBack,
    prompt: vscode.l10n.t('Address of the API'),
    placeholder: 'https://api.korusticket.com',
    problem: urlProblem,
  });

const pasteStep: Step = (draft, canGoBack) =>
  typed(draft, 'pasted', {
    title,
    canGoBack,
    password: true,
    prompt: vscode.l10n.t(
      'Paste what KorusTicket sent you: JSON, lines or the curl command. Or press Enter to type the values.',
    ),
    placeholder: 'client_id, client_secret, token_endpoint, refresh_token_endpoint',
    supply: {
      icon: 'clippy',
      tooltip: vscode.l10n.t('Take it from the clipboard'),
      text: () => vscode.env.clipboard.readText(),
      nothing: vscode.l10n.t('The clipboard holds no text.'),
    },
    problem: pasteProblem,
    hint: (text) => (text.trim() === '' ? undefined : pasteHint({ ...draft, pasted: text })),
  });

const tokenEndpointStep: Step = (draft, canGoBack) =>
  typed(draft, 'tokenEndpoint', {
    title,
    canGoBack,
    prompt: vscode.l10n.t('Token endpoint (token_endpoint)'),
    placeholder: 'https://…/realms/korusticket/protocol/openid-connect/token',
    problem: urlProblem,
  });

const clientIdStep: Step = (draft, canGoBack) =>
  typed(draft, 'clientId', {
    title,
    canGoBack,
    prompt: vscode.l10n.t('Client id (client_id)'),
    problem: (text) => (text.trim() === '' ? vscode.l10n.t('A client id is needed.') : undefined),
  });

const clientSecretStep: Step = (draft, canGoBack) => {
  const [token, api] = destinations(draft);
  return typed(draft, 'clientSecret', {
    title,
    canGoBack,
    password: true,
    prompt: draft.isForOneUse
      ? vscode.l10n.t(
          'Client secret (client_secret); it is not kept. It is sent to {0}, its tokens to {1}',
          token,
          api,
        )
      : vscode.l10n.t(
          'Client secret (client_secret); VS Code keeps it in its secret storage. It is sent to {0}, its tokens to {1}',
          token,
          api,
        ),
    problem: (text) => (text.trim() === '' ? vscode.l10n.t('A client secret is needed.') : undefined),
  });
};

type TextField = 'name' | 'apiBaseUrl' | 'pasted' | 'tokenEndpoint' | 'clientId' | 'clientSecret';

async function typed(draft: SignInDraft, field: TextField, step: TextStep): Promise<StepResult<string>> {
  const known = field === 'clientId' || field === 'tokenEndpoint' ? draft.environment?.[field] : undefined;
  const value = draft[field] ?? known;
  const result = await askText({ ...step, ...(value === undefined ? {} : { value }) });
  if (typeof result === 'object') {
    draft[field] = result.value;
  }
  return result;
}

/** A sentence about a text that cannot be an endpoint. */
export function urlProblem(text: string): string | undefined {
  switch (endpointProblem(text.trim())) {
    case 'notAUrl':
      return vscode.l10n.t('This is not a full web address, such as https://host/path.');
    case 'notHttps':
      return vscode.l10n.t('Only https is allowed, except on this machine (localhost).');
    case 'userInfo':
      return vscode.l10n.t('User name and password do not belong in the address.');
    case 'query':
      return vscode.l10n.t('The address must not have a query or a fragment (? or #).');
    case undefined:
      return undefined;
  }
}

function pasteProblem(text: string): string | undefined {
  if (text.trim() === '') {
    return undefined;
  }
  if (recognized(text).length === 0) {
    return vscode.l10n.t('Nothing recognized: neither client_id, client_secret nor token_endpoint.');
  }
  const { tokenEndpoint, refreshTokenEndpoint } = readPastedAccount(text);
  const problem = [tokenEndpoint, refreshTokenEndpoint]
    .map((url) => (url === undefined ? undefined : urlProblem(url)))
    .find(Boolean);
  return problem === undefined ? undefined : vscode.l10n.t('The endpoint in it cannot be used: {0}', problem);
}

function recognized(text: string): string[] {
  const { clientId, clientSecret, tokenEndpoint, refreshTokenEndpoint } = readPastedAccount(text);
  const found = {
    client_id: clientId,
    client_secret: clientSecret,
    token_endpoint: tokenEndpoint,
    refresh_token_endpoint: refreshTokenEndpoint,
  };
  return Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/** What a paste holds and, where it may be all that is asked, where the secret in it will be sent. */
function pasteHint(draft: SignInDraft): string {
  const found = recognized(draft.pasted ?? '').join(', ');
  const [token, api] = destinations(draft);
  return token === '' || !fromPaste(draft, 'clientSecret')
    ? vscode.l10n.t('Recognized: {0}', found)
    : vscode.l10n.t('Recognized: {0}. The secret is sent to {1}, its tokens to {2}', found, token, api);
}

/** The origins that get to see the secret, and the one that gets the tokens. */
function destinations(draft: SignInDraft): [secret: string, tokens: string] {
  const { tokenEndpoint, refreshTokenEndpoint, apiBaseUrl } = accountOf(draft);
  const secret = new Set([originOf(tokenEndpoint), originOf(refreshTokenEndpoint)]);
  return [[...secret].filter(Boolean).join(', '), originOf(apiBaseUrl)];
}

function accountOf(draft: SignInDraft): ServiceAccount {
  const { environment } = draft;
  const pasted = readPastedAccount(draft.pasted ?? '');
  const tokenEndpoint = pasted.tokenEndpoint ?? endpointToKeep(draft) ?? draft.tokenEndpoint ?? '';
  // A refresh endpoint kept from before belongs to the token endpoint it was entered with.
  const known = tokenEndpoint === environment?.tokenEndpoint ? environment.refreshTokenEndpoint : undefined;
  return {
    environment: environment?.name ?? draft.name ?? '',
    tokenEndpoint,
    refreshTokenEndpoint: pasted.refreshTokenEndpoint ?? known ?? tokenEndpoint,
    apiBaseUrl: environment?.apiBaseUrl ?? draft.apiBaseUrl ?? '',
    catalogsPath: environment?.catalogsPath,
    clientId: pasted.clientId ?? draft.clientId ?? '',
    clientSecret: pasted.clientSecret ?? draft.clientSecret ?? '',
    clientAuthentication: environment?.clientAuthentication ?? 'client_secret_post',
    scope: environment?.scope,
  };
}
