import { jsonOf } from '../../../api/problem';
import { resolveIri } from '../../../api/apiClient';
import type { ServiceAccount } from '../../../auth/serviceAccount';
import type { HttpReply, HttpSend } from '../../../net/http';

/** An answer of the API that is JSON. */
export interface Answer {
  readonly json: unknown;
  readonly reply: HttpReply;
  readonly url: string;
}

/** What may be asked of a read beyond its address. */
export interface ReadOptions {
  readonly language?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Reads the API for a check, with a token of its own. */
export class ApiReads {
  /** Names and values of the headers that speak of a limit, as last seen. */
  readonly limits = new Map<string, string>();
  accessToken = '';

  constructor(
    private readonly account: ServiceAccount,
    private readonly send: HttpSend,
    private readonly language: string,
    private readonly userAgent: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Reads what has to be there. Rejects with a `RequestFailure`. */
  async read(iri: string, options: ReadOptions = {}): Promise<Answer> {
    const { reply, url } = await this.ask(iri, options);
    return { json: jsonOf(reply, url, [this.accessToken, this.account.clientSecret]), reply, url };
  }

  /** Asks and takes any answer. */
  async ask(
    iri: string,
    { language = this.language, headers = {} }: ReadOptions,
    accessToken = this.accessToken,
  ): Promise<{ reply: HttpReply; url: string }> {
    const url = resolveIri(iri, this.account.apiBaseUrl);
    const reply = await this.send({
      method: 'GET',
      url,
      headers: {
        accept: 'application/ld+json',
        'accept-language': language,
        'user-agent': this.userAgent,
        ...(accessToken === '' ? {} : { authorization: `Bearer ${accessToken}` }),
        ...headers,
      },
      signal: this.signal,
    });
    for (const [name, value] of Object.entries(reply.headers)) {
      if (/rate-?limit|quota/.test(name)) {
        this.limits.set(name, headerText(value));
      }
    }
    return { reply, url };
  }
}

/** A header's value, where it is made of what such values are made of. */
export function headerText(value: string): string {
  return /^[\w ="';,.:/*-]{1,100}$/.test(value) ? value : '…';
}
