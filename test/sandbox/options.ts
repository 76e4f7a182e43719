import { randomBytes } from 'node:crypto';
import type { TrustedIssuer } from './bearer';
import { newRealmState, type RealmState } from './realm';

/** How to start a sandbox; everything may be left out. */
export interface SandboxOptions {
  /** Port of the authentication listener; any free one unless given. */
  readonly authPort?: number;
  /** Port of the API listener; any free one unless given. */
  readonly apiPort?: number;
  /** 1800, as KorusTicket documents. */
  readonly accessTokenSeconds?: number;
  /** 1800, as KorusTicket documents. */
  readonly refreshTokenSeconds?: number;
  /** How long no refresh prolongs a session: 36000, Keycloak's default. */
  readonly sessionSeconds?: number;
  /** Whether the `distributor` accounts get refresh tokens; true. */
  readonly refreshTokens?: boolean;
  /** Whether realm `korusticket` rotates refresh tokens, as `korusticket-rotating` always does; false. */
  readonly rotation?: boolean;
  /** Real milliseconds that every answer is held back; 0. */
  readonly latencyMs?: number;
  /** `/v1/ticketing/catalogs`, or `/catalogs` for the older address; the other one answers 404. */
  readonly catalogsPath?: string;
  /** false = no access to any catalog yet; a list = only these; true. */
  readonly grantedCatalogs?: boolean | readonly string[];
  /** Issuers besides the sandbox's own whose tokens the API accepts. */
  readonly trustedIssuers?: readonly TrustedIssuer[];
  /** Milliseconds since 1970; Date.now. Delays and latency stay real. */
  readonly now?: () => number;
  /** Secrets by client, instead of random ones; the same in every realm. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What an earlier sandbox exported: its keys, secrets and sessions go on. Wins over all but ports and API options. */
  readonly state?: SandboxState;
}

/** Keys, secrets and sessions of all realms, as JSON. */
export interface SandboxState {
  readonly realms: readonly RealmState[];
}

export type RealmName = 'korusticket' | 'korusticket-rotating';

/** The realms and service accounts of a new sandbox. */
export function newState(options: SandboxOptions): SandboxState {
  const lifetimes = {
    accessTokenSeconds: options.accessTokenSeconds ?? 1800,
    refreshTokenSeconds: options.refreshTokenSeconds ?? 1800,
    sessionSeconds: options.sessionSeconds ?? 36_000,
  };
  const refreshTokens = options.refreshTokens ?? true;
  const secretOf = (id: string): string => options.secrets?.[id] ?? randomSecret();
  const client = (id: string, settings = {}): { id: string; secret: string } => ({
    id,
    secret: secretOf(id),
    ...settings,
  });
  return {
    realms: [
      newRealmState('korusticket', options.rotation ?? false, lifetimes, [
        client('distributor', { refreshTokens }),
        client('distributor-no-refresh', { refreshTokens: false }),
        client('distributor-disabled', { enabled: false }),
        client('distributor-no-service-account', { serviceAccount: false }),
      ]),
      newRealmState('korusticket-rotating', true, lifetimes, [client('distributor', { refreshTokens })]),
    ],
  };
}

/** Holds every character that is easily lost in a form, a header or a URL. */
function randomSecret(): string {
  return `${randomBytes(12).toString('hex')}+%:&=/ ${randomBytes(6).toString('hex')}`;
}
