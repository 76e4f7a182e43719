import { mkdir } from 'node:fs/promises';
import { CertificateAuthority } from '../../support/certificates';
import { startConnectProxy } from '../../support/connectProxy';

const folderVariable = 'KORUSTICKET_TEST_CERTIFICATES';

/** Authorities: one in the system's store, one in `NODE_EXTRA_CA_CERTS`, one that only its own servers know. */
export type AuthorityName = 'system' | 'extra' | 'private';

/** Host that only the proxy of `HTTPS_PROXY` knows. */
export const environmentHost = 'keycloak.environment.test';

/** Host that `NO_PROXY` names. */
export const excludedHost = 'keycloak.excluded.test';

/** Hosts that nobody knows, whoever is asked. */
const unknownHosts = ['auth.korusticket.invalid', 'korusticket.invalid'];

/** What VS Code is started in, and how to end it. */
export interface Surroundings {
  /** Variables for the extension host. */
  readonly variables: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * What can be had only from the start of an extension host: a proxy in the environment and certificates in the stores.
 * Loopback addresses never go to a proxy, so all other tests are as without it.
 *
 * @param folder where the certificates are kept
 */
export async function prepareSurroundings(folder: string): Promise<Surroundings> {
  await mkdir(folder, { recursive: true });
  const [system, extra] = (['system', 'extra', 'private'] as const).map((name) =>
    CertificateAuthority.create(folder, name),
  );
  const proxy = await startConnectProxy({ knows: environmentHost, credentials: 'someone:p@ss word' });
  return {
    variables: {
      [folderVariable]: folder,
      HTTPS_PROXY: `http://someone:p%40ss%20word@${proxy.authority}`,
      NO_PROXY: [excludedHost, ...unknownHosts].join(),
      NODE_EXTRA_CA_CERTS: extra?.file,
      SSL_CERT_FILE: system?.file,
      // Whoever runs the tests may be behind a proxy; lower case would win.
      https_proxy: undefined,
      no_proxy: undefined,
      SSL_CERT_DIR: undefined,
    },
    close: () => proxy.close(),
  };
}

/** The folder of the certificates, seen from the extension host. */
export function certificateFolder(): string {
  return process.env[folderVariable] ?? '';
}

/** The authority, seen from the extension host. */
export function authority(name: AuthorityName): CertificateAuthority {
  return CertificateAuthority.in(certificateFolder(), name);
}
