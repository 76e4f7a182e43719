import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonOf } from '../../../src/api/problem';
import { failureOf, type Failure } from '../../../src/base/failure';
import type { HttpReply } from '../../../src/net/http';
import { assertNoLeak } from '../../support/fixtures';

const url = 'https://api.example/v1/x?page=2&private=1';
const token = 'opaque-access-token-0123456789';

function replyOf(status: number, body: unknown): HttpReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: {}, body: new Uint8Array(Buffer.from(text)) };
}

/** What is thrown for an answer of the API that is none to be read. */
function failureFrom(reply: HttpReply, secrets: readonly string[] = []): Failure {
  try {
    jsonOf(reply, url, secrets);
  } catch (error) {
    return failureOf(error);
  }
  assert.fail('nothing was thrown');
}

describe('an answer of the API', () => {
  it('is its JSON, whatever that is', () => {
    for (const json of [{ a: 1 }, [], 0, null]) {
      assert.deepEqual(jsonOf(replyOf(200, json), url, []), json);
    }
  });

  it('that is no JSON is a failure, also with 200', () => {
    for (const body of ['<html>', '']) {
      const expected = { kind: 'apiError', code: 'notJson', status: 200, url: 'https://api.example/v1/x' };
      assert.deepEqual(failureFrom(replyOf(200, body)), expected);
    }
  });
});

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
      const failure = failureFrom(replyOf(status, '<html>'));
      assert.deepEqual(failure, { kind, status, url: 'https://api.example/v1/x' });
    });
  }

  it('says how long to stay away, by the clock of the server', () => {
    const date = 'Thu, 01 Jan 2026 12:00:00 GMT';
    const waits: readonly (readonly [string, number | undefined])[] = [
      ['7', 7000],
      ['Thu, 01 Jan 2026 12:00:09 GMT', 9000],
      ['Thu, 01 Jan 2026 11:00:00 GMT', undefined],
      ['99999999', 3_600_000],
      ['soon', undefined],
    ];
    for (const [wait, expected] of waits) {
      const reply = { ...replyOf(429, ''), headers: { 'retry-after': wait, date } };
      assert.equal(failureFrom(reply).retryAfter, expected, wait);
    }
    const undated = { ...replyOf(429, ''), headers: { 'retry-after': 'Thu, 01 Jan 2026 12:00:09 GMT' } };
    assert.equal(failureFrom(undated).retryAfter, undefined);
  });

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
      assert.equal(failureFrom(replyOf(403, body), [token]).detail, detail);
    });
  }

  it('never brings the token back, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('detail', 'hydra:description', 'description', 'message', 'title', 'hydra:title'),
        fc.string({ maxLength: 300 }),
        fc.string(),
        (key, before, behind) => {
          const failure = failureFrom(replyOf(400, { [key]: `${before}${token}${behind}` }), [token]);
          assertNoLeak(failure, token);
        },
      ),
    );
  });
});
