import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apiFailure } from '../../../src/api/problem';
import type { HttpReply } from '../../../src/net/http';
import { assertNoLeak } from '../../support/fixtures';

const url = 'https://api.example/v1/x?page=2&private=1';
const token = 'opaque-access-token-0123456789';

function replyOf(status: number, body: unknown): HttpReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: {}, body: new Uint8Array(Buffer.from(text)) };
}

describe('a refusal of the API', () => {
  for (const [status, kind] of [
    [400, 'apiError'],
    [401, 'apiUnauthorized'],
    [403, 'apiForbidden'],
    [404, 'apiNotFound'],
    [429, 'apiError'],
    [500, 'apiError'],
    [302, 'apiError'],
  ] as const) {
    it(`with ${status} is ${kind}`, () => {
      const failure = apiFailure(replyOf(status, '<html>'), url, []);
      assert.deepEqual(failure, { kind, status, url: 'https://api.example/v1/x' });
    });
  }

  const texts: readonly (readonly [unknown, string | undefined])[] = [
    [{ title: 'An error occurred', detail: 'Access Denied.', status: 403 }, 'Access Denied.'],
    [{ '@type': 'hydra:Error', 'hydra:title': 'T', 'hydra:description': 'Described' }, 'Described'],
    [{ code: 401, message: 'Expired JWT Token' }, 'Expired JWT Token'],
    [{ title: 'Only a title' }, 'Only a title'],
    [{ detail: null, description: '', message: 5, title: 'T' }, 'T'],
    [{ detail: 'two\r\nlines\u202e' }, 'two lines'],
    [{ detail: `Token ${token} is not good` }, 'Token … is not good'],
    [{}, undefined],
    [[], undefined],
    ['null', undefined],
    ['<html>', undefined],
    ['', undefined],
  ];
  for (const [body, detail] of texts) {
    it(`says ${detail ?? 'nothing'} by ${JSON.stringify(body)}`, () => {
      assert.equal(apiFailure(replyOf(403, body), url, [token]).detail, detail);
    });
  }

  it('never brings the token back, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('detail', 'hydra:description', 'description', 'message', 'title', 'hydra:title'),
        fc.string({ maxLength: 300 }),
        fc.string(),
        (key, before, behind) => {
          const failure = apiFailure(replyOf(400, { [key]: `${before}${token}${behind}` }), url, [token]);
          assertNoLeak(failure, token);
        },
      ),
    );
  });
});
