import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';

/** One request that reached the sandbox, in order of arrival. */
export interface RequestRecord {
  readonly listener: 'auth' | 'api';
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** As received, secrets and tokens included: the sandbox is for tests. */
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since 1970 on the sandbox's clock. */
  readonly at: number;
  /** 0 = not answered (yet), or the connection was cut. */
  status: number;
  /** Token requests only. */
  grantType?: string;
  clientId?: string;
  /** Successful token requests only. */
  issuedToken?: string;
}

/** An access token that the sandbox issued. */
export interface IssuedToken {
  readonly realm: string;
  readonly clientId: string;
  readonly grantType: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Everything that was asked, and every token that was issued. */
export class RequestLog {
  readonly requests: RequestRecord[] = [];
  readonly issuedTokens: IssuedToken[] = [];
  private readonly open = new WeakMap<FastifyRequest, RequestRecord>();

  constructor(private readonly now: () => number) {}

  begin(listener: 'auth' | 'api', request: FastifyRequest): void {
    const { method, url, headers } = request;
    const record = { listener, method, url, headers, at: this.now(), status: 0 };
    this.requests.push(record);
    this.open.set(request, record);
  }

  /** The record of a request; undefined for the sandbox's own control requests, which are not logged. */
  recordOf(request: FastifyRequest): RequestRecord | undefined {
    return this.open.get(request);
  }

  finish(request: FastifyRequest, status: number): void {
    const record = this.open.get(request);
    if (record !== undefined) record.status = status;
  }

  issued(request: FastifyRequest, token: Omit<IssuedToken, 'at'>): void {
    this.issuedTokens.push({ ...token, at: this.now() });
    const record = this.open.get(request);
    if (record !== undefined) record.issuedToken = token.accessToken;
  }
}
