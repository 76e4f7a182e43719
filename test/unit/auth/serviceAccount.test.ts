import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Environment } from '../../../src/auth/environment';
import {
  bindAccount,
  parseSecretRecord,
  secretRecordOf,
  type SecretRecord,
} from '../../../src/auth/serviceAccount';
import { anyText } from '../../support/anyText';
import { accountAt } from '../../support/fixtures';

const account = accountAt('https://auth.example', {
  apiBaseUrl: 'https://api.example',
  refreshTokenEndpoint: 'https://refresh.example/token',
});
const environment: Environment = {
  name: account.environment,
  tokenEndpoint: account.tokenEndpoint,
  refreshTokenEndpoint: account.refreshTokenEndpoint,
  apiBaseUrl: account.apiBaseUrl,
  clientId: account.clientId,
};
const record = secretRecordOf(account);

describe('a secret bound to its servers', () => {
  it('makes an account with the environment it was entered for', () => {
    assert.deepEqual(bindAccount(environment, record), account);
  });

  it('goes with another path or spelling of the same origin', () => {
    const moved = {
      ...environment,
      tokenEndpoint: 'HTTPS://AUTH.example:443/other',
      apiBaseUrl: 'https://api.example/v2',
    };
    assert.equal('kind' in bindAccount(moved, record), false);
  });

  const elsewhere = [
    'https://evil.example',
    'https://auth.example.evil.example',
    'http://auth.example',
    'https://auth.example:8443',
    'not a url',
    '',
    'data:text/plain,x',
  ];
  for (const part of ['tokenEndpoint', 'refreshTokenEndpoint', 'apiBaseUrl'] as const) {
    it(`is refused where ${part} has moved to another origin`, () => {
      for (const url of elsewhere) {
        const bound = bindAccount({ ...environment, [part]: url }, record);
        assert.equal('kind' in bound && bound.kind, 'originChanged', url);
        assert.ok(!JSON.stringify(bound).includes(record.clientSecret));
      }
    });
  }

  it('is refused where the refresh endpoint is left out and the token endpoint is elsewhere', () => {
    const { refreshTokenEndpoint: _gone, ...rest } = environment;
    const bound = bindAccount(rest, record);
    assert.deepEqual(bound, {
      kind: 'originChanged',
      detail: 'https://refresh.example → https://auth.example',
    });
  });

  it('is refused without a token endpoint', () => {
    assert.deepEqual(bindAccount({ name: 'x', apiBaseUrl: 'https://api.example' }, record), {
      kind: 'endpointMissing',
    });
  });

  it('never binds to origins that are broken on both sides', () => {
    const broken = { ...record, origins: { token: '', refresh: '', api: '' } };
    const bound = bindAccount({ name: 'x', tokenEndpoint: 'x', apiBaseUrl: 'y' }, broken);
    assert.equal('kind' in bound && bound.kind, 'originChanged');
  });
});

describe('stored secret records', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(anyText({ minLength: 1 }), (clientSecret) => {
        const written: SecretRecord = { ...record, clientSecret };
        assert.deepEqual(parseSecretRecord(JSON.stringify(written)), written);
      }),
    );
  });

  it('are nothing where nothing is stored', () => {
    assert.deepEqual([undefined, ''].map(parseSecretRecord), [undefined, undefined]);
  });

  it('say so where the stored text is damaged or of another schema', () => {
    const unreadable = { kind: 'accountUnreadable' };
    const whole = JSON.stringify(record);
    const texts = [
      'null',
      '[]',
      '"x"',
      '5',
      '{}',
      whole.slice(0, -5),
      JSON.stringify({ ...record, version: 2 }),
      JSON.stringify({ ...record, clientSecret: '' }),
      JSON.stringify({ ...record, clientSecret: 5 }),
      JSON.stringify({ ...record, origins: null }),
      JSON.stringify({ ...record, origins: { token: 'x' } }),
    ];
    for (const text of texts) {
      assert.deepEqual(parseSecretRecord(text), unreadable, text);
    }
    const anything = fc.oneof(fc.json(), fc.string({ minLength: 1 }));
    fc.assert(fc.property(anything, (text) => assert.deepEqual(parseSecretRecord(text), unreadable)));
  });
});
