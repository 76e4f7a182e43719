import Dispatcher from 'undici/lib/dispatcher/dispatcher';
import type { Dispatcher as Undici } from 'undici';
import { systemClock, type Clock } from '../base/clock';
import { RequestFailure } from '../base/failure';
import { displayUrl } from './http';
import { errorCodes } from './transportFailure';

/** `fetch` of the host we run in; in VS Code it knows the proxy, the PAC file and the system's certificates. */
export type HostFetch = typeof globalThis.fetch;

/** Bounds of one attempt. */
export interface HostLimits {
  /** Longest an attempt may take from start to the last byte, in milliseconds. */
  readonly timeout: number;
  /** Most bytes of a decoded body. */
  readonly maxBytes: number;
}

/**
 * The lowest part of the pipeline: a dispatcher that lets the host's `fetch` do the transport, so that undici's
 * interceptors compose above it. It reads an answer whole before passing it on: an attempt then either succeeds or
 * fails as a whole, and a retry never has to splice two answers together.
 */
export class HostDispatcher extends Dispatcher {
  constructor(
    private readonly fetch: HostFetch,
    private readonly limits: HostLimits,
    private readonly clock: Clock = systemClock,
  ) {
    super();
  }

  override dispatch(options: Undici.DispatchOptions, handler: Undici.DispatchHandler): boolean {
    const controller = new AttemptController();
    handler.onRequestStart?.(controller, {});
    void this.attempt(options, handler, controller);
    return true;
  }

  private async attempt(
    options: Undici.DispatchOptions,
    handler: Undici.DispatchHandler,
    controller: AttemptController,
  ): Promise<void> {
    // Not `AbortSignal.timeout`: that would hold on to every request until its time is over, answered or not.
    const late = new AbortController();
    const timer = this.clock.setTimeout(
      () => late.abort(new DOMException('no answer in time', 'TimeoutError')),
      this.limits.timeout,
    );
    try {
      const url = String(options.origin ?? '') + options.path;
      const signal = AbortSignal.any([controller.signal, late.signal]);
      const response = await this.fetch(url, {
        method: options.method,
        headers: options.headers as Record<string, string>,
        body: (options.body as string | null | undefined) ?? null,
        redirect: 'manual',
        signal,
      });
      const body = await this.read(response, url);
      const headers = Object.fromEntries(response.headers);
      // `fetch` has decoded the body: these two describe what was on the wire, not what we hand on.
      delete headers['content-encoding'];
      delete headers['content-length'];
      handler.onResponseStart?.(controller, response.status, headers, response.statusText);
      if (body.length > 0) {
        handler.onResponseData?.(controller, body);
      }
      handler.onResponseEnd?.(controller, {});
    } catch (error) {
      handler.onResponseError?.(controller, withCode(error));
    } finally {
      this.clock.clearTimeout(timer);
    }
  }

  private async read(response: Response, url: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > this.limits.maxBytes) {
        throw new RequestFailure({ kind: 'tooLarge', url: displayUrl(url), status: response.status });
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  // Connections belong to the host: there is nothing of ours to close.
  override close(): Promise<void> {
    return Promise.resolve();
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

/** The retry interceptor looks at `code` of the error itself; `fetch` hides it in the cause. */
function withCode(error: unknown): Error {
  if (error instanceof RequestFailure) {
    // Without a code the interceptor would try again what can only go wrong again.
    return Object.assign(error, { code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  }
  const failure = error instanceof Error ? error : new Error(String(error));
  // The innermost words count too: a proxy's refusal looks like a cancelled request, and a password it refused must not
  // be tried again.
  const [code] = errorCodes(failure);
  return code !== undefined && !('code' in failure) ? Object.assign(failure, { code }) : failure;
}

class AttemptController implements Undici.DispatchController {
  private readonly abortion = new AbortController();
  paused = false;

  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  get aborted(): boolean {
    return this.abortion.signal.aborted;
  }

  get reason(): Error | null {
    return this.aborted ? (this.abortion.signal.reason as Error) : null;
  }

  abort(reason: Error): void {
    this.abortion.abort(reason);
  }

  // The answer is already in memory when it is handed on; there is no flow to hold back, only the flag to keep.
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }
}
