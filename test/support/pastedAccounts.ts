import fc from 'fast-check';
import type { PastedAccount } from '../../src/features/account/model/paste';

/** The values of a service account, all four there. */
export type Values = Required<PastedAccount>;

/** What no secret of the tests may hold: it would read as a key. */
export const keyName = /client|secret|token|refresh|endpoint/i;

const clientId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}[A-Za-z0-9]$/);
const endpoint = fc
  .tuple(fc.domain(), fc.stringMatching(/^[a-z0-9-]{1,12}$/))
  .map(([host, realm]) => `https://${host}/realms/${realm}/protocol/openid-connect/token`);

/** Secrets as people are given them: any visible characters, spaces only inside, up to 4 KB. */
export const anySecret = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...`+%:&=/ "'-_.~!*(),;#?@[]{}|<>äé€`.split(/(?:)/u)), weight: 2 },
      { arbitrary: fc.stringMatching(/^[A-Za-z0-9]$/), weight: 4 },
      { arbitrary: fc.constantFrom('🎫', 'ß', '漢', '%2B', '$x'), weight: 1 },
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((parts) => parts.join('').trim())
  .filter((text) => text !== '' && !keyName.test(text));

/** Accounts with a secret of this kind, none of whose values looks like a key. */
export function values(secret: fc.Arbitrary<string>): fc.Arbitrary<Values> {
  return fc
    .record(
      { clientId, clientSecret: secret, tokenEndpoint: endpoint, refreshTokenEndpoint: endpoint },
      { noNullPrototype: true },
    )
    .filter((each) => !Object.values(each).some((value) => /client|secret/i.test(value)));
}
