import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { RequestFailure } from '../../../base/failure';
import { unlessAborted } from '../../../base/steps';
import { transportFailure } from '../../../net/transportFailure';
import type { ProxyRoute } from '../../../net/proxyRoute';
import type { Notes } from './steps';

/** How long the look at a certificate may take, in milliseconds. */
const tlsTimeout = 10_000;
const day = 24 * 3600_000;
/** Days before its end at which a certificate is worth a word. */
const endsSoon = 14;

/**
 * Looks at the way to a host: name, TLS and certificate, over a connection of its own that carries no request. Behind a
 * proxy none of that can be seen from here, and nothing is guessed.
 */
export async function probeNetwork(
  url: string,
  route: ProxyRoute | undefined,
  now: number,
  signal: AbortSignal,
  notes: Notes,
): Promise<void> {
  const { protocol, hostname, port } = new URL(url);
  if (route !== undefined) {
    notes.note('proxied', route.host, route.source);
    notes.note('proxyHides');
    return;
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  const answer = lookup(host, { all: true }).catch((error: unknown) => {
    throw transportFailure(error, url);
  });
  const addresses = await unlessAborted(answer, signal);
  if (addresses === undefined || signal.aborted) {
    throw new RequestFailure({ kind: 'cancelled' });
  }
  const [first] = addresses;
  if (first !== undefined && isIP(host) === 0) {
    if (addresses.length > 1) {
      notes.note('manyAddresses', first.address, addresses.length);
    } else {
      notes.note('resolved', first.address);
    }
  }
  if (protocol === 'http:') {
    notes.note('plainHttp');
    return;
  }
  const { version, certificate, refusal } = await handshake(host, Number(port) || 443, url, signal);
  notes.note('tls', version);
  const left = (Date.parse(certificate.valid_to) - now) / day;
  notes.note('certificate', issuerName(certificate), Math.max(0, Math.floor(left)));
  if (left < 0) {
    notes.differ('certificateEnded', Math.floor(-left));
  } else if (left < endsSoon) {
    notes.differ('certificateEndsSoon', Math.floor(left));
  }
  if (refusal !== undefined) {
    throw new RequestFailure({ kind: 'certificate', url: new URL(url).origin, code: refusal });
  }
}

interface Handshake {
  readonly version: string;
  readonly certificate: PeerCertificate;
  /** Why this machine does not trust the certificate. */
  readonly refusal: string | undefined;
}

/** Shakes hands, also with a server that is not trusted: its certificate is what is to be seen. Nothing is sent to it. */
function handshake(host: string, port: number, url: string, signal: AbortSignal): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    // In VS Code, `tls.connect` has the certificates of the operating system.
    const socket: TLSSocket = connect({
      host,
      port,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const end = (act: () => void): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      act();
    };
    const stop = (): void => end(() => reject(new RequestFailure({ kind: 'cancelled' })));
    signal.addEventListener('abort', stop, { once: true });
    socket.setTimeout(tlsTimeout, () =>
      end(() => reject(new RequestFailure({ kind: 'timeout', url: new URL(url).origin }))),
    );
    socket.once('error', (error) => end(() => reject(transportFailure(error, url))));
    socket.once('secureConnect', () => {
      const { authorizationError } = socket as { authorizationError: unknown };
      const refusal = socket.authorized ? undefined : codeOf(authorizationError);
      const result = {
        version: socket.getProtocol() ?? '',
        certificate: socket.getPeerCertificate(),
        refusal,
      };
      end(() => resolve(result));
    });
  });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  return typeof code === 'string' ? code : 'CERT_UNTRUSTED';
}

function issuerName({ issuer }: PeerCertificate): string {
  const { O: organization, CN: name } = issuer as { O?: string | string[]; CN?: string | string[] };
  return [organization, name].flat().filter(Boolean).join(', ');
}
