import { pause, type Clock } from '../../../base/clock';
import { RequestFailure } from '../../../base/failure';
import {
  displayUrl,
  retryAfterOf,
  sentAt,
  type HttpReply,
  type HttpRequest,
  type HttpSend,
} from '../../../net/http';
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

/** That an origin has asked to be left alone. */
interface AskedWait {
  /** Wall-clock milliseconds. */
  readonly until: number;
  /** Status of the answer that asked. */
  readonly status: number;
}

/** Sends for a check: one request at a time by those who use it, only so many, and none that a server asks to hold back. */
export class GentleSend {
  /** The newest reply, for what the layers above do not hand on. It may hold tokens. */
  last: HttpReply | undefined;
  /** What each origin has asked for last, until it is done. */
  private readonly asked = new Map<string, AskedWait>();

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
    const hadToWait = await this.wait(request, signal);
    const reply = await this.sendOnce(request, most, signal);
    // One that has waited already is not sent once more: who still asks to wait would hold up each step twice.
    if (hadToWait || !this.asked.has(originOf(request.url))) {
      return reply;
    }
    await this.wait(request, signal);
    return this.sendOnce(request, most, signal);
  }

  /** Leaves an origin alone as long as it has asked for. Rejects where that is too long. */
  private async wait({ url }: HttpRequest, signal: AbortSignal): Promise<boolean> {
    const origin = originOf(url);
    const asked = this.asked.get(origin);
    if (asked === undefined) {
      return false;
    }
    const began = this.clock.now();
    const retryAfter = Math.max(0, asked.until - began);
    if (retryAfter > longestWait) {
      throw new RequestFailure({ kind: 'throttled', url: displayUrl(url), status: asked.status, retryAfter });
    }
    try {
      await pause(this.clock, retryAfter, signal);
    } finally {
      this.count.waited += Math.max(0, this.clock.now() - began);
    }
    // What a cancel cuts short stands still, for the tokens that are to be given back.
    if (!signal.aborted) {
      this.asked.delete(origin);
    }
    return true;
  }

  private async sendOnce(request: HttpRequest, most: number, signal: AbortSignal): Promise<HttpReply> {
    if (signal.aborted) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    if (this.count.sent >= most) {
      throw new RequestFailure({ kind: 'unexpected', code: 'requestLimit' });
    }
    this.count.sent++;
    const reply = await this.inner(request);
    const origin = originOf(request.url);
    this.count.answered.add(origin);
    this.last = reply;
    const wait = this.waitFor(reply);
    if (wait !== undefined) {
      this.asked.set(origin, { until: this.clock.now() + wait, status: reply.status });
    }
    return reply;
  }

  private waitFor(reply: HttpReply): number | undefined {
    return reply.status === 429 || reply.status === 503
      ? retryAfterOf(reply.headers['retry-after'], sentAt(reply, NaN), longestBelieved)
      : undefined;
  }
}
