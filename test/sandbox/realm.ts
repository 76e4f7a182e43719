import { randomBytes, randomUUID } from 'node:crypto';
import { LazyKeys, type StoredKeys } from './keys';

/** How long what a realm issues lasts, in seconds. */
export interface Lifetimes {
  accessTokenSeconds: number;
  /** Keycloak's SSO session idle time: a refresh token's life, and a session's between two refreshes. */
  refreshTokenSeconds: number;
  /** Keycloak's SSO session maximum, 10 hours by default: no refresh prolongs a session beyond it. */
  sessionSeconds: number;
}

/** A service account. */
export interface Client {
  readonly id: string;
  /** The `sub` of its tokens. */
  readonly userId: string;
  secret: string;
  enabled: boolean;
  serviceAccount: boolean;
  /** Keycloak's "Use refresh tokens for client credentials grant". */
  refreshTokens: boolean;
}

/** A session that a client-credentials grant with a refresh token opened. Times are in seconds since 1970. */
export interface Session {
  readonly id: string;
  readonly clientId: string;
  readonly offline: boolean;
  readonly startedAt: number;
  lastRefreshAt: number;
  /** False once a refresh token was used twice: Keycloak then takes the client out of the session. */
  hasClient: boolean;
  /** By `reuse_id`, with rotation: the refresh token used last, how often, and when. */
  readonly uses: Record<string, { tokenId: string; count: number; at: number }>;
}

/** A realm as JSON. */
export interface RealmState {
  readonly name: string;
  rotation: boolean;
  readonly lifetimes: Lifetimes;
  readonly clients: Record<string, Client>;
  readonly sessions: Record<string, Session>;
  /** Identifiers of revoked access tokens. */
  readonly revoked: string[];
  readonly keys?: StoredKeys;
}

/** A Keycloak realm: its service accounts, sessions and keys, and what an administrator can do to them. */
export class Realm {
  readonly keys: LazyKeys;

  constructor(
    private readonly state: RealmState,
    private readonly now: () => number,
    /** Origin of the authentication listener; known once it listens. */
    private readonly origin: () => string,
  ) {
    this.keys = new LazyKeys(state.keys);
  }

  get name(): string {
    return this.state.name;
  }

  get issuer(): string {
    return `${this.origin()}/realms/${this.name}`;
  }

  get protocolUrl(): string {
    return `${this.issuer}/protocol/openid-connect`;
  }

  get lifetimes(): Readonly<Lifetimes> {
    return this.state.lifetimes;
  }

  get rotation(): boolean {
    return this.state.rotation;
  }

  /** Seconds since 1970. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  client(id: string): Client | undefined {
    return Object.hasOwn(this.state.clients, id) ? this.state.clients[id] : undefined;
  }

  openSession(clientId: string, offline: boolean): Session {
    const id = randomBytes(18).toString('base64url');
    const at = this.seconds();
    const session = { id, clientId, offline, startedAt: at, lastRefreshAt: at, hasClient: true, uses: {} };
    this.state.sessions[id] = session;
    return session;
  }

  /** The session if it is neither ended nor idle for too long nor too old. */
  session(id: string): Session | undefined {
    const session = Object.hasOwn(this.state.sessions, id) ? this.state.sessions[id] : undefined;
    if (session === undefined || session.offline) return session;
    const idle = this.seconds() >= session.lastRefreshAt + this.lifetimes.refreshTokenSeconds;
    return idle || this.seconds() >= session.startedAt + this.lifetimes.sessionSeconds ? undefined : session;
  }

  endSession(id: string): void {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the record is the JSON form of a map
    delete this.state.sessions[id];
  }

  /** Ends all sessions, or one client's: their refresh tokens are answered "Session not active" from now on. */
  endSessions(clientId?: string): void {
    for (const session of Object.values(this.state.sessions)) {
      if (clientId === undefined || session.clientId === clientId) this.endSession(session.id);
    }
  }

  revokeAccessToken(id: string): void {
    this.state.revoked.push(id);
  }

  isRevoked(accessTokenId: string): boolean {
    return this.state.revoked.includes(accessTokenId);
  }

  disableClient(id: string): void {
    this.existing(id).enabled = false;
  }

  enableClient(id: string): void {
    this.existing(id).enabled = true;
  }

  changeSecret(id: string, secret: string): void {
    this.existing(id).secret = secret;
  }

  /** Takes effect for tokens issued from now on. */
  setLifetimes(lifetimes: Partial<Lifetimes>): void {
    Object.assign(this.state.lifetimes, lifetimes);
  }

  /** Keycloak's "Revoke refresh token" with no reuse allowed. */
  setRotation(on: boolean): void {
    this.state.rotation = on;
  }

  async exportState(): Promise<RealmState> {
    return structuredClone({ ...this.state, keys: (await this.keys.get()).stored });
  }

  private existing(id: string): Client {
    const client = this.client(id);
    if (client === undefined) throw new Error(`Realm ${this.name} has no client ${id}`);
    return client;
  }
}

/** A new realm with these clients. */
export function newRealmState(
  name: string,
  rotation: boolean,
  lifetimes: Lifetimes,
  clients: readonly (Partial<Omit<Client, 'userId'>> & { id: string })[],
): RealmState {
  const withDefaults = clients.map((client) => ({
    userId: randomUUID(),
    secret: randomBytes(24).toString('base64url'),
    enabled: true,
    serviceAccount: true,
    refreshTokens: true,
    ...client,
  }));
  return {
    name,
    rotation,
    lifetimes: { ...lifetimes },
    clients: Object.fromEntries(withDefaults.map((client) => [client.id, client])),
    sessions: {},
    revoked: [],
  };
}
