import { pause, type Clock } from '../../../base/clock';
import { RequestFailure, type Failure } from '../../../base/failure';
import { displayUrl, retryAfterOf, type HttpReply, type HttpRequest, type HttpSend } from '../../../net/http';
import { originOf } from '../../../net/endpoint';

/** Longest that a check waits because a server asks for it (Retry-After), in milliseconds. */
const longestWait = 30_000;
/** Longest wait that is believed at all, in milliseconds. */
const longestBelieved = 24 * 3600_000;

/** What all senders of a check count together. */
export interface RequestCount {
  /** Requests sent so far. */
  sent: number;
  /** Milliseconds waited so far because a server asked for it. */
  waited: number;
  /** Origins that answered. */
  readonly answered: Set<string>;
}

/** Sends for a check: one request at a time by those who use it, only so many, and none that a server asks to hold back. */
export class GentleSend {
  /** The newest reply, for what the layers above do not hand on. It may hold tokens. */
  last: HttpReply | undefined;
  private readonly closed = new Map<string, Failure>();

  constructor(
    private readonly inner: HttpSend,
    private readonly clock: Clock,
    private readonly count: RequestCount,
  ) {}

  /**
   * A sender that leaves off once `most` requests were sent altogether; the rest is kept for what comes after. It sends
   * nothing and waits no longer once the signal aborts; a request under way ends with its own signal.
   */
  upTo(most: number, signal: AbortSignal): HttpSend {
    return (request) => this.send(request, most, signal);
  }

  private async send(request: HttpRequest, most: number, signal: AbortSignal): Promise<HttpReply> {
    const reply = await this.sendOnce(request, most, signal);
    const wait = this.waitFor(reply);
    if (wait === undefined) {
      return reply;
    }
    if (wait > longestWait) {
      const failure: Failure = {
        kind: 'throttled',
        url: displayUrl(request.url),
        status: reply.status,
        retryAfter: wait,
      };
      this.closed.set(originOf(request.url), failure);
      throw new RequestFailure(failure);
    }
    const began = this.clock.now();
    try {
      await pause(this.clock, wait, signal);
    } finally {
      this.count.waited += Math.max(0, this.clock.now() - began);
    }
    return this.sendOnce(request, most, signal);
  }

  private async sendOnce(request: HttpRequest, most: number, signal: AbortSignal): Promise<HttpReply> {
    if (signal.aborted) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    const closed = this.closed.get(originOf(request.url));
    if (closed !== undefined) {
      throw new RequestFailure(closed);
    }
    if (this.count.sent >= most) {
      throw new RequestFailure({ kind: 'unexpected', code: 'requestLimit' });
    }
    this.count.sent++;
    const reply = await this.inner(request);
    this.count.answered.add(originOf(request.url));
    this.last = reply;
    return reply;
  }

  private waitFor({ status, headers }: HttpReply): number | undefined {
    return status === 429 || status === 503
      ? retryAfterOf(headers['retry-after'], Date.parse(headers['date'] ?? ''), longestBelieved)
      : undefined;
  }
}
