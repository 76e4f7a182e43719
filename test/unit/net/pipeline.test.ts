import assert from 'node:assert/strict';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bodyText, type HttpRequest, type HttpSend } from '../../../src/net/http';
import { singleAttempt, withRetries } from '../../../src/net/pipeline';
import { selfSigned } from '../../support/certificates';
import { failureFrom, shortWait } from '../../support/fixtures';
import { closeServers, inTurn, reply, startServer, type Script } from '../../support/scriptedServer';
import { removeFolders, temporaryFolder } from '../../support/temporaryFolder';

const limits = { timeout: 5000, maxBytes: 100_000 };
const once = singleAttempt(fetch, limits);
const retrying = withRetries(fetch, limits, shortWait);

function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: { accept: 'application/ld+json' }, ...more };
}

const unavailable = (retryAfter?: string): Script =>
  reply('busy', 503, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
const reset: Script = (_request, response) => void response.socket?.resetAndDestroy();
const close: Script = (_request, response) => void response.socket?.destroy();
const midway: Script = (_request, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('half', () => response.socket?.destroy());
};

describe('the pipeline', () => {
  afterEach(closeServers);
  afterEach(removeFolders);

  it('sends method, path, query, headers and body, and brings back the whole answer', async () => {
    const server = await startServer(reply({ a: 'ü' }, 201, { 'x-custom': 'x', 'set-cookie': 'a=1' }));
    const request = {
      method: 'POST',
      url: `${server.origin}/p/%20?q=a%2Fb`,
      headers: { 'x-y': 'z' },
      body: 'ä=1',
    } as const;
    for (const send of [once, retrying]) {
      const answer = await send(request);
      assert.equal(answer.status, 201);
      assert.equal(answer.headers['x-custom'], 'x');
      assert.equal(bodyText(answer), '{"a":"ü"}');
    }
    assert.equal(server.requests.length, 2);
    for (const received of server.requests) {
      assert.deepEqual([received.method, received.url, received.body], ['POST', '/p/%20?q=a%2Fb', 'ä=1']);
      assert.equal(received.headers['x-y'], 'z');
    }
  });

  it('decodes gzip and Brotli, and says no length that does not fit any more', async () => {
    const text = JSON.stringify({ text: 'ä'.repeat(5000) });
    const packed = { gzip: gzipSync(text), br: brotliCompressSync(text) };
    for (const [coding, body] of Object.entries(packed)) {
      const server = await startServer(
        reply(body, 200, { 'content-encoding': coding, 'content-length': String(body.length) }),
      );
      for (const send of [once, retrying]) {
        const answer = await send(get(server.origin));
        assert.equal(bodyText(answer), text);
        assert.equal(answer.headers['content-encoding'], undefined);
      }
    }
  });

  it('measures the size after decoding: a small answer can hold a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const server = await startServer(reply(bomb, 200, { 'content-encoding': 'gzip' }));
    assert.equal((await failureFrom(once(get(server.origin)))).kind, 'tooLarge');
    server.script = reply('x'.repeat(limits.maxBytes + 1));
    assert.equal((await failureFrom(retrying(get(server.origin)))).kind, 'tooLarge');
    assert.equal(server.requests.length, 2);
    server.script = reply('x'.repeat(limits.maxBytes));
    assert.equal((await once(get(server.origin))).body.length, limits.maxBytes);
  });

  for (const status of [304, 400, 401, 403, 404, 409, 422, 501]) {
    it(`keeps a ${status} with its body, after one attempt`, async () => {
      const body = status === 304 ? '' : JSON.stringify({ title: 'because' });
      const server = await startServer(reply(body, status));
      for (const send of [once, retrying]) {
        const answer = await send(get(server.origin));
        assert.deepEqual([answer.status, bodyText(answer)], [status, body]);
      }
      assert.equal(server.requests.length, 2);
    });
  }

  it('follows no redirect', async () => {
    const target = await startServer(reply({}));
    for (const status of [301, 302, 307, 308]) {
      const server = await startServer(reply('', status, { location: target.origin }));
      for (const send of [once, retrying]) {
        assert.equal((await send(get(server.origin))).status, status);
      }
    }
    assert.equal(target.requests.length, 0);
  });

  describe('repeats a GET', () => {
    const recoverable: readonly (readonly [string, Script])[] = [
      ['503 without Retry-After', unavailable()],
      ['503 with Retry-After: 0', unavailable('0')],
      ['503 with Retry-After: 1', unavailable('1')],
      ['429', reply('', 429)],
      ['500', reply('', 500)],
      ['502', reply('', 502)],
      ['504', reply('', 504)],
      ['a reset connection', reset],
      ['a closed connection', close],
      ['an answer that broke off', midway],
    ];
    for (const [name, script] of recoverable) {
      it(`after ${name}`, async () => {
        const server = await startServer(inTurn(script, reply({ fine: true })));
        const answer = await retrying(get(server.origin));
        assert.deepEqual([answer.status, bodyText(answer)], [200, '{"fine":true}']);
        assert.equal(server.requests.length, 2);
      });
    }

    it('twice at most, and then tells what the server said or did', async () => {
      const server = await startServer(unavailable('0'));
      const answer = await retrying(get(server.origin));
      assert.deepEqual([answer.status, bodyText(answer)], [503, 'busy']);
      assert.equal(server.requests.length, 3);
      const dead = await startServer(reset);
      assert.equal((await failureFrom(retrying(get(dead.origin)))).kind, 'connectionLost');
      assert.equal(dead.requests.length, 3);
    });

    it('with one answer from the last attempt, nothing of the first ones', async () => {
      const server = await startServer(inTurn(reply('first', 500), midway, reply('third')));
      assert.equal(bodyText(await retrying(get(server.origin))), 'third');
    });

    it('but hands on at once what asks for a longer wait than anybody here waits', async () => {
      const date = 'Thu, 01 Jan 2032 12:00:00 GMT';
      for (const [status, wait] of [
        [503, '21'],
        [429, '3600'],
        [503, 'Thu, 01 Jan 2032 12:00:30 GMT'],
      ] as const) {
        const server = await startServer(reply('busy', status, { 'retry-after': wait, date }));
        const answer = await retrying(get(server.origin));
        assert.deepEqual([answer.status, bodyText(answer)], [status, 'busy']);
        assert.equal(server.requests.length, 1);
      }
    });

    for (const [name, date, wait] of [
      ['ahead', '01 Jan 2032 12:00:00 GMT', '01 Jan 2032 12:00:01 GMT'],
      ['behind', '01 Jan 2020 12:00:00 GMT', '01 Jan 2020 12:00:01 GMT'],
    ] as const) {
      it(`at the time that a server whose clock is ${name} names by that clock`, async () => {
        const busy = reply('busy', 503, { 'retry-after': `Wed, ${wait}`, date: `Wed, ${date}` });
        const server = await startServer(inTurn(busy, reply({ fine: true })));
        const asked = performance.now();
        assert.equal((await retrying(get(server.origin))).status, 200);
        const waited = performance.now() - asked;
        assert.ok(waited > 900 && waited < 5000, `waited ${waited} ms`);
      });
    }

    it('but not when it is cancelled while it waits', async () => {
      const server = await startServer(unavailable('10'));
      const abortion = new AbortController();
      const outcome = failureFrom(retrying(get(server.origin, { signal: abortion.signal })));
      await arrival(server.requests);
      abortion.abort();
      assert.equal((await outcome).kind, 'cancelled');
      assert.equal(server.requests.length, 1);
    });
  });

  it('never repeats a POST, nor anything where each request counts', async () => {
    for (const script of [unavailable('0'), reply('', 500), reset, close, midway]) {
      const server = await startServer(script);
      const post = { ...get(server.origin), method: 'POST', body: 'a=1' } as const;
      await retrying(post).catch(() => undefined);
      assert.equal(server.requests.length, 1);
      await once(get(server.origin)).catch(() => undefined);
      assert.equal(server.requests.length, 2);
    }
  });

  it('asks a proxy that wants other credentials no second time: it may lock the account', async () => {
    let asked = 0;
    const refused = withRetries(
      () => {
        asked++;
        const innermost = Object.assign(new Error('Proxy response (407) ?.== 200 when HTTP Tunneling'), {
          code: 'UND_ERR_ABORTED',
        });
        const cause = new Error('Request was cancelled.', { cause: innermost });
        return Promise.reject(new TypeError('fetch failed', { cause }));
      },
      limits,
      shortWait,
    );
    const { kind, status } = await failureFrom(refused(get('https://host.example/')));
    assert.deepEqual([kind, status, asked], ['proxy', 407, 1]);
  });

  const senders: readonly (readonly [string, HttpSend])[] = [
    ['a single attempt', once],
    ['retries', retrying],
  ];
  for (const [name, send] of senders) {
    it(`with ${name} can be cancelled: before, during and in the middle of the answer`, async () => {
      const silent: Script = () => undefined;
      const drip: Script = (_request, response) => {
        response.writeHead(200);
        response.write('x');
      };
      for (const script of [silent, drip]) {
        const server = await startServer(script);
        const abortion = new AbortController();
        const outcome = failureFrom(send(get(server.origin, { signal: abortion.signal })));
        await arrival(server.requests);
        abortion.abort();
        assert.deepEqual(await outcome, { kind: 'cancelled', url: `${server.origin}/` });
        const late = failureFrom(send(get(server.origin, { signal: AbortSignal.abort() })));
        assert.equal((await late).kind, 'cancelled');
        assert.equal(server.requests.length, 1);
      }
    });

    it(`with ${name} names what kept it from the server`, async () => {
      const server = await startServer(reply({}));
      await server.close();
      const refused = await failureFrom(send(get(`${server.origin}/path?private=1`)));
      assert.deepEqual(refused, {
        kind: 'connectionRefused',
        url: `${server.origin}/path`,
        code: 'ECONNREFUSED',
      });
      assert.equal((await failureFrom(send(get('http://nowhere.invalid/')))).kind, 'hostNotFound');
      assert.equal((await failureFrom(send(get('not a url')))).kind, 'network');
    });
  }

  it('gives up at the time limit, before and in the middle of the answer', async () => {
    const hasty = singleAttempt(fetch, { ...limits, timeout: 50 });
    const drip: Script = (_request, response) => {
      response.writeHead(200);
      response.write('x');
    };
    for (const script of [(() => undefined) as Script, drip]) {
      const server = await startServer(script);
      assert.equal((await failureFrom(hasty(get(server.origin)))).kind, 'timeout');
    }
  });

  it('reaches an IPv6 address', async function () {
    const server = await startServer(reply({ v: 6 }), { host: '::1' }).catch(() => undefined);
    if (server === undefined) {
      this.skip();
    }
    assert.match(server.origin, /^http:\/\/\[::1\]:\d+$/);
    assert.equal(bodyText(await once(get(server.origin))), '{"v":6}');
  });

  it('does not trust a self-signed certificate', async () => {
    const server = await startServer(reply({ secret: true }), {
      tls: selfSigned(await temporaryFolder(), { names: 'IP:127.0.0.1' }),
    });
    for (const send of [once, retrying]) {
      const failure = await failureFrom(send(get(server.origin)));
      assert.deepEqual([failure.kind, failure.code], ['certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT']);
    }
    assert.equal(server.requests.length, 0);
  });

  it('calls plain http at a TLS address by its name', async () => {
    const server = await startServer(reply({}));
    const failure = await failureFrom(once(get(server.origin.replace('http:', 'https:'))));
    assert.equal(failure.kind, 'notTls');
  });
});

/** Waits until a request has arrived; sockets have no other way to tell. */
async function arrival(requests: readonly unknown[]): Promise<void> {
  while (requests.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
