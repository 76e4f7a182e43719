/** What a test changes at a running Keycloak, as its administrator would. */
export interface KeycloakAdmin {
  /** Ends every session of a client: its refresh tokens are dead from then on. */
  endSessions(realm: string, clientId: string): Promise<void>;
  /** Ids of the client's live sessions: the claim `sid` of their tokens. At most 1000. */
  sessionIds(realm: string, clientId: string): Promise<readonly string[]>;
  setClientEnabled(realm: string, clientId: string, enabled: boolean): Promise<void>;
  setSecret(realm: string, clientId: string, secret: string): Promise<void>;
  /** Lifetimes in seconds of what is issued from now on. */
  setLifetimes(
    realm: string,
    lifetimes: { readonly accessToken?: number; readonly idleSession?: number },
  ): Promise<void>;
}

interface Identified {
  readonly id: string;
}

/**
 * The administrator of a Keycloak, over its admin REST API. Every method throws an Error with method, path and status
 * when Keycloak refuses, also where the realm or client does not exist.
 */
export class KeycloakAdminClient implements KeycloakAdmin {
  constructor(
    private readonly baseUrl: string,
    private readonly password: string,
  ) {}

  async endSessions(realm: string, clientId: string): Promise<void> {
    const ids = await this.sessionIds(realm, clientId);
    const token = await this.accessToken();
    for (const id of ids) await this.call('DELETE', `/${realm}/sessions/${id}`, undefined, token);
  }

  async sessionIds(realm: string, clientId: string): Promise<readonly string[]> {
    const { id } = await this.client(realm, clientId);
    const sessions = await this.call('GET', `/${realm}/clients/${id}/user-sessions?max=1000`);
    return (sessions as Identified[]).map((session) => session.id);
  }

  async setClientEnabled(realm: string, clientId: string, enabled: boolean): Promise<void> {
    await this.changeClient(realm, clientId, { enabled });
  }

  async setSecret(realm: string, clientId: string, secret: string): Promise<void> {
    await this.changeClient(realm, clientId, { secret });
  }

  async setLifetimes(
    realm: string,
    { accessToken, idleSession }: { readonly accessToken?: number; readonly idleSession?: number },
  ): Promise<void> {
    await this.call('PUT', `/${realm}`, {
      ...(accessToken !== undefined && { accessTokenLifespan: accessToken }),
      ...(idleSession !== undefined && { ssoSessionIdleTimeout: idleSession }),
    });
  }

  private async changeClient(realm: string, clientId: string, change: object): Promise<void> {
    const client = await this.client(realm, clientId);
    await this.call('PUT', `/${realm}/clients/${client.id}`, { ...client, ...change });
  }

  private async client(realm: string, clientId: string): Promise<Identified> {
    const path = `/${realm}/clients?clientId=${encodeURIComponent(clientId)}`;
    const [found] = (await this.call('GET', path)) as Identified[];
    if (found === undefined) throw new Error(`Keycloak's realm ${realm} has no client ${clientId}`);
    return found;
  }

  private async call(method: string, path: string, body?: object, token?: string): Promise<unknown> {
    const reply = await fetch(`${this.baseUrl}/admin/realms${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token ?? (await this.accessToken())}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`Keycloak admin: ${method} ${path} answered ${reply.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  /** Got anew instead of kept: it lives a minute only. */
  private async accessToken(): Promise<string> {
    const reply = await fetch(`${this.baseUrl}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: 'admin',
        password: this.password,
      }),
    });
    if (!reply.ok) throw new Error(`Keycloak admin: sign-in answered ${reply.status} ${await reply.text()}`);
    return ((await reply.json()) as { access_token: string }).access_token;
  }
}
