import { inspect } from 'node:util';
import assert from 'node:assert/strict';
import { RequestFailure, type Failure } from '../../src/base/failure';
import type { ServiceAccount } from '../../src/auth/serviceAccount';

/** Holds every character that is easily lost in a form, a header, a URL or a message. */
export const awkwardSecret = `s3+%:&=/ "q'ü€🎫~*!()\\$x`;

/** A service account whose endpoints lie at `origin`. */
export function accountAt(origin: string, changes: Partial<ServiceAccount> = {}): ServiceAccount {
  const tokenEndpoint = `${origin}/realms/korusticket/protocol/openid-connect/token`;
  return {
    environment: 'Test',
    tokenEndpoint,
    refreshTokenEndpoint: tokenEndpoint,
    apiBaseUrl: origin,
    catalogsPath: undefined,
    clientId: 'distributor',
    clientSecret: awkwardSecret,
    clientAuthentication: 'client_secret_post',
    scope: undefined,
    ...changes,
  };
}

/** What VS Code makes a link of in a message, whose click runs any command. */
export const linkInMessage = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;

/** Milliseconds that pass before a request is sent again, where a test has no business with the time it takes. */
export const shortWait = 5;

/** An unsigned JWT with these claims. */
export function jwt(claims: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.c2lnbmF0dXJl`;
}

/** The failure a promise rejects with; an assertion error where it resolves or rejects with anything else. */
export async function failureFrom(promise: Promise<unknown>): Promise<Failure> {
  return (await errorFrom(promise)).failure;
}

/** The `RequestFailure` a promise rejects with. */
export async function errorFrom(promise: Promise<unknown>): Promise<RequestFailure> {
  const outcome: unknown = await promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof RequestFailure, `not a RequestFailure: ${inspect(outcome)}`);
  return outcome;
}

/** The writings in which a secret could come back from a server or stand in a dump. */
export function writingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  return [
    secret,
    form,
    form.replaceAll('+', '%20'),
    form.replace(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    secret.replace(/[&<>"']/g, (mark) => `&${entities[mark]};`),
    secret.replace(/[&<>"']/g, (mark) => `&#0${mark.charCodeAt(0)};`),
    secret.replace(/\W/gu, (mark) => `&#x${mark.codePointAt(0)!.toString(16)};`),
  ];
}

const entities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** Fails where any part of a value, hidden ones included, holds one of the secrets in one of their writings. */
export function assertNoLeak(value: unknown, ...secrets: readonly string[]): void {
  const texts = [
    inspect(value, { depth: Infinity, showHidden: true, maxStringLength: Infinity, breakLength: Infinity }),
    (JSON.stringify(value) as string | undefined) ?? '',
    value instanceof Error ? `${value.message}\n${value.stack}\n${String(value)}` : '',
  ];
  for (const secret of secrets) {
    for (const writing of writingsOf(secret)) {
      assert.ok(!texts.some((text) => text.includes(writing)), `${writing} leaks in ${texts[0]}`);
    }
  }
}
