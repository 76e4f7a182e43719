// undici publishes types for its entry file only, and that file must not be loaded: it puts its own agent into the
// process-wide dispatcher that VS Code and every other extension share. These are the parts we load by themselves.
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
declare module 'undici/lib/api/api-request' {
  import type { Dispatcher } from 'undici';
  const request: (this: Dispatcher, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;
  export = request;
}
