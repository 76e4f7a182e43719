/** An authorization server the OAuth contract is checked against: the real Keycloak or the sandbox. */
export interface OAuthContractTarget {
  issuer(realm: string): string;
  tokenEndpoint(realm: string): string;
  account(realm: string, clientId: string): { readonly clientId: string; readonly clientSecret: string };
  /** Ends every session of the client, as an administrator would. */
  endSessions(realm: string, clientId: string): Promise<void> | void;
}

/** The realm most of the contract is checked in; refresh tokens can be used again. */
export const realm = 'korusticket';

/** The realm where a refresh token is good for one use. */
export const rotatingRealm = 'korusticket-rotating';

/** Parameters of a form; an `undefined` one is not sent. */
export type Parameters = Readonly<Record<string, string | undefined>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body read as JSON, `{}` where it is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TokenReply {
  readonly accessToken: string;
  /** Empty where the reply has none. */
  readonly refreshToken: string;
  readonly reply: Reply;
}

/** Speaks to a target in the few requests the contract is made of. */
export class ContractClient {
  constructor(private readonly target: () => OAuthContractTarget) {}

  issuer(inRealm = realm): string {
    return this.target().issuer(inRealm);
  }

  tokenEndpoint(inRealm = realm): string {
    return this.target().tokenEndpoint(inRealm);
  }

  /** The parameters that authenticate a client in the body. */
  credentials(clientId = 'distributor', inRealm = realm): { client_id: string; client_secret: string } {
    const { clientSecret } = this.target().account(inRealm, clientId);
    return { client_id: clientId, client_secret: clientSecret };
  }

  /** The header that authenticates a client, id and secret form-encoded as RFC 6749 section 2.3.1 wants them. */
  basic(clientId = 'distributor', secret = this.credentials(clientId).client_secret): Record<string, string> {
    const pair = [clientId, secret].map((text) => new URLSearchParams({ '': text }).toString().slice(1));
    return { authorization: `Basic ${Buffer.from(pair.join(':')).toString('base64')}` };
  }

  async endSessions(clientId = 'distributor', inRealm = realm): Promise<void> {
    await this.target().endSessions(inRealm, clientId);
  }

  async send(url: string, init: RequestInit = {}): Promise<Reply> {
    const reply = await fetch(url, { redirect: 'manual', ...init });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.startsWith('application/json') === true;
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: reply.status, headers: reply.headers, text, body };
  }

  post(url: string, parameters: Parameters, headers: Record<string, string> = {}): Promise<Reply> {
    const sent = Object.entries(parameters).filter((one): one is [string, string] => one[1] !== undefined);
    return this.send(url, { method: 'POST', body: new URLSearchParams(sent), headers });
  }

  /** Gets tokens by client credentials, expecting success. */
  async grant(clientId = 'distributor', inRealm = realm, more: Parameters = {}): Promise<TokenReply> {
    const parameters = { grant_type: 'client_credentials', ...this.credentials(clientId, inRealm), ...more };
    return tokensOf(await this.post(this.tokenEndpoint(inRealm), parameters));
  }

  /** Presents a refresh token, whatever the answer. */
  tryRefresh(refreshToken: string | undefined, inRealm = realm, more: Parameters = {}): Promise<Reply> {
    const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const url = this.tokenEndpoint(inRealm);
    return this.post(url, { ...parameters, ...this.credentials('distributor', inRealm), ...more });
  }

  /** Presents a refresh token, expecting success. */
  async refresh(refreshToken: string, inRealm = realm): Promise<TokenReply> {
    return tokensOf(await this.tryRefresh(refreshToken, inRealm));
  }

  /** Asks for revocation, as the client `distributor` where `parameters` name no other. */
  revoke(parameters: Parameters, headers: Record<string, string> = {}): Promise<Reply> {
    const url = `${this.issuer()}/protocol/openid-connect/revoke`;
    const authentication = 'authorization' in headers ? {} : this.credentials();
    return this.post(url, { ...authentication, ...parameters }, headers);
  }
}

function tokensOf(reply: Reply): TokenReply {
  if (reply.status !== 200) throw new Error(`Expected tokens, got ${reply.status} ${reply.text}`);
  const { access_token: accessToken, refresh_token: refreshToken } = reply.body;
  if (typeof accessToken !== 'string') throw new Error(`No access token in ${reply.text}`);
  return { accessToken, refreshToken: typeof refreshToken === 'string' ? refreshToken : '', reply };
}
