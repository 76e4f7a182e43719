import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Something a test stage needs beside the npm packages. */
export interface Requirement {
  readonly name: string;
  /** What it is for, printed when it is installed or missing. */
  readonly why: string;
  readonly debianPackages: readonly string[];
  isPresent(): boolean;
}

/** Looks a program up on the search path; its absolute path, or undefined. */
export function findProgram(...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const candidate = join(folder, name);
      try {
        accessSync(candidate, constants.X_OK);
        return candidate;
      } catch {
        // Not in this folder: look in the next.
      }
    }
  }
  return undefined;
}

/**
 * Chromium's executable: `KORUSTICKET_CHROMIUM` where set, else the first known name on the search path. The shell has
 * no window of its own to draw, and so starts with two seconds of processor time less.
 */
export function findChromium(): string | undefined {
  const chosen = process.env['KORUSTICKET_CHROMIUM'];
  return (
    chosen ??
    findProgram(
      'chromium-headless-shell',
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
    )
  );
}

/** Major version of the Java on the search path, 0 when there is none. */
function javaVersion(): number {
  const answer = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const found = /version "(\d+)/.exec(answer.error ? '' : answer.stderr);
  return Number(found?.[1] ?? 0);
}

function program(name: string, why: string, debianPackage: string): Requirement {
  return { name, why, debianPackages: [debianPackage], isPresent: () => findProgram(name) !== undefined };
}

/** A development library, found by the pkg-config name its Debian package registers. */
function library(module: string, debianPackage: string): Requirement {
  return {
    name: module,
    why: "code-server's native modules are compiled against it",
    debianPackages: [debianPackage],
    isPresent: () => spawnSync('pkg-config', ['--exists', module]).status === 0,
  };
}

/** The browser that shows VS Code's workbench. */
export const chromium: Requirement = {
  name: 'chromium',
  why: 'the VS Code window is shown and driven in it',
  debianPackages: ['chromium-headless-shell'],
  isPresent: () => findChromium() !== undefined,
};

/** What installing code-server compiles with; not needed once it is installed. */
export const codeServerBuild: readonly Requirement[] = [
  program('g++', "code-server's native modules are compiled with it", 'g++'),
  program('make', "code-server's native modules are built by it", 'make'),
  program('python3', 'node-gyp runs on it', 'python3'),
  program('pkg-config', 'node-gyp finds libraries through it', 'pkg-config'),
  library('krb5-gssapi', 'libkrb5-dev'),
  library('libsecret-1', 'libsecret-1-dev'),
  library('x11', 'libx11-dev'),
  library('xkbfile', 'libxkbfile-dev'),
];

/** What a real Keycloak needs: it is fetched by Maven, unpacked, and runs on Java. */
export const keycloakHost: readonly Requirement[] = [
  {
    name: 'java 17 or newer',
    why: 'Keycloak runs on it',
    debianPackages: ['default-jre-headless'],
    isPresent: () => javaVersion() >= 17,
  },
  program('mvn', 'Keycloak is fetched by it', 'maven'),
  {
    name: 'unzip or python3',
    why: 'Keycloak is unpacked with it',
    debianPackages: ['unzip'],
    isPresent: () => findProgram('unzip', 'python3') !== undefined,
  },
];

/** What the certificates of the network tests are made by. */
export const openssl = program('openssl', 'certificates for TLS servers are made by it', 'openssl');

/** What tells which files are the repository's, and whether they may be released. */
export const git = program('git', 'what is packed and released is compared with the repository', 'git');

/** All that `npm test` needs on a machine that has none of it. */
export const everything: readonly Requirement[] = [
  chromium,
  ...codeServerBuild,
  ...keycloakHost,
  openssl,
  git,
];

function canUseApt(): boolean {
  return (
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined
  );
}

function installByApt(packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Stages run side by side, and apt-get fails where another is at work.
  const inTurn = [join(tmpdir(), 'korusticket-apt.lock'), 'apt-get'];
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ]) {
    // A failure shows in its output, and in the check that follows.
    spawnSync('flock', [...inTurn, ...args], { env, stdio: 'inherit' });
  }
}

/**
 * Makes sure that the requirements are met; as root on Debian it installs what is missing, saying so.
 *
 * @param stage name of the npm script that needs them, e.g. `test:ui`
 * @returns true when all is there; false when the stage has to be skipped, which has then been said loudly
 * @throws Error in CI (`CI=true`), where a missing part is a failure; the message has the command that helps
 */
export function ensureRequirements(stage: string, requirements: readonly Requirement[]): boolean {
  const isMissing = (one: Requirement): boolean => !one.isPresent();
  let missing = requirements.filter(isMissing);
  if (missing.length > 0 && canUseApt()) {
    console.log(`${stage}: installing Debian packages:`);
    for (const one of missing) console.log(`  ${one.debianPackages.join(' ')}: ${one.why}`);
    installByApt(missing.flatMap((one) => one.debianPackages));
    missing = missing.filter(isMissing);
  }
  if (missing.length === 0) return true;
  const names = missing.map((one) => one.name).join(', ');
  const packages = missing.flatMap((one) => one.debianPackages).join(' ');
  return skipOrFail(
    stage,
    `${names} missing. On Debian: sudo apt-get update && sudo apt-get install -y ${packages}`,
  );
}

/**
 * Leaves a stage out, loudly; `test/support/testAll.ts` repeats the line at the end.
 *
 * @throws Error in CI (`CI=true`)
 */
function skipOrFail(stage: string, reason: string): false {
  if (process.env['CI'] === 'true') throw new Error(`${stage} cannot run: ${reason}`);
  console.log(`SKIPPED ${stage}: ${reason}`);
  return false;
}
