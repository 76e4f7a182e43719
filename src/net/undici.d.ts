// Why undici is used through private paths, here and nowhere else: its entry file must not be loaded, since it puts its
// own agent into the process-wide dispatcher that VS Code and every other extension share, and its types are for that
// file only. These are the parts we load by themselves; undiciParts.test.ts says so where an update moves one.
declare module 'undici/lib/dispatcher/dispatcher' {
  import type { Dispatcher } from 'undici';
  const dispatcher: typeof Dispatcher;
  export = dispatcher;
}
declare module 'undici/lib/interceptor/retry' {
  import type { Dispatcher, RetryHandler } from 'undici';
  const retry: (options: RetryHandler.RetryOptions) => Dispatcher.DispatcherComposeInterceptor;
  export = retry;
}
declare module 'undici/lib/handler/retry-handler' {
  import type { RetryHandler } from 'undici';
  /** Returns its timer, so that an abort can end the wait. */
  type Policy = (...args: Parameters<RetryHandler.RetryCallback>) => unknown;
  const handler: Readonly<Record<symbol, Policy>>;
  export = handler;
}
declare module 'undici/lib/core/symbols' {
  export const kRetryHandlerDefaultRetry: symbol;
}
declare module 'undici/lib/api/api-request' {
  import type { Dispatcher } from 'undici';
  const request: (this: Dispatcher, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;
  export = request;
}
