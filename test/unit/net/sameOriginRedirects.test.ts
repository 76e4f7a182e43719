import assert from 'node:assert/strict';
import { bodyText, type HttpRequest } from '../../../src/net/http';
import { singleAttempt } from '../../../src/net/pipeline';
import { withinOrigin } from '../../../src/net/sameOriginRedirects';
import { closeServers, inTurn, reply, startServer } from '../../support/scriptedServer';

const send = withinOrigin(singleAttempt(fetch, { timeout: 5000, maxBytes: 100_000 }));

function get(url: string): HttpRequest {
  return { method: 'GET', url, headers: { authorization: 'Bearer secret-token' } };
}

describe('redirects of the API', () => {
  afterEach(closeServers);

  for (const status of [301, 302, 303, 307, 308]) {
    it(`are followed within the origin (${status}), with the token`, async () => {
      const server = await startServer(
        inTurn(reply('', status, { location: '/next?page=2' }), reply('there')),
      );
      const answer = await send(get(`${server.origin}/first`));
      assert.equal(bodyText(answer), 'there');
      assert.deepEqual(
        server.requests.map(({ url, headers }) => [url, headers.authorization]),
        [
          ['/first', 'Bearer secret-token'],
          ['/next?page=2', 'Bearer secret-token'],
        ],
      );
    });
  }

  it('are not followed to another origin, with user-info or to what is no address', async () => {
    const elsewhere = await startServer(reply('stolen'));
    const locations = (origin: string): string[] => [
      `${elsewhere.origin}/x`,
      elsewhere.origin.replace('http:', ''),
      origin.replace('http://', 'http://user:password@'),
      origin.replace('127.0.0.1', 'localhost'),
      origin.replace('http:', 'https:'),
      'http://[',
      'javascript:alert(1)',
      'data:text/plain,stolen',
    ];
    for (const index of locations('http://127.0.0.1').keys()) {
      const server = await startServer((request, response) => {
        const location = locations(`http://${String(request.headers.host)}`)[index];
        response.writeHead(302, { location }).end();
      });
      assert.equal((await send(get(`${server.origin}/`))).status, 302);
      assert.equal(server.requests.length, 1);
    }
    assert.equal(elsewhere.requests.length, 0);
  });

  it('end after some', async () => {
    const server = await startServer(reply('', 302, { location: '/again' }));
    assert.equal((await send(get(`${server.origin}/again`))).status, 302);
    assert.equal(server.requests.length, 6);
  });

  it('are for reading only', async () => {
    const server = await startServer(reply('', 307, { location: '/next' }));
    const answer = await send({ ...get(`${server.origin}/`), method: 'POST', body: 'a=1' });
    assert.equal(answer.status, 307);
    assert.equal(server.requests.length, 1);
  });
});
