import assert from 'node:assert/strict';
import { commands, TabInputWebview, Uri, window, type Webview } from 'vscode';
import type { ApiReply } from '../../src/api/apiClient';
import { readResource } from '../../src/api/resource';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import type { ResourceNode } from '../../src/catalogs/nodes';
import { RequestFailure } from '../../src/base/failure';
import type { Log } from '../../src/editor/log';
import { Lazy } from '../../src/base/lazy';
import type { OffersOfDay } from '../../src/catalogs/locate';
import { calendarPage } from '../../src/features/calendar/frame';
import { OfferCalendarSession } from '../../src/features/calendar/session';
import { readToView, type Subject, type ToView } from '../../src/features/calendar/protocol';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { FakeClock } from '../support/fakeClock';
import { cleanUp, run, until } from './support/host';

const catalogIri = '/v1/ticketing/catalogs/0194abdc-3a71-72b0-a9b9-89d4be0cd73e';
const productIri = `${catalogIri}/products/0194abfe-1bdb-7b12-af59-ad81ae443689`;

function node(role: ResourceNode['role'], raw: object, parent?: ResourceNode): ResourceNode {
  return { kind: 'resource', id: 'x', role, resource: readResource(raw), parent };
}
const catalog = node('catalog', { '@id': catalogIri, name: 'Catalog' });
const product = node('product', { '@id': productIri, name: 'One day' }, catalog);

const calendars = (): string[] =>
  window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof TabInputWebview && input.viewType.includes('korusticket.offerCalendar'),
    )
    .map(({ label }) => label);

describe('the offer calendar', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
    await run('signIn', sandbox.account);
  });
  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));
  after(async () => {
    await cleanUp();
    await sandbox.close();
  });

  const offerRequests = (): URL[] =>
    sandbox.requests
      .map(({ url }) => new URL(url, sandbox.account.apiBaseUrl))
      .filter(({ pathname }) => pathname === `${catalogIri}/offers`);

  it('opens one panel a product and reads this month only', async () => {
    await run('showOfferCalendar', product);
    await run('showOfferCalendar', product);
    await until(() => calendars().length > 0);
    assert.deepEqual(calendars(), ['Offers: One day']);
    await until(() => offerRequests().length > 0);
    const [{ searchParams }] = offerRequests() as [URL];
    assert.equal(searchParams.get('product[]'), productIri.split('/').at(-1));
    const month = String(searchParams.get('date[after]')).slice(0, 7);
    assert.match(String(searchParams.get('date[after]')), /^\d{4}-\d{2}-01$/);
    assert.equal(
      Date.parse(`${month}-01`) < Date.parse(String(searchParams.get('date[strictly_before]'))),
      true,
    );
  });

  it('shows a hostile name on one line', async () => {
    const name = `a\n\u202eb${'c'.repeat(10_000)}<script>`;
    await run('showOfferCalendar', node('product', { '@id': productIri, name }, catalog));
    await until(() => calendars().length > 0);
    const [title = ''] = calendars();
    assert.doesNotMatch(title, /[\n\p{Cf}]/u);
    assert.ok(title.length < 250);
  });

  it('opens nothing for what has no offers', async () => {
    await run('showOfferCalendar', catalog);
    assert.deepEqual(calendars(), []);
  });

  describe('of a document', () => {
    let elsewhere: Sandbox;
    let uri: Uri;

    /** Runs the command to its end; whatever message it waits behind is closed. */
    const show = async (...args: unknown[]): Promise<void> => {
      let isOver = false;
      const shown = run('showOfferCalendar', ...args).finally(() => (isOver = true));
      await until(async () => {
        await commands.executeCommand('notifications.clearAll');
        return isOver;
      });
      await shown;
    };

    before(async () => {
      elsewhere = await startSandbox();
      await run('signIn', { ...elsewhere.account, environment: 'Elsewhere' });
    });
    beforeEach(async () => {
      await run('switchEnvironment', 'Sandbox');
      await run('openResource', productIri);
      uri = window.activeTextEditor!.document.uri;
    });
    after(async () => {
      await run('switchEnvironment', 'Sandbox');
      await elsewhere.close();
    });

    it('opens from the lens above it, and without an argument from the one in front', async () => {
      await show(uri);
      await until(() => calendars().length === 1);
      await commands.executeCommand('workbench.action.closeActiveEditor');
      await until(() => calendars().length === 0 && window.activeTextEditor !== undefined);
      await show();
      await until(() => calendars().length === 1);
    });

    it('asks no other environment for it: once another is in use, none opens', async () => {
      await run('switchEnvironment', 'Elsewhere');
      await show(uri);
      await show();
      // The view, where an earlier test has left it open, asks for catalogs.
      const asked = elsewhere.requests.filter(({ url }) => url.includes('/offers'));
      assert.deepEqual([calendars(), asked], [[], []]);
      await run('switchEnvironment', 'Sandbox');
      await show(uri);
      await until(() => calendars().length === 1);
    });

    it('does not open while nobody is signed in: it would belong to no environment', async () => {
      await run('switchEnvironment', 'Demo');
      await show(uri);
      assert.deepEqual(calendars(), []);
    });
  });

  it('has a page that runs its own script only and fetches nothing', () => {
    const webview = { cspSource: 'https://own.test', asWebviewUri: (uri: Uri) => uri } as Webview;
    const page = calendarPage(webview, Uri.file('/x'));
    const again = calendarPage(webview, Uri.file('/x'));
    const content = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const policy = content.replaceAll('&#39;', "'");
    assert.match(policy, /^default-src 'none'; style-src [^;]+; script-src 'nonce-[\w-]{20,}'$/);
    assert.doesNotMatch(policy, /unsafe|\*(?!\.)/);
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.notEqual(page, again, 'a nonce is used once');
  });
});

