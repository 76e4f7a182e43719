import type { FastifyInstance, FastifyReply } from 'fastify';
import { parseFault, type Faults } from './faults';
import { controlPath, textOf } from './listener';
import type { Lifetimes, Realm } from './realm';
import type { RequestLog } from './requestLog';

/** What can be steered from another process. */
export interface Control {
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly realms: ReadonlyMap<string, Realm>;
  readonly grant: (catalogs: boolean | readonly string[]) => void;
}

/** Body of `PUT /_sandbox/realms/{realm}`; every member is optional. */
export interface RealmChange {
  readonly disableClient?: string;
  readonly enableClient?: string;
  readonly changeSecret?: { readonly clientId: string; readonly secret: string };
  readonly endSessions?: boolean;
  readonly lifetimes?: Partial<Lifetimes>;
  readonly rotation?: boolean;
}

/** Steers the sandbox from another process, by way of the API listener, which is on 127.0.0.1 only. */
export function controlRoutes(app: FastifyInstance, { faults, log, realms, grant }: Control): void {
  app.put(`${controlPath}/faults`, (request, reply) =>
    apply(reply, () => {
      const json: unknown = JSON.parse(textOf(request));
      faults.set(Array.isArray(json) ? json.map(parseFault) : parseFault(json));
    }),
  );
  app.delete(`${controlPath}/faults`, (_request, reply) => apply(reply, () => faults.clear()));
  app.get(`${controlPath}/requests`, (_request, reply) =>
    sendControl(reply, 200, { requests: log.requests, issuedTokens: log.issuedTokens }),
  );
  app.put(`${controlPath}/catalogs`, (request, reply) =>
    apply(reply, () => grant(JSON.parse(textOf(request)) as boolean | string[])),
  );
  app.put(`${controlPath}/realms/:realm`, (request, reply) => {
    const realm = realms.get((request.params as { realm: string }).realm);
    if (realm === undefined) return sendControl(reply, 404, { message: 'unknown realm' });
    return apply(reply, () => changeRealm(realm, JSON.parse(textOf(request)) as RealmChange));
  });
}

function changeRealm(realm: Realm, change: RealmChange): void {
  if (change.disableClient !== undefined) realm.disableClient(change.disableClient);
  if (change.enableClient !== undefined) realm.enableClient(change.enableClient);
  if (change.changeSecret !== undefined) {
    realm.changeSecret(change.changeSecret.clientId, change.changeSecret.secret);
  }
  if (change.endSessions) realm.endSessions();
  if (change.lifetimes !== undefined) realm.setLifetimes(change.lifetimes);
  if (change.rotation !== undefined) realm.setRotation(change.rotation);
}

function apply(reply: FastifyReply, action: () => void): FastifyReply {
  try {
    action();
    return reply.code(204).send();
  } catch (error) {
    return sendControl(reply, 400, { message: String(error) });
  }
}

function sendControl(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply.code(status).header('content-type', 'application/json').send(JSON.stringify(body));
}
