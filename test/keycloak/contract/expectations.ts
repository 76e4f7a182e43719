import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import { lifetimeSeconds } from '../realms';
import type { Reply } from './target';

/** Asserts an OAuth error (RFC 6749 section 5.2): status, code and description, and nothing besides. */
export function assertRefused(reply: Reply, status: number, error: string, description: string): void {
  assert.deepEqual(
    { status: reply.status, body: reply.body },
    { status, body: { error, error_description: description } },
  );
}

/** Asserts the headers of every answer of the token endpoint that is about tokens, good or bad. */
export function assertTokenHeaders({ headers }: Reply): void {
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('pragma'), 'no-cache');
}

/**
 * Asserts a full lifetime in whole seconds. Keycloak counts it down from the token's making, so a busy machine may
 * answer a few seconds less.
 */
export function assertFullLifetime(seconds: unknown): void {
  assert.ok(Number.isInteger(seconds), `${String(seconds)} is no whole number of seconds`);
  const value = seconds as number;
  assert.ok(value <= lifetimeSeconds && value >= lifetimeSeconds - 10, `a lifetime of ${value} s`);
}

/** Asserts that the claims of a token span the full lifetime, ending when the reply says. */
export function assertClaimedLifetime(token: string): void {
  const { exp, iat } = decodeJwt(token);
  assertFullLifetime(Number(exp) - Number(iat));
}

/** The words of a `scope` in alphabetical order: their own order means nothing. */
export function scopeWords(scope: unknown): string[] {
  return String(scope).split(' ').sort();
}

/** Claims or members by name, in alphabetical order. */
export function names(object: object): string[] {
  return Object.keys(object).sort();
}
