import assert from 'node:assert/strict';
import type { ServiceAccount } from '../../src/auth/serviceAccount';
import type { CheckResult } from '../../src/features/connection/model/check';
import type { StepId } from '../../src/features/connection/model/steps';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { accountAt, assertNoLeak } from '../support/fixtures';
import { runLive } from '../support/liveRun';
import { check, factOf, stepOf } from '../support/serviceCheck';
import { realm, rotatingRealm } from './contract/target';
import { lifetimeSeconds } from './realms';
import { keycloak } from './running';

const distributor = 'distributor';

/** Keycloak counts a lifetime down from the token's making: a busy machine is answered a few seconds less. */
function assertLifetime(
  result: CheckResult,
  id: StepId,
  name: 'lifetime' | 'refreshLifetime',
  wanted: number,
): void {
  const [seconds] = factOf(stepOf(result, id), name) ?? [];
  assert.ok(Number(seconds) <= wanted && Number(seconds) > wanted - 10, `${String(seconds)} s`);
}

describe("a check of the sandbox's API behind Keycloak", () => {
  let sandbox: Sandbox;

  before(async () => {
    const trustedIssuers = [realm, rotatingRealm].map((name) => {
      const issuer = keycloak().issuer(name);
      return { issuer, jwksUri: `${issuer}/protocol/openid-connect/certs` };
    });
    sandbox = await startSandbox({ trustedIssuers });
  });
  afterEach(async () => {
    await keycloak().admin.setClientEnabled(realm, distributor, true);
    await keycloak().admin.setLifetimes(realm, {
      accessToken: lifetimeSeconds,
      idleSession: lifetimeSeconds,
    });
  });
  after(() => sandbox.close());

  const accountOf = (inRealm = realm, clientId = distributor): ServiceAccount =>
    accountAt(sandbox.account.apiBaseUrl, {
      ...keycloak().account(inRealm, clientId),
      apiBaseUrl: sandbox.account.apiBaseUrl,
    });
  const sessions = (inRealm = realm): Promise<readonly string[]> =>
    keycloak().admin.sessionIds(inRealm, distributor);
  const namesIn = (result: CheckResult, id: StepId): string[] =>
    stepOf(result, id).facts.map(({ name }) => name);
  /** The steps that did not work; where no answer names a seat map, none can be read. */
  const others = ({ steps }: CheckResult): string[] =>
    steps
      .filter(({ outcome, obstacle }) => outcome !== 'works' && obstacle !== 'noAddress')
      .map(({ id, outcome }) => `${id} ${outcome}`);

  it('finds all in order where refresh tokens can be used again, and leaves no session behind', async () => {
    const before = await sessions();
    const result = await check(accountOf());
    assert.deepEqual(others(result), []);
    assert.deepEqual(namesIn(result, 'discovery'), ['endpointsFit']);
    assert.deepEqual(factOf(stepOf(result, 'token'), 'accessTokenIsJwt'), ['RS256']);
    assertLifetime(result, 'token', 'lifetime', lifetimeSeconds);
    assert.deepEqual(factOf(stepOf(result, 'token'), 'issuer'), [keycloak().issuer(realm)]);
    assert.deepEqual(namesIn(result, 'refreshToken'), [
      'refreshLifetime',
      'refreshTokenRotated',
      'oldRefreshTokenStillGood',
    ]);
    assert.equal(stepOf(result, 'revocation').outcome, 'works');
    assert.deepEqual(await sessions(), before);
  });

  it('finds that a refresh token is good once where the realm rotates them, and goes on', async () => {
    const before = await sessions(rotatingRealm);
    const result = await check(accountOf(rotatingRealm));
    assert.deepEqual(others(result), []);
    assert.ok(namesIn(result, 'refreshToken').includes('oldRefreshTokenRefused'));
    assert.deepEqual(await sessions(rotatingRealm), before);
  });

  it('tells the lifetimes that the realm was given', async () => {
    await keycloak().admin.setLifetimes(realm, { accessToken: 60, idleSession: 120 });
    const result = await check(accountOf());
    assertLifetime(result, 'token', 'lifetime', 60);
    assertLifetime(result, 'refreshToken', 'refreshLifetime', 120);
  });

  it('tells that a client is given no refresh token', async () => {
    const result = await check(accountOf(realm, 'distributor-no-refresh'));
    assert.deepEqual(namesIn(result, 'refreshToken'), ['noRefreshToken']);
    assert.deepEqual(others(result), []);
  });

  it('tells a disabled client from a wrong secret and from no service account', async () => {
    const refused = async (account: ServiceAccount): Promise<string | undefined> => {
      const result = await check(account);
      assert.equal(stepOf(result, 'catalogs').obstacle, 'noToken');
      return stepOf(result, 'clientCredentials').failure?.kind;
    };
    const asked = sandbox.requests.length;
    assert.equal(await refused(accountOf(realm, 'distributor-disabled')), 'clientRefused');
    assert.equal(await refused({ ...accountOf(), clientSecret: 'wrong' }), 'wrongSecret');
    assert.equal(await refused(accountOf(realm, 'distributor-no-service-account')), 'serviceAccountDisabled');
    assert.equal(sandbox.requests.length, asked);
  });

  it('is what `npm run test:live` prints, with the contract as far as one account goes', async function () {
    this.timeout(120_000);
    const before = await sessions();
    const account = accountOf();
    const { code, output } = await runLive(account);
    assert.equal(code, 0, output);
    assert.match(output, /^ {2}3\d passing/m);
    assert.match(output, /^ +- refuses the second use, .* \(needs the realm korusticket-rotating\)$/m);
    assert.match(output, /^\*\*Live works as the API description says\.\*\*$/m);
    assert.ok(output.includes(`- Token endpoint: \`${account.tokenEndpoint}\``));
    assertNoLeak(output, account.clientSecret);
    assert.doesNotMatch(output, /eyJ[\w-]{8}/, 'a token');
    assert.deepEqual(await sessions(), before);
  });
});
