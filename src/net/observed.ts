import { failureOf, type Failure } from '../base/failure';
import { displayUrl, type HttpSend } from './http';

/** What became of a request, fit for a log: no query, no header, no body. */
export interface RequestOutcome {
  readonly of: 'api' | 'tokens';
  readonly method: string;
  /** Origin and path. */
  readonly url: string;
  /** Milliseconds. */
  readonly duration: number;
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  readonly failure?: Failure;
}

/** Sends as `send` does and reports what became of it; `now` is wall-clock milliseconds. */
export function observed(
  send: HttpSend,
  of: RequestOutcome['of'],
  now: () => number,
  report: (outcome: RequestOutcome) => void,
): HttpSend {
  return async (request) => {
    const began = now();
    const tell = (rest: Partial<RequestOutcome>): void => {
      const duration = Math.max(0, now() - began);
      report({ of, method: request.method, url: displayUrl(request.url), duration, ...rest });
    };
    try {
      const reply = await send(request);
      tell({ status: reply.status });
      return reply;
    } catch (error) {
      tell({ failure: failureOf(error) });
      throw error;
    }
  };
}
