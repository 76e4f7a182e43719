import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bodyJson, bodyText, displayUrl, retryAfterOf, type HttpReply } from '../../../src/net/http';

function replyOf(body: Uint8Array | string): HttpReply {
  return { status: 200, headers: {}, body: new Uint8Array(Buffer.from(body)) };
}

describe('what is made of a reply', () => {
  it('text without a byte order mark, JSON or nothing', () => {
    assert.equal(bodyText(replyOf('\ufeffä🎫')), 'ä🎫');
    assert.deepEqual(bodyJson(replyOf('\ufeff{"a":[1]}')), { a: [1] });
    assert.equal(bodyJson(replyOf('')), undefined);
    assert.equal(bodyJson(replyOf('<html>')), undefined);
    assert.equal(bodyJson(replyOf('{"a":')), undefined);
    assert.equal(bodyText(replyOf(Buffer.from([0x61, 0xff, 0x62]))), 'a\ufffdb');
    fc.assert(fc.property(fc.uint8Array(), (bytes) => (bodyJson(replyOf(bytes)), true)));
  });

  it('a URL to show, without query, fragment and user-info', () => {
    assert.equal(displayUrl('https://u:p@host:8443/a/b?secret=1#x'), 'https://host:8443/a/b');
    assert.equal(displayUrl('no url'), '');
  });

  it('a bounded wait, whatever Retry-After says', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    assert.equal(retryAfterOf(undefined, now, 1000), undefined);
    assert.equal(retryAfterOf('3', now, 300_000), 3000);
    assert.equal(retryAfterOf('Thu, 01 Jan 2026 12:00:05 GMT', now, 300_000), 5000);
    assert.equal(retryAfterOf('Thu, 01 Jan 2026 11:59:59 GMT', now, 300_000), undefined);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String)), (value) => {
        const delay = retryAfterOf(value, now, 1000);
        assert.ok(delay === undefined || (delay >= 0 && delay <= 1000), String(delay));
      }),
    );
  });
});
