import * as v from 'valibot';
import { jsonList } from '../base/json';

/** How the client proves itself at the token endpoint (RFC 6749 section 2.3.1). */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic';

/** Where one KorusTicket environment lives and which service account is used there: the part that is no secret. */
export interface Environment {
  readonly name: string;
  readonly tokenEndpoint?: string | undefined;
  /** Defaults to the token endpoint. */
  readonly refreshTokenEndpoint?: string | undefined;
  readonly apiBaseUrl: string;
  readonly catalogsPath?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientAuthentication?: ClientAuthentication | undefined;
  readonly scope?: string | undefined;
  /** Id of a VS Code theme colour that the status bar shows the environment in. */
  readonly color?: string | undefined;
  /** Id of a codicon that the status bar shows the environment with. */
  readonly icon?: string | undefined;
}

const text = v.pipe(
  v.string(),
  v.trim(),
  v.check((text) => text !== ''),
);

/** How it looks must never keep anybody from the token: what makes no sense there is as if it were not there. */
const look = (pattern: RegExp) =>
  v.fallback(
    v.optional(
      v.pipe(
        v.string(),
        v.check((id) => pattern.test(id)),
      ),
    ),
    undefined,
  );

const environmentSchema = v.object({
  name: text,
  tokenEndpoint: v.optional(text),
  refreshTokenEndpoint: v.optional(text),
  apiBaseUrl: text,
  catalogsPath: v.optional(text),
  clientId: v.optional(text),
  clientAuthentication: v.optional(v.picklist(['client_secret_post', 'client_secret_basic'])),
  scope: v.optional(text),
  color: look(/^[a-zA-Z]\w*(\.\w+)*$/),
  icon: look(/^[a-z][a-z0-9-]*(~spin)?$/),
});

/** The published environments (docs.korusticket.com/authentication/oidc); Demo's token endpoint comes with the account. */
export const publishedEnvironments: readonly Environment[] = [
  {
    name: 'Production',
    tokenEndpoint: 'https://auth.korusticket.com/realms/korusticket/protocol/openid-connect/token',
    apiBaseUrl: 'https://api.korusticket.com',
  },
  { name: 'Demo', apiBaseUrl: 'https://api.demo.korusticket.com' },
];

/**
 * The environments of a settings value, followed by the published ones it does not name. A person edits this value by
 * hand, so an entry that makes no sense is left out (and counted) instead of spoiling the rest; nothing else takes its
 * name meanwhile.
 */
export function readEnvironments(value: unknown): { environments: Environment[]; ignored: number } {
  const entries = jsonList(value);
  const environments: Environment[] = [];
  for (const entry of entries) {
    const result = v.safeParse(environmentSchema, entry);
    if (result.success && !environments.some(({ name }) => name === result.output.name)) {
      environments.push(result.output);
    }
  }
  const ignored = entries.length - environments.length;
  const named = new Set(entries.map(nameOf));
  return {
    environments: [...environments, ...publishedEnvironments.filter(({ name }) => !named.has(name))],
    ignored,
  };
}

/** The name of an entry as it is read, without the blanks around it. */
export function nameOf(entry: unknown): string | undefined {
  const { name } = (entry ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' ? name.trim() : undefined;
}
