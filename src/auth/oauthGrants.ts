import * as oauth from 'oauth4webapi';
import { failureOf, RequestFailure, type Failure } from '../base/failure';
import { bodyJson, displayUrl, sentAt, type HttpReply, type HttpSend } from '../net/http';
import { claimsOf } from './claims';
import { originOf } from '../net/endpoint';
import type { Grants } from './grants';
import type { ServiceAccount } from './serviceAccount';
import { tokenFailure } from './tokenFailure';
import { accessLifetime, isToken, lifetime, type GrantName, type TokenSet } from './tokenSet';

/** The issuer that gives tokens at a token endpoint: the address of the realm, as Keycloak lays them out. */
export function issuerOf(tokenEndpoint: string): string {
  return tokenEndpoint.replace(/\/protocol\/openid-connect\/token\/?$/, '');
}

/** Address of the discovery document beside a token endpoint (OpenID Connect Discovery 1.0 section 4). */
export function discoveryUrl(tokenEndpoint: string): string {
  return `${issuerOf(tokenEndpoint)}/.well-known/openid-configuration`;
}

/** The grants over oauth4webapi, which builds the requests and checks the replies. */
export class OAuthGrants implements Grants {
  constructor(
    private readonly send: HttpSend,
    private readonly now: () => number,
    private readonly userAgent: string,
  ) {}

  async clientCredentials(account: ServiceAccount, signal: AbortSignal): Promise<TokenSet> {
    return this.grant(
      account,
      'client_credentials',
      account.tokenEndpoint,
      async (server, client, authentication, fetch) => {
        const options = this.options(fetch, signal);
        const scope = scopeOf(account);
        const response = await oauth.clientCredentialsGrantRequest(
          server,
          client,
          authentication,
          scope,
          options,
        );
        return oauth.processClientCredentialsResponse(server, client, response);
      },
    );
  }

  async refresh(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    const { refreshToken = '' } = tokens;
    const renewed = await this.grant(
      account,
      'refresh_token',
      account.refreshTokenEndpoint,
      (server, client, authentication, fetch) =>
        oauth
          .refreshTokenGrantRequest(server, client, authentication, refreshToken, this.options(fetch, signal))
          .then((response) => oauth.processRefreshTokenResponse(server, client, response)),
    );
    // A reply without a refresh token leaves the old one in force (RFC 6749 section 6).
    const kept =
      renewed.refreshToken === undefined ? { refreshToken, refreshExpiresAt: tokens.refreshExpiresAt } : {};
    // Without a scope, that of the token before goes on (RFC 6749 sections 5.1 and 6).
    return {
      ...renewed,
      ...kept,
      ...(tokens.scope === undefined ? {} : { scope: renewed.scope ?? tokens.scope }),
    };
  }

  async revoke(account: ServiceAccount, tokens: TokenSet, signal: AbortSignal): Promise<void> {
    const server = await this.discover(account, signal);
    const failures: Failure[] = [];
    // The access token first: Keycloak knows it no longer once the session has ended with its refresh token.
    for (const token of [tokens.accessToken, tokens.refreshToken]) {
      if (token !== undefined) {
        // One token may be dead already, and the other is to go all the same.
        const revoked = this.revokeOne(server, account, token, signal);
        await revoked.catch((error: unknown) => failures.push(failureOf(error)));
      }
    }
    const [first] = failures;
    if (first !== undefined) {
      throw new RequestFailure(first);
    }
  }

  private async revokeOne(
    server: oauth.AuthorizationServer,
    account: ServiceAccount,
    token: string,
    signal: AbortSignal,
  ): Promise<void> {
    const fetch: CustomFetch = async (url, options) => {
      const reply = await this.post(url, options);
      // Its body is empty, or of no interest, where it went well.
      const sent = secretsIn(account, options);
      const failure = reply.status === 200 ? undefined : tokenFailure(reply, url, sent, this.now());
      if (failure !== undefined) {
        throw new RequestFailure({ ...failure, endpoint: 'revocation' });
      }
      return new Response();
    };
    const options = this.options(fetch, signal);
    await oauth.revocationRequest(server, clientOf(account), authenticationOf(account), token, options);
  }

  /** Reads where the server takes tokens back, in its discovery document (RFC 8414 section 2). */
  private async discover(account: ServiceAccount, signal: AbortSignal): Promise<oauth.AuthorizationServer> {
    const url = discoveryUrl(account.tokenEndpoint);
    const reply = await this.send({
      method: 'GET',
      url,
      headers: { accept: 'application/json', 'user-agent': this.userAgent },
      signal,
    });
    const failure = tokenFailure(reply, url, [], this.now());
    if (failure !== undefined) {
      // Somebody in between, perhaps: no word of the server's about what it offers.
      throw new RequestFailure({ ...failure, endpoint: 'discovery' });
    }
    const document = bodyJson(reply) as { revocation_endpoint?: unknown } | undefined;
    const endpoint = document?.revocation_endpoint;
    if (typeof endpoint !== 'string') {
      throw new RequestFailure({
        kind: 'endpointNotFound',
        url,
        status: reply.status,
        endpoint: 'discovery',
      });
    }
    // The secret goes with the revocation: only to an origin it was entered for.
    const entered = [account.tokenEndpoint, account.refreshTokenEndpoint].map(originOf);
    if (!entered.includes(originOf(endpoint))) {
      throw new RequestFailure({ kind: 'revocationElsewhere', url: displayUrl(endpoint) });
    }
    return { issuer: issuerOf(account.tokenEndpoint), revocation_endpoint: endpoint };
  }

