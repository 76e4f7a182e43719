import assert from 'node:assert/strict';
import fc from 'fast-check';
import { publishedEnvironments, readEnvironments, type Environment } from '../../../src/auth/environment';

const text = fc
  .string({ minLength: 1, maxLength: 20 })
  .map((each) => each.trim())
  .filter((each) => each !== '');

const good: fc.Arbitrary<Environment> = fc.record(
  {
    name: text,
    apiBaseUrl: fc.webUrl(),
    tokenEndpoint: fc.webUrl(),
    refreshTokenEndpoint: fc.webUrl(),
    catalogsPath: text.map((each) => `/${each}`),
    clientId: text,
    clientAuthentication: fc.constantFrom('client_secret_post' as const, 'client_secret_basic' as const),
    scope: text,
  },
  { requiredKeys: ['name', 'apiBaseUrl'], noNullPrototype: true },
);

const bad = fc.oneof(
  fc.jsonValue().filter((each) => typeof each !== 'object' || each === null || !('name' in each)),
  fc.record({ name: fc.constantFrom('', '  ', 5, null), apiBaseUrl: fc.webUrl() }),
  fc.record({ name: text, apiBaseUrl: fc.constantFrom('', null, 1, []) }),
  fc.record({ name: text, apiBaseUrl: fc.webUrl(), clientAuthentication: fc.constantFrom('none', 5) }),
);

describe('environments in the settings', () => {
  it('never throws, and always has the published ones', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withObjectString: true }), (value) => {
        const names = readEnvironments(value).environments.map(({ name }) => name);
        assert.deepEqual(
          publishedEnvironments.filter(({ name }) => !names.includes(name)),
          [],
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps every good entry in order, drops and counts the others', () => {
    const entries = fc.array(
      fc.oneof(
        good.map((entry) => ({ entry: entry, isGood: true })),
        bad.map((entry) => ({ entry: entry, isGood: false })),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(entries, (all) => {
        const expected: Environment[] = [];
        for (const { entry, isGood } of all) {
          const environment = entry as Environment;
          if (isGood && !expected.some(({ name }) => name === environment.name)) {
            expected.push(environment);
          }
        }
        const { environments, ignored } = readEnvironments(all.map(({ entry }) => entry));
        assert.deepEqual(environments.slice(0, expected.length), expected);
        assert.equal(ignored, all.length - expected.length);
        const published = publishedEnvironments.filter(
          ({ name }) => !expected.some((each) => each.name === name),
        );
        assert.deepEqual(environments.slice(expected.length), published);
      }),
      { numRuns: 500 },
    );
  });

  it('lets an entry of the same name take the place of a published one', () => {
    const own = { name: ' Production ', apiBaseUrl: 'http://localhost:1' };
    const { environments } = readEnvironments([own]);
    assert.deepEqual(
      environments.map(({ name, apiBaseUrl }) => [name, apiBaseUrl]),
      [
        ['Production', 'http://localhost:1'],
        ['Demo', 'https://api.demo.korusticket.com'],
      ],
    );
  });
});
