import assert from 'node:assert/strict';
import { ApiClient, type CatalogsPathMemory } from '../../../src/api/apiClient';
import type { ServiceAccount, TokenLease, TokenSource } from '../../../src/auth/serviceAccount';
import { RequestFailure } from '../../../src/base/failure';
import { withRetries } from '../../../src/net/pipeline';
import { accountAt, assertNoLeak, errorFrom, failureFrom, shortWait } from '../../support/fixtures';
import { closeServers, inTurn, reply, startServer, type ScriptedServer } from '../../support/scriptedServer';

/** Hands out numbered tokens and counts how often one had to be replaced. */
class NumberedTokens implements TokenSource {
  replaced = 0;

  constructor(private readonly account: ServiceAccount) {}

  lease(): Promise<TokenLease> {
    return Promise.resolve({ account: this.account, accessToken: `opaque-token-number-${this.replaced}` });
  }

  replace(): Promise<TokenLease> {
    this.replaced++;
    return this.lease();
  }
}

class Memory implements CatalogsPathMemory {
  readonly paths = new Map<string, string>();

  get(origin: string): string | undefined {
    return this.paths.get(origin);
  }

  set(origin: string, path: string): void {
    this.paths.set(origin, path);
  }
}

function clientOf(
  server: ScriptedServer,
  changes: Partial<ServiceAccount> = {},
): { api: ApiClient; tokens: NumberedTokens; memory: Memory } {
  const tokens = new NumberedTokens(accountAt(server.origin, changes));
  const memory = new Memory();
  const send = withRetries(fetch, { timeout: 5000, maxBytes: 1_000_000 }, shortWait);
  return { api: new ApiClient(tokens, send, () => 'fr', memory, 'test/1'), tokens, memory };
}

const unauthorized = reply({ code: 401, message: 'Expired JWT Token' }, 401);
const notFound = reply({ title: 'Not Found' }, 404);
const paths = (server: ScriptedServer): string[] => server.requests.map(({ url }) => url);

