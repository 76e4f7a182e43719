import { apiRoutes } from './apiRoutes';
import { authRoutes } from './authRoutes';
import { BearerCheck } from './bearer';
import { controlRoutes } from './controlRoutes';
import { Faults, type Fault } from './faults';
import { Listener } from './listener';
import { newState, type RealmName, type SandboxOptions, type SandboxState } from './options';
import { Realm } from './realm';
import { RequestLog, type IssuedToken, type RequestRecord } from './requestLog';

export type { Fault, IssuedToken, RealmName, RequestRecord, SandboxOptions, SandboxState };

/** A service account of the sandbox: what `korusticket.signIn` takes. */
export interface SandboxAccount {
  readonly environment: string;
  readonly tokenEndpoint: string;
  readonly refreshTokenEndpoint: string;
  readonly apiBaseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A running look-alike of KorusTicket: a token service and an API on two ports of 127.0.0.1. */
export interface Sandbox {
  /** Service account `distributor` of realm `korusticket`: gets refresh tokens. */
  readonly account: SandboxAccount;
  /** Any other service account, as it is now (secrets can be changed). */
  accountOf(realm: RealmName, clientId: string): SandboxAccount;
  /** `http://127.0.0.1:<port>` of the token service. */
  readonly authOrigin: string;
  readonly catalogsPath: string;
  /** Everything asked of both listeners since the start, in order of arrival. */
  readonly requests: readonly RequestRecord[];
  /** Every token issued since the start. */
  readonly issuedTokens: readonly IssuedToken[];
  readonly faults: Pick<Faults, 'set' | 'clear' | 'release'>;
  /** What an administrator of the realm can do. */
  realm(name: RealmName): Realm;
  /** Changes which catalogs the service accounts may see: all, none, or these. */
  grantCatalogs(catalogs: boolean | readonly string[]): void;
  /** Keys, secrets and sessions, for {@link SandboxOptions.state}. */
  exportState(): Promise<SandboxState>;
  /** Closes both ports and every connection at once. Keys, sessions and the log stay. */
  stop(): Promise<void>;
  /** Listens again, on the same ports. */
  start(): Promise<void>;
  /** The same as stop; for `using`-like clean-up. */
  close(): Promise<void>;
}

/** Starts a sandbox. Resolves once both listeners listen. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const latencyMs = options.latencyMs ?? 0;
  const catalogsPath = options.catalogsPath ?? '/v1/ticketing/catalogs';
  const log = new RequestLog(now);
  const faults = new Faults();
  let granted = options.grantedCatalogs ?? true;
  const grantCatalogs = (catalogs: boolean | readonly string[]): void => {
    granted = catalogs;
  };

  const realms = new Map<string, Realm>();
  const auth = new Listener({
    name: 'auth',
    port: options.authPort ?? 0,
    latencyMs,
    faults,
    log,
    routes: (app) => authRoutes(app, realms, log),
  });
  for (const state of (options.state ?? newState(options)).realms) {
    realms.set(state.name, new Realm(structuredClone(state), now, () => auth.origin));
  }
  const bearer = new BearerCheck(realms, options.trustedIssuers ?? [], now);
  const api = new Listener({
    name: 'api',
    port: options.apiPort ?? 0,
    latencyMs,
    faults,
    log,
    routes: (app) => {
      controlRoutes(app, { faults, log, realms, grant: grantCatalogs });
      apiRoutes(app, { catalogsPath, now, granted: () => granted }, bearer);
    },
  });

  const start = async (): Promise<void> => {
    await auth.start();
    await api.start();
  };
  const stop = async (): Promise<void> => {
    await Promise.all([auth.stop(), api.stop()]);
  };
  await start();
  const realm = (name: RealmName): Realm => realms.get(name)!;
  const accountOf = (name: RealmName, clientId: string): SandboxAccount => {
    const client = realm(name).client(clientId);
    if (client === undefined) throw new Error(`Realm ${name} has no client ${clientId}`);
    const tokenEndpoint = `${realm(name).protocolUrl}/token`;
    return {
      environment: 'Sandbox',
      tokenEndpoint,
      refreshTokenEndpoint: tokenEndpoint,
      apiBaseUrl: api.origin,
      clientId,
      clientSecret: client.secret,
    };
  };
  return {
    get account() {
      return accountOf('korusticket', 'distributor');
    },
    accountOf,
    authOrigin: auth.origin,
    catalogsPath,
    requests: log.requests,
    issuedTokens: log.issuedTokens,
    faults,
    realm,
    grantCatalogs,
    exportState: async () => ({
      realms: await Promise.all([...realms.values()].map((one) => one.exportState())),
    }),
    start,
    stop,
    close: stop,
  };
}
