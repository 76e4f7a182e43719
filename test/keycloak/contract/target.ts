import { redact } from '../../../src/base/redaction';

/**
 * An authorization server the OAuth contract is checked against: the real Keycloak, the sandbox, or a service of which
 * one account is known. The methods throw `Lacking` where it does not have what is asked for.
 */
export interface OAuthContractTarget {
  /** The client that most of the contract is checked with. */
  readonly clientId: string;
  /** True for a service that is not there for tests: what it lacks is left out by name, and nothing secret is told. */
  readonly isLive: boolean;
  issuer(realm: string): string;
  tokenEndpoint(realm: string): string;
  /** Where refresh tokens are taken. */
  refreshTokenEndpoint(realm: string): string;
  account(realm: string, clientId: string): { readonly clientId: string; readonly clientSecret: string };
  /** Ends every session of the client, as an administrator would. */
  endSessions(realm: string, clientId: string): Promise<void> | void;
}

/** Says what a test needs that its target does not have. */
export class Lacking extends Error {}

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
  /** Every token that was answered. */
  private readonly tokens = new Set<string>();

  constructor(private readonly target: () => OAuthContractTarget) {}

  get clientId(): string {
    return this.target().clientId;
  }

  get isLive(): boolean {
    return this.target().isLive;
  }

  /** Declares a test of mocha's. */
  it(title: string, run: () => Promise<void>): void {
    const failureOf = (error: unknown): unknown => (this.isLive ? this.withoutSecrets(error) : error);
    it(title, async function () {
      try {
        await run();
      } catch (error) {
        const failure = failureOf(error);
        if (failure instanceof Lacking && this.test !== undefined) {
          this.test.title += ` (needs ${failure.message})`;
          this.skip();
        }
        throw failure;
      }
    });
  }

  issuer(inRealm = realm): string {
    return this.target().issuer(inRealm);
  }

  tokenEndpoint(inRealm = realm): string {
    return this.target().tokenEndpoint(inRealm);
  }

  /** The parameters that authenticate a client in the body. */
  credentials(clientId = this.clientId, inRealm = realm): { client_id: string; client_secret: string } {
    const { clientSecret } = this.target().account(inRealm, clientId);
    return { client_id: clientId, client_secret: clientSecret };
  }

  /** The header that authenticates a client, id and secret form-encoded as RFC 6749 section 2.3.1 wants them. */
  basic(clientId = this.clientId, secret = this.credentials(clientId).client_secret): Record<string, string> {
    const pair = [clientId, secret].map((text) => new URLSearchParams({ '': text }).toString().slice(1));
    return { authorization: `Basic ${Buffer.from(pair.join(':')).toString('base64')}` };
  }

  async endSessions(): Promise<void> {
    await this.target().endSessions(realm, this.clientId);
  }

  async send(url: string, init: RequestInit = {}): Promise<Reply> {
    const reply = await fetch(url, { redirect: 'manual', ...init });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.startsWith('application/json') === true;
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      if (typeof body[name] === 'string') this.tokens.add(body[name]);
    }
    return { status: reply.status, headers: reply.headers, text, body };
  }

  post(url: string, parameters: Parameters, headers: Record<string, string> = {}): Promise<Reply> {
    const sent = Object.entries(parameters).filter((one): one is [string, string] => one[1] !== undefined);
    return this.send(url, { method: 'POST', body: new URLSearchParams(sent), headers });
  }

  /** Gets tokens by client credentials, expecting success. */
  async grant(clientId = this.clientId, inRealm = realm, more: Parameters = {}): Promise<TokenReply> {
    const parameters = { grant_type: 'client_credentials', ...this.credentials(clientId, inRealm), ...more };
    return this.tokensOf(await this.post(this.tokenEndpoint(inRealm), parameters));
  }

  /** Presents a refresh token, whatever the answer. */
  tryRefresh(refreshToken: string | undefined, inRealm = realm, more: Parameters = {}): Promise<Reply> {
    const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const url = this.target().refreshTokenEndpoint(inRealm);
    return this.post(url, { ...parameters, ...this.credentials(undefined, inRealm), ...more });
  }

  /** Presents a refresh token, expecting success. */
  async refresh(refreshToken: string, inRealm = realm): Promise<TokenReply> {
    return this.tokensOf(await this.tryRefresh(refreshToken, inRealm));
  }

  /** Asks for revocation, as the main client where `parameters` name no other. */
  revoke(parameters: Parameters, headers: Record<string, string> = {}): Promise<Reply> {
    const url = `${this.issuer()}/protocol/openid-connect/revoke`;
    const authentication = 'authorization' in headers ? {} : this.credentials();
    return this.post(url, { ...authentication, ...parameters }, headers);
  }

  /** Gives back every token that it still holds. */
  async giveBack(): Promise<void> {
    for (const token of this.tokens) await this.revoke({ token });
  }

  private tokensOf(reply: Reply): TokenReply {
    if (reply.status !== 200) throw new Error(`Expected tokens, got ${reply.status} ${reply.text}`);
    const { access_token: accessToken, refresh_token: refreshToken = '' } = reply.body;
    if (typeof accessToken !== 'string') throw new Error(`No access token in ${reply.text}`);
    const { isLive } = this;
    return {
      accessToken,
      reply,
      get refreshToken() {
        if (isLive && refreshToken === '') throw new Lacking('a refresh token, and none is given');
        return String(refreshToken);
      },
    };
  }

  /** What went wrong in a test, without a token or a part of one: an assertion tells what was answered, in pieces. */
  private withoutSecrets(error: unknown): Error {
    if (error instanceof Lacking) return error;
    const { clientSecret } = this.target().account(realm, this.clientId);
    const secrets = [clientSecret, ...this.tokens].flatMap((secret) => {
      // As an assertion writes them, in quotes of any kind.
      const escaped = secret.replaceAll('\\', '\\\\');
      return [secret, escaped, escaped.replaceAll("'", "\\'")];
    });
    const message = redact(error instanceof Error ? error.message : String(error), secrets);
    const plain = new Error(message.replace(/[\w+/=-]{32,}/g, '…'));
    delete plain.stack;
    return plain;
  }
}
