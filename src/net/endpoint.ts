/** Why a text cannot serve as an endpoint. */
export type EndpointProblem = 'notAUrl' | 'notHttps' | 'userInfo' | 'query';

/** True for a host name of a URL that stands for this machine. */
function isLoopback(hostname: string): boolean {
  return /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/**
 * Checks an endpoint a person typed or pasted: an absolute https URL without user-info, query or fragment.
 * Plain http is allowed on loopback only, where nobody else can listen (RFC 8252 section 8.3 takes the same view).
 */
export function endpointProblem(text: string): EndpointProblem | undefined {
  if (!URL.canParse(text)) {
    return 'notAUrl';
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return 'notAUrl';
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return 'notHttps';
  }
  if (url.username !== '' || url.password !== '') {
    return 'userInfo';
  }
  return url.search !== '' || url.hash !== '' ? 'query' : undefined;
}

/** The origin of a URL, or an empty text where it is not a URL: two broken URLs never match a good one. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}

/** An address without the slashes at its end, so that a path can follow it. */
export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
