import type { HttpSend } from './http';

/** Redirects that lead a GET on (RFC 9110 section 15.4). */
const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Most redirects in a row; the answer after them is handed on as it is. */
const mostRedirects = 5;

/**
 * Follows redirects of a GET within the origin it was sent to. One that leads elsewhere is handed on unfollowed: the
 * request carries a token that is for this origin alone.
 */
export function withinOrigin(send: HttpSend): HttpSend {
  return async (request) => {
    let { url } = request;
    for (let followed = 0; ; followed++) {
      const reply = await send({ ...request, url });
      const target =
        request.method === 'GET' && redirections.has(reply.status) && followed < mostRedirects
          ? targetOf(reply.headers['location'], url)
          : undefined;
      if (target === undefined) {
        return reply;
      }
      url = target;
    }
  };
}

function targetOf(location: string | undefined, from: string): string | undefined {
  if (location === undefined || !URL.canParse(location, from)) {
    return undefined;
  }
  const target = new URL(location, from);
  const isWithin = target.origin === new URL(from).origin && target.username === '' && target.password === '';
  return isWithin ? target.href : undefined;
}
