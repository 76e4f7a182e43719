import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, body read. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What to do with a request; one that does nothing leaves the caller waiting. */
export type Script = (request: ReceivedRequest, response: ServerResponse) => void;

/** A real HTTP server on loopback that answers as the test says. */
export interface ScriptedServer {
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
  /** Can be exchanged between requests. */
  script: Script;
  close(): Promise<void>;
}

const open: ScriptedServer[] = [];

/** Starts a server on a free port; closed by {@link closeServers}. */
export async function startServer(
  script: Script,
  { host = '127.0.0.1', tls }: { host?: string; tls?: { key: string; cert: string } } = {},
): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(received);
      result.script(received, response);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const result: ScriptedServer = {
    origin: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    requests,
    script,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  open.push(result);
  return result;
}

/** Closes every server that was started; for `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}

/** A script that sends one answer: objects as JSON, anything else as it is. */
export function reply(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Script {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  };
}

/** A script whose first requests get these answers; the last one goes on. */
export function inTurn(...scripts: readonly Script[]): Script {
  let index = 0;
  return (request, response) => scripts[Math.min(index++, scripts.length - 1)]!(request, response);
}
