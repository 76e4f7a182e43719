import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, Faults } from './faults';
import type { RequestLog } from './requestLog';

/** Below this path the sandbox itself is steered; neither logged nor subject to faults. */
export const controlPath = '/_sandbox';

/** What a listener needs besides its routes. */
export interface ListenerOptions {
  readonly name: 'auth' | 'api';
  /** 0 = any free port, which is then kept for good. */
  readonly port: number;
  readonly latencyMs: number;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly routes: (app: FastifyInstance) => void;
}

/** One HTTP listener on 127.0.0.1 that can be stopped and started again on its port. */
export class Listener {
  private app: FastifyInstance | undefined;
  private stopping = new AbortController();
  private readonly faultOf = new WeakMap<FastifyRequest, Fault>();
  private knownPort: number;

  constructor(private readonly options: ListenerOptions) {
    this.knownPort = options.port;
  }

  /** `http://127.0.0.1:<port>`; the port is known once the listener has started. */
  get origin(): string {
    return `http://127.0.0.1:${this.knownPort}`;
  }

  async start(): Promise<void> {
    if (this.app !== undefined) return;
    this.stopping = new AbortController();
    const app = fastify({
      forceCloseConnections: true,
      exposeHeadRoutes: true,
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    });
    acceptForms(app);
    this.addHooks(app);
    this.options.routes(app);
    await app.listen({ host: '127.0.0.1', port: this.knownPort });
    this.knownPort = (app.server.address() as AddressInfo).port;
    this.app = app;
  }

  /** Closes the port and every connection at once, answered or not. */
  async stop(): Promise<void> {
    const { app } = this;
    this.app = undefined;
    this.stopping.abort();
    await app?.close();
  }

  private addHooks(app: FastifyInstance): void {
    const { name, log } = this.options;
    app.addHook('onRequest', (request, _reply, done) => {
      if (!request.url.startsWith(controlPath)) log.begin(name, request);
      done();
    });
    app.addHook('preHandler', async (request, reply) => this.beforeHandling(request, reply));
    app.addHook('onSend', (request, reply, payload, done) =>
      done(null, this.beforeReply(request, reply, payload)),
    );
    app.addHook('onResponse', (request, reply, done) => {
      const cut = this.faultOf.get(request)?.drop !== undefined;
      if (!cut) log.finish(request, reply.statusCode);
      done();
    });
  }

  private async beforeHandling(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const record = this.options.log.recordOf(request);
    if (record === undefined) return undefined;
    noteTokenRequest(request, record);
    const { method, url } = request;
    const { letGo } = this.options.faults;
    const fault = this.options.faults.take({
      listener: this.options.name,
      method,
      url,
      grantType: record.grantType,
    });
    const delay = this.options.latencyMs + (fault?.delayMs ?? 0);
    if (delay > 0 && !(await this.sleep(delay, letGo))) return reply.hijack();
    if (fault === undefined || letGo.aborted) return undefined;
    this.faultOf.set(request, fault);
    if (fault.drop === 'onArrival') {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    if (fault.status === undefined && fault.body === undefined) return undefined;
    const body = fault.body ?? '';
    reply.code(fault.status ?? 200).header('content-type', fault.contentType ?? 'application/json');
    return reply.send(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  }

  private beforeReply(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
    const fault = this.faultOf.get(request);
    if (fault === undefined) return payload;
    for (const [name, value] of Object.entries(fault.headers ?? {})) reply.header(name, value);
    if (fault.drop === 'beforeReply') {
      reply.hijack();
      request.raw.socket.destroy();
    }
    if (fault.drop !== 'midBody') return payload;
    const whole =
      typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : Buffer.of();
    reply.header('content-length', whole.length);
    return cutShort(whole.subarray(0, whole.length >> 1));
  }

  /** Waits, or until what waits is let go; false when the listener was stopped meanwhile. */
  private async sleep(milliseconds: number, letGo: AbortSignal): Promise<boolean> {
    const { signal } = this.stopping;
    await wait(milliseconds, undefined, { signal: AbortSignal.any([signal, letGo]) }).catch(() => undefined);
    return !signal.aborted;
  }
}

/** A body that breaks off: the connection is cut once the start has been handed over. */
function cutShort(start: Buffer): Readable {
  let sent = false;
  return new Readable({
    read() {
      if (!sent) this.push(start);
      else this.destroy(new Error('cut by a fault'));
      sent = true;
    },
  });
}

/** Forms are read as `URLSearchParams`; any other body counts as none, as in Keycloak's token endpoint. */
function acceptForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.register(formbody, { parser: (text) => ({ form: new URLSearchParams(text) }) });
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, { text: body }));
}

/** The form of a request, empty when it has none. */
export function formOf(request: FastifyRequest): URLSearchParams {
  return (request.body as { form?: URLSearchParams } | null | undefined)?.form ?? new URLSearchParams();
}

/** The body of a request that is no form. */
export function textOf(request: FastifyRequest): string {
  return (request.body as { text?: string } | null | undefined)?.text ?? '';
}

function noteTokenRequest(request: FastifyRequest, record: { grantType?: string; clientId?: string }): void {
  const form = formOf(request);
  const grantType = form.get('grant_type');
  const clientId = form.get('client_id');
  if (grantType !== null) record.grantType = grantType;
  if (clientId !== null) record.clientId = clientId;
}
