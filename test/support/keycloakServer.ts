import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTree } from './vscodeHost/childProcess';

/** One running Keycloak process. */
export interface KeycloakServer {
  readonly port: number;
  /** Ends it with everything it started; its database stays in its folder. */
  stop(): Promise<void>;
}

export interface KeycloakServerOptions {
  /** Port to listen on; any free one by default. */
  readonly port?: number;
  /** Creates the administrator `admin` where the database has none yet. */
  readonly adminPassword?: string;
}

const startMilliseconds = 300_000;
const keptOutput = 20_000;
const listening = /Listening on: http:\/\/127\.0\.0\.1:(\d+)/;

/**
 * Starts the Keycloak in a folder on loopback, importing the realms of its `data/import`.
 *
 * @param home a folder `kc.sh build` was run in
 * @throws Error with the end of Keycloak's output when it does not come up
 */
export async function startKeycloakServer(
  home: string,
  { port = 0, adminPassword }: KeycloakServerOptions = {},
): Promise<KeycloakServer> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    // The first compiler alone starts faster, and no test runs long enough to profit from the second.
    JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
  };
  if (adminPassword !== undefined) {
    env['KC_BOOTSTRAP_ADMIN_USERNAME'] = 'admin';
    env['KC_BOOTSTRAP_ADMIN_PASSWORD'] = adminPassword;
  }
  const address = ['--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${port}`];
  const options = ['--optimized', '--import-realm', '--hostname-strict=false', '--cache=local', ...address];
  const tree = startTree('sh', [join(home, 'bin', 'kc.sh'), 'start', ...options], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const found = new Promise<number>((done) => {
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-keptOutput);
      const match = listening.exec(output);
      if (match) done(Number(match[1]));
    };
    tree.child.stdout?.on('data', read);
    tree.child.stderr?.on('data', read);
  });
  const timer = new AbortController();
  try {
    const ended = tree.exited.then((code) => Promise.reject(new Error(`it ended with ${code}`)));
    const late = delay(startMilliseconds, undefined, { signal: timer.signal }).then(() =>
      Promise.reject(new Error(`it did not listen after ${startMilliseconds / 1000} s`)),
    );
    // Once one of them has decided, how the others end is of no interest.
    ended.catch(() => undefined);
    late.catch(() => undefined);
    return { port: await Promise.race([found, ended, late]), stop: () => tree.stop() };
  } catch (error) {
    await tree.stop();
    throw new Error(`Keycloak did not start: ${String(error)}\n${output}`, { cause: error });
  } finally {
    timer.abort();
  }
}
