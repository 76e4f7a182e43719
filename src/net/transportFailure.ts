import { RequestFailure, type TransportFailureKind } from '../base/failure';
import { displayUrl } from './http';

const kindByCode: Readonly<Record<string, TransportFailureKind>> = {
  ENOTFOUND: 'hostNotFound',
  EAI_AGAIN: 'hostNotFound',
  EAI_NODATA: 'hostNotFound',
  ECONNREFUSED: 'connectionRefused',
  ECONNRESET: 'connectionLost',
  EPIPE: 'connectionLost',
  UND_ERR_SOCKET: 'connectionLost',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connectionLost',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

/** OpenSSL's words where no TLS came about; of a certificate they speak only where the server wants one of us. */
const handshakeCode = /^ERR_SSL|^EPROTO$/;

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS/;

/**
 * Codes of an error and of what caused it, outermost first. `fetch` says only "fetch failed"; the reason lies in
 * `cause`, and for a host with several addresses in `errors` of that cause.
 */
export function errorCodes(error: unknown, depth = 0): string[] {
  if (depth > 5 || typeof error !== 'object' || error === null) {
    return [];
  }
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const own = typeof code === 'string' ? [code] : [];
  const inner = Array.isArray(errors)
    ? (errors as unknown[]).flatMap((each) => errorCodes(each, depth + 1))
    : [];
  return [...own, ...errorCodes(cause, depth + 1), ...inner];
}

/** Turns whatever `fetch` or the pipeline threw into a failure that names the cause and the URL that was tried. */
export function transportFailure(error: unknown, url: string): RequestFailure {
  if (error instanceof RequestFailure) {
    return error;
  }
  const refusal = proxyRefusal(error);
  const codes = errorCodes(error);
  const code = codes.find((each) => kindOfCode(each) !== undefined) ?? codes[0];
  const kind = refusal !== undefined || isOfProxy(error, url) ? 'proxy' : kindOf(error, code);
  return new RequestFailure({
    kind,
    url: displayUrl(url),
    ...(refusal?.status === undefined ? {} : { status: refusal.status }),
    ...(code ? { code } : {}),
  });
}

function kindOf(error: unknown, code: string | undefined): TransportFailureKind {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') {
    return 'timeout';
  }
  if (name === 'AbortError' || code === 'UND_ERR_ABORTED') {
    return 'cancelled';
  }
  return kindOfCode(code ?? '') ?? 'network';
}

function kindOfCode(code: string): TransportFailureKind | undefined {
  const known = Object.hasOwn(kindByCode, code) ? kindByCode[code] : undefined;
  return (
    known ?? (handshakeCode.test(code) ? 'notTls' : certificateCode.test(code) ? 'certificate' : undefined)
  );
}

/** The errors that caused this one, itself first; a host with several addresses has one for each. */
function causes(error: unknown, depth = 0): Error[] {
  if (depth > 5 || !(error instanceof Error)) {
    return [];
  }
  const several = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [error, ...[error.cause, ...several].flatMap((each) => causes(each, depth + 1))];
}

/**
 * The status a proxy refused CONNECT with (RFC 9110 section 9.3.6), where it is told. It reaches us as a message only,
 * inside an error that else looks as if the request had been cancelled: `fetch failed` < `Request was cancelled.` <
 * `Proxy response (407) ?.== 200 when HTTP Tunneling`.
 */
function proxyRefusal(error: unknown): { status?: number } | undefined {
  const message = causes(error).find((each) =>
    /\bproxy (response|auth|connect)/i.test(each.message),
  )?.message;
  const status = message && /\((\d{3})\)/.exec(message)?.[1];
  return message === undefined ? undefined : status ? { status: Number(status) } : {};
}

/** True where another host or port than that of the URL could not be reached: the proxy's. */
function isOfProxy(error: unknown, url: string): boolean {
  if (!URL.canParse(url)) {
    return false;
  }
  const asked = new URL(url);
  const askedPort = Number(asked.port || (asked.protocol === 'http:' ? 80 : 443));
  return causes(error).some((each) => {
    const { port, hostname } = each as { port?: unknown; hostname?: unknown };
    return (
      (typeof port === 'number' && port !== askedPort) ||
      (typeof hostname === 'string' && hostname.toLowerCase() !== asked.hostname)
    );
  });
}