  private async grant(
    account: ServiceAccount,
    grant: GrantName,
    endpoint: string,
    perform: (
      server: oauth.AuthorizationServer,
      client: oauth.Client,
      authentication: oauth.ClientAuth,
      fetch: CustomFetch,
    ) => Promise<oauth.TokenEndpointResponse>,
  ): Promise<TokenSet> {
    const keeper = this.replyKeeper(account);
    try {
      const server = { issuer: endpoint, token_endpoint: endpoint };
      const reply = await perform(server, clientOf(account), authenticationOf(account), keeper.send);
      return this.tokenSet(reply, grant, endpoint, keeper.sentAt);
    } catch (error) {
      // The library's errors hold the reply's body: they end here.
      throw error instanceof RequestFailure
        ? error
        : new RequestFailure({ kind: 'invalidReply', url: displayUrl(endpoint), status: keeper.status });
    }
  }

  private tokenSet(
    reply: oauth.TokenEndpointResponse,
    grant: GrantName,
    url: string,
    serverNow: number,
  ): TokenSet {
    const { access_token: accessToken, refresh_token: refreshToken, scope } = reply;
    if (![accessToken, refreshToken ?? 'none'].every(isToken) || reply.token_type !== 'bearer') {
      throw new RequestFailure({ kind: 'invalidReply', url: displayUrl(url), status: 200 });
    }
    const receivedAt = this.now();
    const refreshLifetime = lifetime(reply['refresh_expires_in']);
    return {
      accessToken,
      receivedAt,
      expiresAt:
        receivedAt + accessLifetime(reply['raw_expires_in'], claimsOf(accessToken), serverNow) * 1000,
      obtainedBy: { grant, endpoint: displayUrl(url) },
      ...(scope === undefined ? {} : { scope }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(refreshToken === undefined || refreshLifetime === undefined
        ? {}
        : { refreshExpiresAt: receivedAt + refreshLifetime * 1000 }),
    };
  }

  private options(fetch: CustomFetch, signal: AbortSignal): GrantOptions {
    return {
      [oauth.customFetch]: fetch,
      // The endpoint was checked when it was entered: plain http is loopback.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to stand out
      [oauth.allowInsecureRequests]: true,
      headers: { 'user-agent': this.userAgent },
      signal,
    };
  }

  private post(url: string, options: CustomFetchOptions): Promise<HttpReply> {
    const { headers, body, signal } = options;
    return this.send({ method: 'POST', url, headers, body: body.toString(), signal });
  }

  /** A fetch over our pipeline that refuses what is no token reply before the library reads it. */
  private replyKeeper(account: ServiceAccount): {
    send: CustomFetch;
    readonly status: number;
    readonly sentAt: number;
  } {
    const keeper = {
      status: 0,
      sentAt: NaN,
      send: async (url: string, options: CustomFetchOptions): Promise<Response> => {
        const reply = await this.post(url, options);
        keeper.status = reply.status;
        keeper.sentAt = sentAt(reply, this.now());
        const failure = tokenFailure(reply, url, secretsIn(account, options), this.now());
        if (failure !== undefined) {
          throw new RequestFailure(failure);
        }
        return normalized(reply);
      },
    };
    return keeper;
  }
}

type CustomFetchOptions = oauth.CustomFetchOptions<'POST', URLSearchParams>;
type CustomFetch = (url: string, options: CustomFetchOptions) => Promise<Response>;
type GrantOptions = oauth.HttpRequestOptions<'POST', URLSearchParams>;

/**
 * The reply as the library wants it. A lifetime that makes no sense must not cost the user the token, so it is moved
 * aside for our own reading; an ID token is of no use to a machine and would be checked against an issuer nobody named.
 */
function normalized(reply: HttpReply): Response {
  const body = bodyJson(reply);
  const { expires_in: lifetimeAsSent, id_token: _unused, ...rest } = (body ?? {}) as Record<string, unknown>;
  const known = body === undefined ? undefined : { ...rest, raw_expires_in: lifetimeAsSent };
  return new Response(known === undefined ? null : JSON.stringify(known), {
    status: reply.status,
    headers: { 'content-type': 'application/json' },
  });
}

/** What a request has carried and no message may: in its body, and in its header as it is encoded there. */
function secretsIn({ clientSecret }: ServiceAccount, { headers, body }: CustomFetchOptions): string[] {
  const [, basic = ''] = headers['authorization']?.split(' ') ?? [];
  const credentials = Buffer.from(basic, 'base64').toString();
  const password = credentials.slice(credentials.indexOf(':') + 1);
  const tokens = ['refresh_token', 'token'].map((name) => body.get(name) ?? '');
  return [clientSecret, credentials, password, ...tokens];
}

function clientOf(account: ServiceAccount): oauth.Client {
  return { client_id: account.clientId };
}

function authenticationOf(account: ServiceAccount): oauth.ClientAuth {
  return account.clientAuthentication === 'client_secret_basic'
    ? oauth.ClientSecretBasic(account.clientSecret)
    : oauth.ClientSecretPost(account.clientSecret);
}

function scopeOf(account: ServiceAccount): Record<string, string> {
  return account.scope === undefined ? {} : { scope: account.scope };
}
