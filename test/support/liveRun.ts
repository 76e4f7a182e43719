import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { SandboxAccount } from '../sandbox/sandbox';
import { startTree } from './vscodeHost/childProcess';
import { repositoryRoot } from './vscodeHost/paths';

/** What `npm run test:live` did. */
export interface LiveRun {
  readonly code: number | string;
  /** All that it printed. */
  readonly output: string;
}

/** Runs `npm run test:live` against a service, or with none of its variables set. */
export async function runLive(account?: Omit<SandboxAccount, 'environment'>): Promise<LiveRun> {
  const run = startTree(process.execPath, ['--import', 'tsx', join(repositoryRoot, 'test/live/run.ts')], {
    cwd: repositoryRoot,
    env: {
      ...process.env,
      KORUSTICKET_TOKEN_ENDPOINT: account?.tokenEndpoint,
      KORUSTICKET_REFRESH_TOKEN_ENDPOINT: account?.refreshTokenEndpoint,
      KORUSTICKET_CLIENT_ID: account?.clientId,
      KORUSTICKET_CLIENT_SECRET: account?.clientSecret,
      KORUSTICKET_API_URL: account?.apiBaseUrl,
      LC_ALL: 'en_US.UTF-8',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [run.child.stdout, run.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const code = await run.exited;
  return { code, output: stripVTControlCharacters(output) };
}