describe('the API client', () => {
  afterEach(closeServers);

  it('asks for JSON-LD in the language of the user, with the token', async () => {
    const server = await startServer(reply({ a: 1 }));
    const { json, url } = await clientOf(server).api.get('/v1/x?page=2');
    assert.deepEqual([json, url], [{ a: 1 }, `${server.origin}/v1/x?page=2`]);
    const { method, headers } = server.requests[0]!;
    assert.equal(method, 'GET');
    assert.equal(headers.accept, 'application/ld+json');
    assert.equal(headers['accept-language'], 'fr');
    assert.equal(headers.authorization, 'Bearer opaque-token-number-0');
    assert.equal(headers['user-agent'], 'test/1');
  });

  it('renews once and repeats once after a 401', async () => {
    const server = await startServer(inTurn(unauthorized, reply({ fine: true })));
    const { api, tokens } = clientOf(server);
    assert.deepEqual((await api.get('/v1/x')).json, { fine: true });
    assert.equal(tokens.replaced, 1);
    const sent = server.requests.map(({ headers }) => headers.authorization);
    assert.deepEqual(sent, ['Bearer opaque-token-number-0', 'Bearer opaque-token-number-1']);
  });

  it('takes a 401 for the word of the API where there is no other token', async () => {
    const server = await startServer(unauthorized);
    const { api, tokens } = clientOf(server);
    tokens.replace = () => tokens.lease();
    assert.equal((await failureFrom(api.get('/v1/x'))).kind, 'apiUnauthorized');
    assert.equal(server.requests.length, 1);
  });

  it('fails at the second 401', async () => {
    const server = await startServer(unauthorized);
    const { api, tokens } = clientOf(server);
    const error = await errorFrom(api.get('/v1/x'));
    assert.deepEqual([error.failure.kind, error.failure.detail], ['apiUnauthorized', 'Expired JWT Token']);
    assertNoLeak(error, 'opaque-token-number');
    assert.deepEqual([server.requests.length, tokens.replaced], [2, 1]);
  });

  it('tells why there is no token, and asks nothing without', async () => {
    const server = await startServer(unauthorized);
    const { api, tokens } = clientOf(server);
    tokens.replace = () => Promise.reject(new RequestFailure({ kind: 'wrongSecret' }));
    assert.equal((await failureFrom(api.get('/v1/x'))).kind, 'wrongSecret');
    assert.equal(server.requests.length, 1);
    tokens.lease = () => Promise.reject(new RequestFailure({ kind: 'signedOut' }));
    assert.equal((await failureFrom(api.get('/v1/x'))).kind, 'signedOut');
    assert.equal(server.requests.length, 1);
  });

  it('takes 403, 404 and broken JSON for no token problem', async () => {
    for (const [script, kind, code] of [
      [reply({ detail: 'Access Denied.' }, 403), 'apiForbidden', undefined],
      [notFound, 'apiNotFound', undefined],
      [reply('<html>'), 'apiError', 'notJson'],
      [reply(''), 'apiError', 'notJson'],
      [reply('', 204), 'apiError', undefined],
      [reply('', 302, { location: '/elsewhere' }), 'apiError', undefined],
    ] as const) {
      const server = await startServer(script);
      const { api, tokens } = clientOf(server);
      const failure = await failureFrom(api.get('/v1/x'));
      assert.deepEqual([failure.kind, failure.code], [kind, code]);
      assert.deepEqual([server.requests.length, tokens.replaced], [1, 0]);
    }
  });

  it('contacts no foreign server, whatever link it is given', async () => {
    const foreign = await startServer(reply({}));
    const server = await startServer(reply({}));
    const { port } = new URL(foreign.origin);
    const { api, tokens } = clientOf(server);
    const links = [
      `${foreign.origin}/v1/x`,
      `//127.0.0.1:${port}/v1/x`,
      `\\\\127.0.0.1:${port}\\v1`,
      `http://127.0.0.1@127.0.0.1:${port}/`,
      server.origin.replace('127.0.0.1', 'localhost'),
      server.origin.replace('http://', 'http://user:pw@'),
    ];
    for (const link of links) {
      assert.equal((await failureFrom(api.get(link))).kind, 'apiForeignOrigin', link);
    }
    assert.deepEqual([foreign.requests.length, server.requests.length, tokens.replaced], [0, 0, 0]);
  });

  it('can be cancelled', async () => {
    const server = await startServer(() => undefined);
    assert.equal(
      (await failureFrom(clientOf(server).api.get('/v1/x', AbortSignal.abort()))).kind,
      'cancelled',
    );
  });

  describe('looking for the catalogs', () => {
    const newer = '/v1/ticketing/catalogs';

    it('finds them at the newer address, with one request', async () => {
      const server = await startServer(reply({ member: [] }));
      const { api, memory } = clientOf(server);
      await api.getCatalogs('?page=1');
      assert.deepEqual(paths(server), [`${newer}?page=1`]);
      assert.equal(memory.paths.size, 0);
    });

    it('tries the older address after a 404, and remembers it for this server', async () => {
      const server = await startServer((request, response) =>
        (request.url.startsWith('/catalogs') ? reply({ member: [] }) : notFound)(request, response),
      );
      const { api, memory } = clientOf(server);
      await api.getCatalogs('?page=1');
      await api.getCatalogs('?page=2');
      assert.deepEqual(paths(server), [`${newer}?page=1`, '/catalogs?page=1', '/catalogs?page=2']);
      assert.deepEqual([...memory.paths], [[server.origin, '/catalogs']]);
    });

    it('comes back to the newer address when the remembered one is gone', async () => {
      const server = await startServer((request, response) =>
        (request.url.startsWith('/catalogs') ? notFound : reply({ member: [] }))(request, response),
      );
      const { api, memory } = clientOf(server);
      memory.set(server.origin, '/catalogs');
      await api.getCatalogs('');
      await api.getCatalogs('');
      assert.deepEqual(paths(server), ['/catalogs', newer, newer]);
    });

    it('takes the configured address and no other', async () => {
      const server = await startServer(notFound);
      const { api } = clientOf(server, { catalogsPath: '/my/catalogs' });
      assert.equal((await failureFrom(api.getCatalogs(''))).kind, 'apiNotFound');
      assert.deepEqual(paths(server), ['/my/catalogs']);
    });

    it('names the first address where neither exists, and remembers nothing', async () => {
      const server = await startServer(notFound);
      const { api, memory } = clientOf(server);
      const failure = await failureFrom(api.getCatalogs(''));
      assert.deepEqual([failure.kind, failure.url], ['apiNotFound', server.origin + newer]);
      assert.equal(memory.paths.size, 0);
    });

    it('tells what the older address said where that exists', async () => {
      const server = await startServer((request, response) =>
        (request.url === '/catalogs' ? reply({ detail: 'Access Denied.' }, 403) : notFound)(
          request,
          response,
        ),
      );
      const failure = await failureFrom(clientOf(server).api.getCatalogs(''));
      assert.deepEqual([failure.kind, failure.detail], ['apiForbidden', 'Access Denied.']);
    });

    it('does not try elsewhere after anything but a 404', async () => {
      const server = await startServer(reply({ detail: 'Access Denied.' }, 403));
      assert.equal((await failureFrom(clientOf(server).api.getCatalogs(''))).kind, 'apiForbidden');
      assert.deepEqual(paths(server), [newer]);
    });
  });
});
