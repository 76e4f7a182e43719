import assert from 'node:assert/strict';
import { proxyRoute } from '../../../src/net/proxyRoute';

describe('the proxy on the way to a URL', () => {
  const url = 'https://api.example.com:8443/v1';
  const none = { support: 'override', proxy: '', noProxy: [] };
  const set = { ...none, proxy: 'http://me:hush@proxy.example:3128' };

  it('is that of the setting, else of the environment: small letters first, and https before http', () => {
    const variables = {
      HTTP_PROXY: 'http://d:1',
      http_proxy: 'http://c:1',
      HTTPS_PROXY: 'socks5://b:1',
      https_proxy: 'https://me:hush@a:1',
    };
    assert.deepEqual(proxyRoute(url, set, variables), { host: 'proxy.example:3128', source: 'http.proxy' });
    for (const [host, source] of [
      ['a:1', 'https_proxy'],
      ['b:1', 'HTTPS_PROXY'],
      ['c:1', 'http_proxy'],
      ['d:1', 'HTTP_PROXY'],
    ] as const) {
      assert.deepEqual(proxyRoute(url, none, variables), { host, source });
      assert.deepEqual(proxyRoute('http://api.example.com', none, variables), { host, source });
      variables[source] = '';
    }
    assert.equal(proxyRoute(url, none, variables), undefined);
  });

  it('is none where its address has no scheme', () => {
    const variables = { https_proxy: 'other.example:8080', HTTPS_PROXY: 'http://p:1' };
    assert.equal(proxyRoute(url, none, variables), undefined);
    assert.equal(proxyRoute(url, { ...none, proxy: 'proxy.example' }, {}), undefined);
    assert.equal(
      proxyRoute(url, { ...none, proxy: 'p' }, { HTTP_PROXY: 'http://p:1' })?.source,
      'HTTP_PROXY',
    );
  });

  it('is none where there is none, where VS Code leaves requests alone, and for this machine', () => {
    assert.equal(proxyRoute(url, none, {}), undefined);
    assert.equal(proxyRoute(url, { ...set, support: 'off' }, {}), undefined);
    for (const own of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      assert.equal(proxyRoute(own, set, {}), undefined, own);
    }
  });

  it('is none for a host that is excepted: by its name, a domain above it, or either with the port', () => {
    for (const rule of ['*', 'example.com', '.example.com', 'API.example.com:8443', 'com:8443']) {
      assert.equal(proxyRoute(url, { ...set, noProxy: [rule] }, {}), undefined, rule);
      assert.equal(proxyRoute(url, set, { NO_PROXY: rule }), undefined, rule);
      assert.ok(proxyRoute(url, set, { NO_PROXY: rule, no_proxy: 'other.test' }), rule);
    }
    assert.equal(proxyRoute(url, set, { no_proxy: 'other.test, example.com' }), undefined);
    assert.equal(proxyRoute('https://api.example.com', set, { no_proxy: 'api.example.com:443' }), undefined);
    assert.equal(proxyRoute('http://api.example.com', set, { no_proxy: 'api.example.com:80' }), undefined);
  });

  it('is there for all others, also where the rule counts elsewhere', () => {
    for (const rule of [
      '*.example.com',
      'xample.com',
      'example.com:443',
      'example',
      'a.test example.com',
      '',
    ]) {
      assert.ok(proxyRoute(url, { ...set, noProxy: [rule] }, {}), rule);
      assert.ok(proxyRoute(url, set, { NO_PROXY: rule }), rule);
    }
    assert.ok(proxyRoute(url, { ...set, noProxy: ['other.test'] }, { NO_PROXY: '*' }));
  });
});
