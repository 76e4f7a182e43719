import { ApiClient, type ApiReply, type ResourceReader } from '../../src/api/apiClient';
import type { Clock } from '../../src/base/clock';
import { OAuthGrants } from '../../src/auth/oauthGrants';
import type { TokenSource } from '../../src/auth/serviceAccount';
import { CatalogModel } from '../../src/catalogs/catalogModel';
import type { CatalogNode, ParentNode, ResourceNode } from '../../src/catalogs/nodes';
import type { HostFetch } from '../../src/net/hostDispatcher';
import { RequestFailure } from '../../src/base/failure';
import { singleAttempt, withRetries } from '../../src/net/pipeline';
import type { SandboxAccount } from '../sandbox/sandbox';
import { FakeClock } from './fakeClock';
import { shortWait } from './fixtures';

/** A reader over answers known beforehand, by IRI with or without query: JSON, a failure, or a function of JSON. */
export function readerOf(answers: Readonly<Record<string, unknown>>): {
  reader: ResourceReader;
  asked: string[];
} {
  const asked: string[] = [];
  const get = async (iri: string): Promise<ApiReply> => {
    await Promise.resolve();
    asked.push(iri);
    const answer = answers[iri] ?? answers[iri.split('?')[0]!];
    if (answer instanceof Error) throw answer;
    if (answer === undefined) throw new RequestFailure({ kind: 'apiNotFound' });
    return { json: typeof answer === 'function' ? (answer as () => unknown)() : answer, url: iri };
  };
  return { reader: { get, getCatalogs: (query) => get(`/catalogs${query}`) }, asked };
}

/** A model over a reader. */
export function modelOf(reader: ResourceReader, pageSize = 50, clock: Clock = new FakeClock()): CatalogModel {
  return new CatalogModel(
    reader,
    clock,
    () => 'Test',
    () => pageSize,
  );
}

/** The resources among children. */
export function resources(nodes: readonly CatalogNode[]): ResourceNode[] {
  return nodes.filter((node) => node.kind === 'resource');
}

/** The IRIs of the resources among children. */
export function iris(nodes: readonly CatalogNode[]): (string | undefined)[] {
  return resources(nodes).map(({ resource }) => resource.iri);
}

/** The child with this IRI, or a text in it. */
export async function childOf(
  model: CatalogModel,
  parent: ParentNode | undefined,
  iri: string,
): Promise<ResourceNode> {
  const children = resources(await model.children(parent));
  const found = children.find(({ resource }) => resource.iri?.includes(iri));
  if (found === undefined) throw new Error(`No ${iri} in ${String(iris(children))}`);
  return found;
}

/** The API of a sandbox, with a token of its service account. */
export async function sandboxApi(
  { account: sandboxAccount }: { readonly account: SandboxAccount },
  hostFetch: HostFetch = fetch,
): Promise<ApiClient> {
  const account = { ...sandboxAccount, clientAuthentication: 'client_secret_post' as const };
  const limits = { timeout: 5000, maxBytes: 10_000_000 };
  const grants = new OAuthGrants(singleAttempt(fetch, limits), Date.now, 'test/1');
  const { accessToken } = await grants.clientCredentials(account, new AbortController().signal);
  const lease = (): Promise<{ account: typeof account; accessToken: string }> =>
    Promise.resolve({ account, accessToken });
  const tokens: TokenSource = { lease, replace: lease };
  const memory = { get: () => undefined, set: () => undefined };
  return new ApiClient(tokens, withRetries(hostFetch, limits, shortWait), () => 'en', memory, 'test/1');
}
