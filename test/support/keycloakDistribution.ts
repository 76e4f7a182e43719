import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startKeycloakServer } from './keycloakServer';
import { findProgram, keycloakHost } from './requirements';
import { runToEnd } from './vscodeHost/childProcess';
import { cacheRoot } from './vscodeHost/paths';

/** The Keycloak release the tests are written against. */
const keycloakVersion = '26.7.3';

const folderName = `keycloak-${keycloakVersion}`;
const adminPasswordFile = 'test-admin-password';

/** A Keycloak folder to copy from: built, its database made, and never itself run. */
export interface KeycloakTemplate {
  readonly folder: string;
  /** Password of the administrator `admin` of realm `master`. */
  readonly adminPassword: string;
}

/**
 * The Keycloak to copy for a run, from the cache where it is there. The first time it is fetched by Maven, built for
 * its database and started once (about a minute), which spares every later run two thirds of its start.
 *
 * @throws Error naming what is missing on this machine, or what failed
 */
export async function ensureKeycloakTemplate(): Promise<KeycloakTemplate> {
  const missing = keycloakHost.filter((one) => !one.isPresent());
  if (missing.length > 0) {
    const packages = missing.flatMap((one) => one.debianPackages).join(' ');
    throw new Error(
      `Keycloak cannot run: ${missing.map((one) => one.name).join(', ')} missing (apt-get install -y ${packages})`,
    );
  }
  const distribution = await makeOnce(folderName, fetchDistribution);
  const folder = await makeOnce(`${folderName}-template`, (target) => prepare(distribution, target));
  return { folder, adminPassword: await readFile(join(folder, adminPasswordFile), 'utf8') };
}

/**
 * Copies a Keycloak folder whole. Links would not do: Keycloak resolves them and, when it rebuilds itself, writes into
 * the folder they lead to.
 */
export async function copyKeycloak(from: string, to: string): Promise<void> {
  const clients = join(from, 'bin', 'client');
  await cp(from, to, { recursive: true, filter: (path) => path !== clients });
}

/** Makes a folder of the cache where it is missing: beside, then renamed, so that nobody ever sees half of it. */
async function makeOnce(name: string, make: (target: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot, name);
  if (existsSync(folder)) return folder;
  const workshop = join(cacheRoot, `${name}.${randomUUID()}`);
  const target = join(workshop, name);
  try {
    await mkdir(workshop, { recursive: true });
    await make(target);
    await rename(target, folder);
  } catch (error) {
    // Another run may have been quicker; its result is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return folder;
}

async function fetchDistribution(target: string): Promise<void> {
  const workshop = join(target, '..');
  const artifact = `org.keycloak:keycloak-quarkus-dist:${keycloakVersion}:zip`;
  const copy = [`-Dartifact=${artifact}`, `-DoutputDirectory=${workshop}`];
  await runToEnd('mvn', ['-q', '-B', 'dependency:copy', ...copy]);
  const archive = join(workshop, `keycloak-quarkus-dist-${keycloakVersion}.zip`);
  if (findProgram('unzip') === undefined) {
    await runToEnd('python3', ['-m', 'zipfile', '-e', archive, workshop]);
  } else {
    await runToEnd('unzip', ['-q', archive, '-d', workshop]);
  }
}

async function prepare(distribution: string, target: string): Promise<void> {
  console.log(`Preparing Keycloak ${keycloakVersion} for the tests (once, about a minute)`);
  await copyKeycloak(distribution, target);
  await runToEnd('sh', [join(target, 'bin', 'kc.sh'), 'build', '--db=dev-file'], { stdio: 'ignore' });
  const adminPassword = randomUUID();
  const server = await startKeycloakServer(target, { adminPassword });
  await server.stop();
  await rm(join(target, 'data', 'import'), { recursive: true, force: true });
  await writeFile(join(target, adminPasswordFile), adminPassword);
}