describe('a session of the offer calendar', () => {
  const subject: Subject = {
    environment: 'Here',
    catalog: '/c',
    iri: '/c/product_bases/b',
    role: 'productBase',
    label: 'Base',
  };
  let posted: ToView[];
  let asked: string[];
  let signals: AbortSignal[];
  let revealed: OffersOfDay[];
  let environment: string;
  let clientId: string;
  let clock: FakeClock;
  let answer: (iri: string) => Promise<ApiReply>;
  let changed: (state: { name: string }) => void;
  let session: OfferCalendarSession;

  beforeEach(() => {
    [posted, asked, signals, revealed, environment, clientId] = [[], [], [], [], 'Here', 'me'];
    clock = new FakeClock();
    answer = (url) =>
      Promise.resolve({
        url,
        json: { member: url.includes('/products?') ? [{ '@id': '/c/products/p', name: 'P' }] : [] },
      });
    const account = {
      get account() {
        return { environment, clientId, apiBaseUrl: 'https://api.test' };
      },
      known: () => Promise.resolve(account.account),
      onDidChange: (listener: typeof changed) => {
        changed = listener;
        return { dispose: () => undefined };
      },
    };
    const parts = {
      api: {
        get: (iri: string, signal?: AbortSignal) => {
          asked.push(iri);
          signals.push(...(signal === undefined ? [] : [signal]));
          return answer(iri);
        },
      },
      account: account as unknown as ActiveAccount,
      clock,
      log: { failure: () => undefined } as unknown as Log,
      extensionUri: Uri.file('/x'),
      tree: new Lazy(() =>
        Promise.resolve({
          model: { loaded: () => [] },
          chosen: [],
          revealOffers: (offers: OffersOfDay) => Promise.resolve(revealed.push(offers) > 0),
        }),
      ),
    };
    session = new OfferCalendarSession(parts, subject, (message) => {
      assert.deepEqual(readToView(message), message, 'a message that the page would refuse');
      posted.push(message);
    });
  });
  afterEach(() => session.dispose());

  const lastOf = <T extends ToView['type']>(type: T): Extract<ToView, { type: T }> | undefined =>
    posted.findLast((message): message is Extract<ToView, { type: T }> => message.type === type);
  const ready = async (): Promise<void> => {
    session.receive({ type: 'ready' });
    await until(() => lastOf('products')?.state.name !== 'loading');
  };

  it('tells the page its words and products', async () => {
    await ready();
    assert.deepEqual(lastOf('show')?.subject, subject);
    assert.equal(lastOf('show')?.strings['soldOut'], 'Sold out');
    const products = [{ iri: '/c/products/p', label: 'P', disabled: false }];
    assert.deepEqual(lastOf('products')?.state, { name: 'loaded', products, complete: true });
  });

  it('tells its products without the name of their product base, which stands above', async () => {
    const member = ['Base - Adult', 'Base', 'Basement tour'].map((name, index) => ({
      '@id': `/c/products/${index}`,
      name,
    }));
    answer = (url) => Promise.resolve({ url, json: { member: url.includes('/products?') ? member : [] } });
    await ready();
    const { state } = lastOf('products')!;
    assert.deepEqual(state.name === 'loaded' ? state.products.map(({ label }) => label) : [], [
      'Adult',
      'Base',
      'Basement tour',
    ]);
  });

  it('reads and opens nothing but its own products, and ignores what is no message', async () => {
    await ready();
    const before = asked.length;
    session.receive({ type: 'want', month: '2026-11', products: ['/c/products/other', '/other'] });
    session.receive({ type: 'open', product: '/c/products/other', day: '2026-11-01' });
    session.receive({ type: 'run', command: 'x' });
    session.receive(undefined);
    assert.deepEqual([asked.length, revealed], [before, []]);
    session.receive({ type: 'open', product: '/c/products/p', day: '2026-11-01' });
    await until(() => revealed.length > 0);
    assert.deepEqual(revealed, [
      { catalog: '/c', productBase: '/c/product_bases/b', product: '/c/products/p', day: '2026-11-01' },
    ]);
  });

  it('says in a sentence what went wrong and reads again once there is a token', async () => {
    answer = () => Promise.reject(new RequestFailure({ kind: 'timeout', url: 'https://api.test/x' }));
    await ready();
    assert.deepEqual(lastOf('products')?.state, {
      name: 'failed',
      text: 'The server did not answer in time: https://api.test/x',
    });
    answer = (url) => Promise.resolve({ url, json: { member: [] } });
    changed({ name: 'acquiring' });
    assert.equal(lastOf('products')?.state.name, 'failed');
    changed({ name: 'valid' });
    await until(() => lastOf('products')?.state.name === 'loaded');
  });

  it('stops reading the products where that is cancelled, until someone asks for them', async () => {
    const reading = answer;
    answer = () => new Promise(() => undefined);
    session.receive({ type: 'ready' });
    await until(() => signals.length === 1);
    session.receive({ type: 'cancel' });
    assert.equal(signals[0]?.aborted, true);
    const cancelled = { name: 'failed', text: 'Loading was cancelled.' };
    assert.deepEqual(lastOf('products')?.state, cancelled);
    answer = reading;
    changed({ name: 'valid' });
    assert.deepEqual(lastOf('products')?.state, cancelled, 'a new token is nobody who asks');
    session.receive({ type: 'retry' });
    await until(() => lastOf('products')?.state.name === 'loaded');
  });

  it('does not load by itself what was cancelled of a month', async () => {
    await ready();
    answer = () => new Promise(() => undefined);
    session.receive({ type: 'want', month: '2026-01', products: ['/c/products/p'] });
    await until(() => asked.length === 2);
    session.receive({ type: 'cancel' });
    changed({ name: 'valid' });
    assert.deepEqual([lastOf('month')?.state.name, lastOf('products')?.state.name], ['cancelled', 'loaded']);
    session.receive({ type: 'retry' });
    await until(() => asked.length === 3);
  });

  it('asks no other environment, and says which one it belongs to', async () => {
    environment = 'Elsewhere';
    await ready();
    assert.deepEqual(asked, []);
    const state = lastOf('products')?.state;
    assert.match(state?.name === 'failed' ? state.text : '', /environment Here/);
  });

  const month = async (): Promise<void> => {
    const before = posted.length;
    session.receive({ type: 'want', month: '2026-01', products: ['/c/products/p'] });
    await until(() =>
      posted.slice(before).some((message) => message.type === 'month' && message.state.name === 'loaded'),
    );
  };

  it('forgets what another account was shown once one signs in to the same environment', async () => {
    await ready();
    await month();
    changed({ name: 'valid' });
    // The products, and the month by id and, as that brings nothing, by IRI.
    assert.equal(asked.length, 3, 'a new token of the same account changes nothing');
    const before = posted.length;
    clientId = 'another';
    changed({ name: 'acquiring' });
    assert.deepEqual(posted[before], { type: 'products', state: { name: 'loading' } });
    await until(() => lastOf('products')?.state.name === 'loaded');
    await month();
    assert.equal(asked.length, 6, 'the month is read for the other account');
  });

  it('reads the products again on refresh, and shows the old ones until then', async () => {
    await ready();
    const products = (): string[] => {
      const state = lastOf('products')?.state;
      return state?.name === 'loaded' ? state.products.map(({ label }) => label) : [String(state?.name)];
    };
    answer = (url) => Promise.resolve({ url, json: { member: [{ '@id': '/c/products/q', name: 'Q' }] } });
    session.receive({ type: 'refresh' });
    assert.deepEqual(products(), ['P']);
    await until(() => products()[0] === 'Q');
  });

  it('answers no search the user has turned away from', async () => {
    await ready();
    let reply: (() => void) | undefined;
    answer = (url) =>
      new Promise((resolve) => (reply = () => resolve({ url, json: { member: [{ date: '2026-05-01' }] } })));
    const products = ['/c/products/p'];
    session.receive({ type: 'find', month: '2026-01', products, direction: 1 });
    await until(() => reply !== undefined);
    session.receive({ type: 'want', month: '2026-02', products: [] });
    reply?.();
    session.receive({ type: 'find', month: '2026-02', products: [], direction: -1 });
    await until(() => lastOf('found') !== undefined);
    assert.deepEqual(
      posted.filter(({ type }) => type === 'found'),
      [{ type: 'found', from: '2026-02', direction: -1, month: undefined, complete: true }],
    );
  });

  it('tells the end of a search from one that was given up or has failed', async () => {
    await ready();
    const search = async (): Promise<unknown> => {
      const before = posted.length;
      session.receive({ type: 'find', month: '2026-01', products: ['/c/products/p'], direction: 1 });
      await until(() => posted.length > before);
      const { month, complete, text } = lastOf('found')!;
      return [month, complete, text];
    };
    answer = (url) =>
      Promise.resolve({ url, json: { member: [{ '@id': '/c/offers/o', date: '2026-05-01' }] } });
    assert.deepEqual(await search(), ['2026-05', true, undefined]);
    answer = (url) => {
      const page = new URL(url, 'https://api.test').searchParams.get('page');
      const member = Array.from({ length: 50 }, (_, index) => ({ '@id': `/c/offers/${page}-${index}` }));
      return Promise.resolve({ url, json: { member } });
    };
    assert.deepEqual(await search(), [undefined, false, undefined]);
    answer = () => Promise.reject(new RequestFailure({ kind: 'timeout', url: 'https://api.test/x' }));
    const text = 'The server did not answer in time: https://api.test/x';
    assert.deepEqual(await search(), [undefined, false, text]);
  });
});
