import { randomBytes, randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';

/** The keys of a realm as JSON, so that a restarted sandbox accepts what an earlier one signed. */
export interface StoredKeys {
  /** Private RSA key, RS256: signs access tokens. */
  readonly signing: JWK;
  /** base64url, HS512: signs refresh tokens, which only the realm itself reads. */
  readonly refreshSecret: string;
  readonly refreshKeyId: string;
}

/** The keys of a realm, ready for use. */
export interface RealmKeys {
  readonly stored: StoredKeys;
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** As published at the realm's `certs` address. */
  readonly publicJwk: JWK;
  readonly refreshSecret: Uint8Array;
}

/** Makes or restores the keys of a realm when they are first needed, since RSA keys take a while to make. */
export class LazyKeys {
  private keys: Promise<RealmKeys> | undefined;

  constructor(private readonly stored?: StoredKeys) {}

  get(): Promise<RealmKeys> {
    this.keys ??= this.stored === undefined ? makeKeys().then(importKeys) : importKeys(this.stored);
    return this.keys;
  }
}

async function makeKeys(): Promise<StoredKeys> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    signing: await exportJWK(privateKey),
    refreshSecret: randomBytes(64).toString('base64url'),
    refreshKeyId: randomUUID(),
  };
}

async function importKeys(stored: StoredKeys): Promise<RealmKeys> {
  const { kty, n, e } = stored.signing;
  const publicPart = { kty: kty!, n: n!, e: e! };
  const keyId = await calculateJwkThumbprint(publicPart);
  return {
    stored,
    keyId,
    privateKey: (await importJWK(stored.signing, 'RS256')) as CryptoKey,
    publicKey: (await importJWK(publicPart, 'RS256')) as CryptoKey,
    publicJwk: { kid: keyId, alg: 'RS256', use: 'sig', ...publicPart },
    refreshSecret: Buffer.from(stored.refreshSecret, 'base64url'),
  };
}
