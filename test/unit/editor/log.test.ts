import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Log } from '../../../src/editor/log';
import type { RequestOutcome } from '../../../src/net/observed';

describe('the log', () => {
  const secret = 'opaque-secret-0123456789';
  let lines: string[];
  const log = new Log(
    {
      warn: (line: string) => lines.push(`warn ${line}`),
      info: (line: string) => lines.push(`info ${line}`),
      debug: (line: string) => lines.push(`debug ${line}`),
    } as unknown as vscode.LogOutputChannel,
    () => [secret],
  );
  const request: RequestOutcome = { of: 'api', method: 'GET', url: 'https://api.example/v1/x', duration: 12 };

  beforeEach(() => (lines = []));

  it('tells at its default level of what went wrong with the API, and of nothing else', () => {
    log.request({ ...request, status: 500 });
    log.request({ ...request, failure: { kind: 'timeout' } });
    log.request({ ...request, status: 200 });
    log.request({ ...request, status: 304 });
    log.request({ ...request, failure: { kind: 'cancelled' } });
    log.request({ ...request, of: 'tokens', status: 401 });
    assert.deepEqual(
      lines.map((line) => line.split(' ')[0]),
      ['warn', 'warn', 'debug', 'debug', 'debug', 'debug'],
    );
    assert.equal(lines[0], 'warn GET https://api.example/v1/x 500 12 ms');
  });

  it('names the address that failed, where it is another than the one asked for', () => {
    const event = {
      at: 0,
      what: 'revocation',
      environment: 'Works',
      endpoint: 'https://a.example/token',
    } as const;
    log.event({ ...event, failure: { kind: 'throttled', status: 503, url: 'https://a.example/found' } });
    log.event({ ...event, failure: { kind: 'throttled', status: 503, url: event.endpoint } });
    assert.deepEqual(lines, [
      'warn revocation (Works): https://a.example/token, throttled 503 https://a.example/found',
      'warn revocation (Works): https://a.example/token, throttled 503',
    ]);
  });

  it('takes secrets out at every level', () => {
    log.request({ ...request, url: `https://api.example/${secret}`, status: 500 });
    log.request({ ...request, url: `https://api.example/${secret}`, status: 200 });
    assert.ok(!lines.join(' ').includes(secret));
  });

  it('is silent once it has ended: what still gives back its tokens then must not fail for a line', () => {
    const ended = new Log(
      {
        warn: () => assert.fail('Channel has been closed'),
        info: () => assert.fail('Channel has been closed'),
        debug: () => assert.fail('Channel has been closed'),
        dispose: () => undefined,
      } as unknown as vscode.LogOutputChannel,
      () => [],
    );
    ended.dispose();
    ended.request({ ...request, status: 500 });
    ended.request({ ...request, status: 200 });
    ended.info('a line');
    ended.failure('this', { kind: 'timeout' });
    ended.event({ at: 0, what: 'restored', environment: 'Works' });
    ended.debug('a line');
    assert.deepEqual(lines, []);
  });
});
