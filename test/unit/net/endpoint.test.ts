import assert from 'node:assert/strict';
import fc from 'fast-check';
import { endpointProblem, originOf, withoutSlash } from '../../../src/net/endpoint';

describe('endpoints', () => {
  const cases: readonly (readonly [string, ReturnType<typeof endpointProblem>])[] = [
    ['https://auth.korusticket.com/realms/korusticket/protocol/openid-connect/token', undefined],
    ['https://auth.korusticket.com:8443/token/', undefined],
    ['https://münchen.example/token', undefined],
    ['https://[2001:db8::1]/token', undefined],
    ['http://localhost:8080/token', undefined],
    ['http://127.0.0.1/token', undefined],
    ['http://127.8.9.1:1/token', undefined],
    ['http://[::1]:8080/token', undefined],
    ['http://auth.korusticket.com/token', 'notHttps'],
    ['http://localhost.evil.test/token', 'notHttps'],
    ['http://127.0.0.1.evil.test/token', 'notHttps'],
    ['http://0.0.0.0/token', 'notHttps'],
    ['http://[::2]/token', 'notHttps'],
    ['http://192.168.0.1/token', 'notHttps'],
    ['https://user@auth.korusticket.com/token', 'userInfo'],
    ['https://user:secret@auth.korusticket.com/token', 'userInfo'],
    ['https://auth.korusticket.com/token?client_secret=x', 'query'],
    ['https://auth.korusticket.com/token#x', 'query'],
    ['auth.korusticket.com/token', 'notAUrl'],
    ['/token', 'notAUrl'],
    ['', 'notAUrl'],
    ['https://', 'notAUrl'],
    ['ftp://auth.korusticket.com/token', 'notAUrl'],
    ['file:///etc/passwd', 'notAUrl'],
    ['javascript:alert(1)', 'notAUrl'],
    ['blob:https://auth.korusticket.com/x', 'notAUrl'],
  ];
  for (const [text, problem] of cases) {
    it(`${text === '' ? 'an empty text' : text}: ${problem ?? 'fine'}`, () => {
      assert.equal(endpointProblem(text), problem);
    });
  }

  it('lets nothing through that would go to a host in clear or carry a user name', () => {
    const text = fc.oneof(
      fc.webUrl({ validSchemes: ['http', 'https', 'ftp'] }),
      fc.string(),
      fc.webAuthority(),
    );
    fc.assert(
      fc.property(text, (each) => {
        if (endpointProblem(each) === undefined) {
          const { protocol, hostname, username, password } = new URL(each);
          assert.ok(
            protocol === 'https:' || ['localhost', '[::1]'].includes(hostname) || hostname.startsWith('127.'),
          );
          assert.equal(username + password, '');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are the same with slashes at their end and without', () => {
    for (const end of ['', '/', '//']) {
      assert.equal(withoutSlash(`https://api.korusticket.com/v1${end}`), 'https://api.korusticket.com/v1');
    }
    assert.equal(withoutSlash('/'), '');
  });

  it('compares origins as browsers do, and finds none in a broken URL', () => {
    assert.equal(originOf('HTTPS://API.Example:443/a?b'), 'https://api.example');
    assert.notEqual(originOf('https://api.example:444'), originOf('https://api.example'));
    assert.equal(originOf('not a url'), '');
  });
});
