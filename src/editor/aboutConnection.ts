import type { Failure } from '../base/failure';

const kinds: ReadonlySet<Failure['kind']> = new Set([
  'hostNotFound',
  'connectionRefused',
  'connectionLost',
  'certificate',
  'notTls',
  'timeout',
  'proxy',
  'network',
  'redirected',
  'notJson',
  'realmNotFound',
  'endpointNotFound',
  'invalidReply',
  'serverError',
  'apiError',
]);

/** True for a failure of which a look at the connection, step by step, tells more. */
export function isAboutConnection({ kind }: Failure): boolean {
  return kinds.has(kind);
}
