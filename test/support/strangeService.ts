import type { HostFetch } from '../../src/net/hostDispatcher';
import { isJsonObject } from '../../src/base/json';

/**
 * A `fetch` to an API whose answers differ in every way that the tolerant reader knows: lists of product bases are bare
 * arrays and other lists have prefixed terms, no list has a total, addresses are absolute, and every resource has a
 * member that nobody knows.
 */
export function differingInEveryWay(apiBaseUrl: string): HostFetch {
  const { origin } = new URL(apiBaseUrl);
  return async (input, init) => {
    const reply = await fetch(input, init);
    const { pathname, origin: asked } = new URL(input instanceof Request ? input.url : input);
    if (asked !== origin || reply.status !== 200) return reply;
    const changed = changedJson(await reply.json(), origin, pathname.endsWith('/product_bases'));
    const headers = new Headers(reply.headers);
    headers.delete('content-length');
    headers.delete('content-encoding');
    return new Response(JSON.stringify(changed), { status: 200, headers });
  };
}

function changedJson(json: unknown, origin: string, isBare: boolean): unknown {
  if (!isJsonObject(json) || !Array.isArray(json['member'])) return changedResource(json, origin);
  const members = (json['member'] as unknown[]).map((each) => changedResource(each, origin));
  if (isBare) return members;
  const { view } = json;
  const links = isJsonObject(view) ? Object.entries(view) : [];
  return {
    '@id': json['@id'],
    '@type': 'hydra:Collection',
    'hydra:member': members,
    'hydra:view': Object.fromEntries(
      links.map(([name, value]) => [
        name.startsWith('@') ? name : `hydra:${name}`,
        name === '@type' ? `hydra:${String(value)}` : origin + String(value),
      ]),
    ),
  };
}

function changedResource(json: unknown, origin: string): unknown {
  if (Array.isArray(json)) return (json as unknown[]).map((each) => changedResource(each, origin));
  if (!isJsonObject(json)) return json;
  const changed = Object.entries(json).map(([name, value]) => [
    name,
    name === '@id' && String(value).startsWith('/') ? origin + String(value) : changedResource(value, origin),
  ]);
  return { ...Object.fromEntries(changed), ...('@id' in json ? { strangeMember: 1 } : {}) };
}
