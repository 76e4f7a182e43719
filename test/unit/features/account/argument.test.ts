import assert from 'node:assert/strict';
import { readEnvironments } from '../../../../src/auth/environment';
import type * as argumentPart from '../../../../src/features/account/argument';
import { withoutEditor } from '../../../support/plainEditor';

describe('a service account given without a name for its environment', () => {
  const { readSignInArgument } = withoutEditor<typeof argumentPart>('features/account/argument');
  const token = 'https://auth.test/realms/korusticket/protocol/openid-connect/token';
  const demo = 'https://api.demo.korusticket.com';

  const nameOf = (argument: object, entries: readonly object[] = []): string => {
    const given = { tokenEndpoint: token, clientId: 'c', clientSecret: 's', ...argument };
    return readSignInArgument(given, readEnvironments(entries).environments).environment;
  };

  it('is of the environment that has its endpoints, else of one whose token endpoint comes with the account', () => {
    assert.equal(nameOf({ apiBaseUrl: `${demo}/` }), 'Demo');
    const mine = { name: 'Mine', apiBaseUrl: demo, tokenEndpoint: token };
    assert.equal(nameOf({ apiBaseUrl: demo }, [{ name: 'Open', apiBaseUrl: demo }, mine]), 'Mine');
  });

  it('is of a new one, named after the API, where the endpoints are those of none', () => {
    assert.equal(nameOf({ apiBaseUrl: 'https://api.test:8443' }), 'api.test:8443');
    assert.equal(nameOf({ apiBaseUrl: 'https://api.korusticket.com' }), 'api.korusticket.com');
  });
});
