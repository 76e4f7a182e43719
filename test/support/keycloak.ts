import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RealmImport, testRealms } from '../keycloak/realms';
import { type KeycloakAdmin, KeycloakAdminClient } from './keycloakAdmin';
import { copyKeycloak, ensureKeycloakTemplate } from './keycloakDistribution';
import { type KeycloakServer, startKeycloakServer } from './keycloakServer';

/** A service account of a test realm, in the members `korusticket.signIn` takes; the API's address is the caller's. */
export interface KeycloakAccount {
  readonly environment: string;
  readonly tokenEndpoint: string;
  readonly refreshTokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A real Keycloak with the realms of `test/keycloak/realms.ts`, on loopback. */
export interface Keycloak {
  readonly baseUrl: string;
  readonly admin: KeycloakAdmin;
  issuer(realm: string): string;
  tokenEndpoint(realm: string): string;
  /**
   * The account as it was imported: a secret changed by `admin.setSecret` is not followed.
   *
   * @throws Error when the realm or client was not imported
   */
  account(realm: string, clientId: string): KeycloakAccount;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
  /** Ends and starts the server on the same port; sessions, keys and changes by `admin` remain. */
  restart(): Promise<void>;
}

const readyMilliseconds = 60_000;
const pollMilliseconds = 100;

/** Waits until every realm answers with its discovery document. */
async function untilReady(issuers: readonly string[]): Promise<void> {
  const deadline = performance.now() + readyMilliseconds;
  for (const issuer of issuers) {
    const url = `${issuer}/.well-known/openid-configuration`;
    for (;;) {
      const status = await fetch(url).then(
        (reply) => reply.status,
        (error: unknown) => String(error),
      );
      if (status === 200) break;
      if (performance.now() > deadline) throw new Error(`Keycloak is not ready: ${url} answers ${status}`);
      await delay(pollMilliseconds);
    }
  }
}

/** Copies the template for one run and lays the realms where Keycloak imports them from. */
async function prepareHome(template: string, home: string, realms: readonly RealmImport[]): Promise<void> {
  await copyKeycloak(template, home);
  const folder = join(home, 'data', 'import');
  await mkdir(folder, { recursive: true });
  for (const realm of realms) await writeFile(join(folder, `${realm.realm}.json`), JSON.stringify(realm));
}

/**
 * Starts a Keycloak of its own for the caller, who stops it. Several can run side by side.
 *
 * @throws Error naming what is missing on this machine, or what failed
 */
export async function startKeycloak(): Promise<Keycloak> {
  const template = await ensureKeycloakTemplate();
  const realms = testRealms();
  const workshop = await mkdtemp(join(tmpdir(), 'korusticket-keycloak-'));
  const home = join(workshop, 'keycloak');
  const removeAtExit = (): void => rmSync(workshop, { recursive: true, force: true, maxRetries: 3 });
  // The server itself is ended by the exit hook of `startTree`, which is older than this one and so comes first.
  process.once('exit', removeAtExit);
  const remove = async (): Promise<void> => {
    await rm(workshop, { recursive: true, force: true, maxRetries: 3 });
    process.off('exit', removeAtExit);
  };
  let server: KeycloakServer;
  try {
    await prepareHome(template.folder, home, realms);
    server = await startKeycloakServer(home);
  } catch (error) {
    await remove();
    throw error;
  }
  const { port } = server;
  const baseUrl = `http://127.0.0.1:${port}`;
  const issuer = (realm: string): string => `${baseUrl}/realms/${realm}`;
  const tokenEndpoint = (realm: string): string => `${issuer(realm)}/protocol/openid-connect/token`;
  const issuers = realms.map(({ realm }) => issuer(realm));
  const stop = async (): Promise<void> => {
    await server.stop();
    await remove();
  };
  await untilReady(issuers).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    baseUrl,
    admin: new KeycloakAdminClient(baseUrl, template.adminPassword),
    issuer,
    tokenEndpoint,
    account: (realm, clientId) => ({
      environment: `Keycloak ${realm}`,
      tokenEndpoint: tokenEndpoint(realm),
      refreshTokenEndpoint: tokenEndpoint(realm),
      clientId,
      clientSecret: secretOf(realms, realm, clientId),
    }),
    stop,
    restart: async () => {
      await server.stop();
      server = await startKeycloakServer(home, { port });
      await untilReady(issuers);
    },
  };
}

function secretOf(realms: readonly RealmImport[], realm: string, clientId: string): string {
  const clients = realms.find((one) => one.realm === realm)?.clients;
  const client = clients?.find((one) => one.clientId === clientId);
  if (client === undefined) throw new Error(`No client ${clientId} was imported into realm ${realm}`);
  return client.secret;
}
