import assert from 'node:assert/strict';
import { commands, window, workspace } from 'vscode';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import type { ApiReply } from '../../src/api/apiClient';
import { readResource } from '../../src/api/resource';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import type { ResourceNode } from '../../src/catalogs/nodes';
import { Lazy } from '../../src/base/lazy';
import { documentUri } from '../../src/editor/documentUri';
import { ResourceEditors, type ShownRows } from '../../src/features/documents/documents.lazy';
import { ResourceStore } from '../../src/features/documents/store';
import { FakeClock } from '../support/fakeClock';
import { answering, cleanUp, run } from './support/host';

describe('the address of a document', () => {
  let sandbox: Sandbox;
  let elsewhere: Sandbox;

  before(async () => {
    [sandbox, elsewhere] = [await startSandbox(), await startSandbox()];
    await run('signIn', sandbox.account);
    await run('signIn', { ...elsewhere.account, environment: 'Else/where' });
  });
  beforeEach(() => run('switchEnvironment', 'Sandbox'));
  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));
  after(async () => {
    await cleanUp();
    await Promise.all([sandbox.close(), elsewhere.close()]);
  });

  const askedOf = ({ requests }: Sandbox, iri: string): number =>
    requests.filter(({ url }) => url.endsWith(iri)).length;

  it('has the environment that answers, also where it is opened in the middle of a switch', async () => {
    const iri = `${sandbox.catalogsPath}?typed`;
    const messages = answering(undefined);
    await Promise.all([run('switchEnvironment', 'Else/where'), run('openResource', iri)]);
    messages.end();
    const environment = window.activeTextEditor?.document.uri.path.split('/')[1];
    // Where the switch comes in between name and answer, no document is shown.
    const others = environment === undefined ? [] : [environment === 'Sandbox' ? elsewhere : sandbox];
    assert.deepEqual(
      others.map((each) => askedOf(each, iri)),
      others.map(() => 0),
    );
  });

  it('is not asked of the other environment where a row leads there in the middle of a switch', async () => {
    const iri = `${sandbox.catalogsPath}?listed`;
    const resource = readResource({ '@id': iri, name: 'listed' });
    const row: ResourceNode = { kind: 'resource', id: 'x', role: 'other', resource, parent: undefined };
    const messages = answering(undefined);
    await Promise.all([run('switchEnvironment', 'Else/where'), run('openResource', row)]);
    messages.end();
    assert.equal(askedOf(elsewhere, iri), 0);
  });

  it('names its environment as the settings do, also where no path can hold the name', async () => {
    const told = async (environment: string): Promise<string> => {
      const uri = documentUri({ environment, name: 'reopened', iri: elsewhere.catalogsPath });
      return String(JSON.parse((await workspace.openTextDocument(uri)).getText()));
    };
    assert.match(await told('Else/where'), /belongs to environment Else\/where\./);
    // Of one that is gone from the settings, the name is what the path could hold.
    assert.match(await told('Once/gone'), /belongs to environment Once gone\./);
  });

  it('leads to the row of its resource also where it was opened by URL', async () => {
    await run('openResource', sandbox.catalogsPath);
    const list = window.activeTextEditor?.document.getText() ?? '';
    const { member } = JSON.parse(list) as { readonly member: readonly { readonly '@id': string }[] };
    await run('openResource', new URL(member[0]?.['@id'] ?? '', sandbox.account.apiBaseUrl).href);
    const messages = answering(undefined);
    await run('revealInCatalogs');
    messages.end();
    assert.deepEqual(messages.asked, []);
  });
});

describe('the text of a document', () => {
  it('is asked of no environment but its own: the end of a switch is waited for', async () => {
    const [here, there] = [{ environment: 'Here' }, { environment: 'There' }];
    let inUse = here;
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const account = {
      // As in a switch: the former account is in use until the secret store has answered, and a reader waits for that.
      get account() {
        return inUse;
      },
      known: () => arrived.then(() => (inUse = there)),
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const asked: string[] = [];
    const reader = {
      get: async (iri: string): Promise<ApiReply> => {
        const { environment } = await account.known();
        asked.push(environment);
        return { url: iri, json: { answeredBy: environment } };
      },
    };
    const store = new ResourceStore(
      reader,
      account as unknown as ActiveAccount,
      new FakeClock(),
      () => undefined,
      () => Promise.resolve(readResource({ '@id': '/v1/row', name: 'row' })),
    );
    const entry = store.entry(documentUri({ environment: 'Here', name: 'row', iri: '/v1/row' }));
    arrive();
    assert.match((await entry).text, /belongs to environment Here/);
    assert.deepEqual(asked, []);
    store.dispose();
  });

  it('is not shown where another environment has come into use before it was asked for', async () => {
    const [here, there] = [{ environment: 'Here' }, { environment: 'There' }];
    let looks = 0;
    const account = {
      account: here,
      known: () => Promise.resolve(looks++ === 0 ? here : there),
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const reader = {
      get: async (iri: string): Promise<ApiReply> => ({ url: iri, json: await account.known() }),
    };
    const tree = new Lazy<ShownRows>(() => Promise.reject(new Error('no tree')));
    const editors = new ResourceEditors(
      reader,
      account as unknown as ActiveAccount,
      new FakeClock(),
      tree,
      () => undefined,
    );
    const messages = answering(undefined);
    await editors.open('/v1/typed', undefined);
    messages.end();
    editors.dispose();
    assert.match(String(messages.asked[0]?.[0]), /belongs to environment Here/);
    assert.equal(window.activeTextEditor, undefined);
  });
});
