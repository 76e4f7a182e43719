import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Key and certificate in PEM, as TLS servers take them. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** What a certificate says of its server. */
export interface CertificateOptions {
  /** As in `subjectAltName`: `DNS:keycloak.test,IP:127.0.0.1`. */
  readonly names: string;
  /** Ended a day ago. */
  readonly expired?: boolean;
}

const twoDays = ['-days', '2'];
const ellipticKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function openssl(folder: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

function read(folder: string, name: string): Certificate {
  const text = (ending: string): string => readFileSync(join(folder, `${name}.${ending}`), 'utf8');
  return { key: text('key'), cert: text('pem') };
}

/**
 * A certificate that vouches for itself.
 *
 * @throws Error where there is no OpenSSL to make it
 */
export function selfSigned(folder: string, { names }: CertificateOptions): Certificate {
  const files = ['-keyout', 'own.key', '-out', 'own.pem'];
  const subject = ['-subj', '/CN=Self-signed', '-addext', `subjectAltName=${names}`, ...twoDays];
  openssl(folder, ['req', '-x509', ...ellipticKey, ...subject, ...files]);
  return read(folder, 'own');
}

/** A private certificate authority, kept in a folder as `name.key` and `name.pem`. */
export class CertificateAuthority {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {}

  /** Makes one for two days. */
  static create(folder: string, name: string): CertificateAuthority {
    const subject = ['-subj', `/CN=${name}`, ...twoDays];
    const use = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    openssl(folder, ['req', '-x509', ...ellipticKey, ...subject, ...use, ...files]);
    return new CertificateAuthority(folder, name);
  }

  /** The one that was made in this folder before, by this or another process. */
  static in(folder: string, name: string): CertificateAuthority {
    return new CertificateAuthority(folder, name);
  }

  /** Its own certificate, absolute path. */
  get file(): string {
    return join(this.folder, `${this.name}.pem`);
  }

  /** Signs a certificate for a server. */
  issue({ names, expired = false }: CertificateOptions): Certificate {
    const server = `${this.name}-server`;
    writeFileSync(join(this.folder, `${server}.ext`), `subjectAltName=${names}\n`);
    const request = ['-subj', '/CN=Server', '-keyout', `${server}.key`, '-out', `${server}.csr`];
    openssl(this.folder, ['req', '-new', ...ellipticKey, ...request]);
    const signer = ['-CA', `${this.name}.pem`, '-CAkey', `${this.name}.key`, '-days', expired ? '-1' : '2'];
    const files = ['-in', `${server}.csr`, '-extfile', `${server}.ext`, '-out', `${server}.pem`];
    openssl(this.folder, ['x509', '-req', ...signer, ...files]);
    return read(this.folder, server);
  }
}
