import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A CONNECT proxy (RFC 9110 section 9.3.6) on loopback. */
export interface ConnectProxy {
  /** Host and port of the proxy. */
  readonly authority: string;
  /** Each CONNECT as it arrived: `host:port`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** What a proxy knows and wants. */
export interface ConnectProxyOptions {
  /** The only host it knows: it stands for 127.0.0.1. Nothing but the proxy resolves it. */
  readonly knows: string;
  /** `user:password` it asks for (RFC 7617); without it everybody may pass. */
  readonly credentials?: string;
  /** Status it refuses everything with. */
  readonly refuses?: number;
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const keep = (socket: Duplex): void => {
    sockets.add(socket);
    // A side that goes away is part of the tests; the other side ends with it.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket: Socket) => keep(socket));
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = request.url ?? '';
    asked.push(target);
    const refusal = refusalOf(request, options);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    keep(upstream);
    upstream.once('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refusalOf(
  { url, headers }: IncomingMessage,
  { knows, credentials, refuses }: ConnectProxyOptions,
): string | undefined {
  if (refuses !== undefined) return `${refuses} Refused`;
  if (credentials !== undefined) {
    const wanted = `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (headers['proxy-authorization'] !== wanted) {
      return '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"';
    }
  }
  return url?.startsWith(`${knows}:`) === true ? undefined : '502 Unknown host';
}
