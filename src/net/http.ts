/** A request as the pipeline takes it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A whole answer: status, headers by lower-case name, and the body as sent, decoded from its transfer coding. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Sends a request through the pipeline. Rejects with a `RequestFailure` of a transport kind. */
export type HttpSend = (request: HttpRequest) => Promise<HttpReply>;

/** Origin and path of a URL, fit for messages and logs; the query and user-info are left out. */
export function displayUrl(url: string): string {
  if (!URL.canParse(url)) {
    return '';
  }
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** The body as text, without a byte order mark; broken UTF-8 becomes replacement characters. */
export function bodyText(reply: HttpReply): string {
  return new TextDecoder().decode(reply.body);
}

/** The body as JSON, or `undefined` where it is not JSON. */
export function bodyJson(reply: HttpReply): unknown {
  try {
    return JSON.parse(bodyText(reply)) as unknown;
  } catch {
    return undefined;
  }
}

/** When the reply was sent by the server's own clock, in milliseconds since the epoch; `otherwise` where it does not tell. */
export function sentAt(reply: HttpReply, otherwise: number): number {
  const date = Date.parse(reply.headers['date'] ?? '');
  return Number.isNaN(date) ? otherwise : date;
}

/**
 * Milliseconds a `Retry-After` header asks for, as seconds or as a date (RFC 9110 section 10.2.3);
 * `undefined` where it is missing or senseless, never more than `cap` milliseconds.
 */
export function retryAfterOf(value: string | undefined, now: number, cap: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const delay = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(delay) && delay >= 0 ? Math.min(delay, cap) : undefined;
}
