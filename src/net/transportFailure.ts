import { RequestFailure, type TransportFailureKind } from './failure';
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

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS|ERR_SSL|EPROTO/;

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
  const name = error instanceof Error ? error.name : '';
  const codes = errorCodes(error);
  const code = codes.find((each) => each in kindByCode || certificateCode.test(each)) ?? codes[0];
  return new RequestFailure({
    kind: kindOf(name, code, error),
    url: displayUrl(url),
    ...(code ? { code } : {}),
  });
}

function kindOf(name: string, code: string | undefined, error: unknown): TransportFailureKind {
  if (name === 'TimeoutError') {
    return 'timeout';
  }
  if (name === 'AbortError' || code === 'UND_ERR_ABORTED') {
    return 'cancelled';
  }
  if (code !== undefined && code in kindByCode) {
    return kindByCode[code] ?? 'network';
  }
  if (code !== undefined && certificateCode.test(code)) {
    return 'certificate';
  }
  return mentionsProxy(error) ? 'proxy' : 'network';
}

/** A refused CONNECT reaches us as a message only: neither Node nor VS Code gives it a code. */
function mentionsProxy(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    if (/proxy/i.test(each.message)) {
      return true;
    }
  }
  return false;
}
