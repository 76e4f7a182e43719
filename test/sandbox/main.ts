import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startSandbox, type SandboxOptions, type SandboxState } from './sandbox';

const usage = `npm run sandbox -- [options]
  --auth-port <n>        port of the token service (any free one)
  --api-port <n>         port of the API (any free one)
  --access-seconds <n>   life of access tokens (1800)
  --refresh-seconds <n>  life of refresh tokens (1800)
  --session-seconds <n>  longest life of a session (36000)
  --latency <ms>         holds every answer back (0)
  --no-catalogs          no catalog is granted yet
  --no-refresh-tokens    client credentials get no refresh token
  --rotation             refresh tokens work once
  --old-catalogs-path    serves /catalogs instead of /v1/ticketing/catalogs
  --state <file>         keeps keys, secrets and sessions there from one start to the next
`;

function readOptions(): { options: SandboxOptions; stateFile: string | undefined } {
  const number = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    options: {
      'auth-port': number,
      'api-port': number,
      'access-seconds': number,
      'refresh-seconds': number,
      'session-seconds': number,
      latency: number,
      'no-catalogs': flag,
      'no-refresh-tokens': flag,
      rotation: flag,
      'old-catalogs-path': flag,
      state: { type: 'string' },
    },
  });
  const stateFile = values.state;
  const restored = stateFile !== undefined && existsSync(stateFile);
  return {
    stateFile,
    options: {
      authPort: wholeNumber(values['auth-port'], 0),
      apiPort: wholeNumber(values['api-port'], 0),
      accessTokenSeconds: wholeNumber(values['access-seconds'], 1800),
      refreshTokenSeconds: wholeNumber(values['refresh-seconds'], 1800),
      sessionSeconds: wholeNumber(values['session-seconds'], 36_000),
      latencyMs: wholeNumber(values.latency, 0),
      grantedCatalogs: !values['no-catalogs'],
      refreshTokens: !values['no-refresh-tokens'],
      rotation: values.rotation ?? false,
      ...(values['old-catalogs-path'] ? { catalogsPath: '/catalogs' } : {}),
      ...(restored ? { state: JSON.parse(readFileSync(stateFile, 'utf8')) as SandboxState } : {}),
    },
  };
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${text} is not a whole number`);
  return Number(text);
}

/** Starts the sandbox, prints one JSON line on stdout, and runs until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const { options, stateFile } = readOptions();
  const sandbox = await startSandbox(options);
  const realm = sandbox.realm('korusticket');
  const line = {
    ...sandbox.account,
    catalogsPath: sandbox.catalogsPath,
    issuer: realm.issuer,
    jwksUri: `${realm.protocolUrl}/certs`,
    revocationEndpoint: `${realm.protocolUrl}/revoke`,
    controlUrl: `${sandbox.account.apiBaseUrl}/_sandbox`,
    noRefreshAccount: sandbox.accountOf('korusticket', 'distributor-no-refresh'),
    rotatingAccount: sandbox.accountOf('korusticket-rotating', 'distributor'),
    disabledAccount: sandbox.accountOf('korusticket', 'distributor-disabled'),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  const end = async (): Promise<void> => {
    await sandbox.close();
    if (stateFile !== undefined) {
      writeFileSync(stateFile, JSON.stringify(await sandbox.exportState()), { mode: 0o600 });
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
});
