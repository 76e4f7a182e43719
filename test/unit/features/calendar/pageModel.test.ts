import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayOf, daysOf, monthOf, weekdayOf } from '../../../../src/base/days';
import { dayAfterKey } from '../../../../src/features/calendar/webview/keys';
import { PageModel } from '../../../../src/features/calendar/webview/pageModel';
import {
  readSavedState,
  readToExtension,
  readToView,
  type SavedState,
  type ShownDay,
  type ShownMonth,
  type ShownProducts,
  type Subject,
} from '../../../../src/features/calendar/protocol';

const subject: Subject = {
  environment: 'Demo',
  catalog: '/c',
  iri: '/c/b',
  role: 'productBase',
  label: 'Base',
};
const iris = ['a', 'b', 'd', 'e', 'f', 'g', 'h'].map((id) => `/c/products/${id}`);
const [first = '', second = ''] = iris;
const products: ShownProducts = {
  name: 'loaded',
  products: iris.map((iri) => ({ iri, label: iri, disabled: false })),
  complete: true,
};
const day: ShownDay = {
  day: '2026-11-26',
  offers: 1,
  prices: [{ amount: '10.00', currency: 'EUR', dynamic: false }],
  availability: { kind: 'unlimited' },
  checkRequired: false,
};
const loaded = (...days: ShownDay[]): ShownMonth => ({ name: 'loaded', days, readAt: 1, complete: true });

function modelOf(saved?: SavedState): PageModel {
  const model = new PageModel(subject, '2026-11-24', saved);
  model.setProducts(products);
  return model;
}

describe('what the calendar shows', () => {
  it('begins today with the first three products', () => {
    const model = modelOf();
    assert.deepEqual([model.month, model.focus, model.compared], ['2026-11', '2026-11-24', iris.slice(0, 3)]);
  });

  it('goes on where it was, without products that are gone', () => {
    const saved = {
      ...modelOf().saved,
      month: '2027-02',
      focus: '2027-02-03',
      compared: [second, '/c/gone'],
    };
    const model = modelOf(saved);
    assert.deepEqual([model.month, model.focus, model.compared], ['2027-02', '2027-02-03', [second]]);
    assert.deepEqual(modelOf({ ...saved, compared: [] }).compared, []);
    assert.deepEqual(modelOf({ ...saved, compared: ['/c/gone'] }).compared, iris.slice(0, 3));
    assert.deepEqual(readSavedState(structuredClone(model.saved)), model.saved);
  });

  it('compares six products at most', () => {
    const model = modelOf();
    assert.deepEqual(
      iris.slice(3).map((iri) => model.toggle(iri)),
      [true, true, true, false],
    );
    assert.ok(model.toggle(first));
    assert.ok(model.toggle(iris[6]!));
    assert.deepEqual(
      model
        .entriesOf(day.day)
        .map(({ letter }) => letter)
        .join(''),
      'ABCDEF',
    );
  });

  it('gives letters only where there is something to tell apart', () => {
    const model = modelOf({ ...modelOf().saved, compared: [second] });
    assert.deepEqual(
      model.entriesOf(day.day).map(({ letter, product }) => [letter, product]),
      [['', second]],
    );
  });

  it('is settled once nothing is on its way, and empty only where all is known', () => {
    const model = modelOf({ ...modelOf().saved, compared: [first, second] });
    assert.deepEqual([model.isSettled, model.isEmpty], [false, false]);
    model.setState(first, '2026-11', loaded());
    model.setState(second, '2026-11', { name: 'loading', loaded: 3 });
    assert.equal(model.isSettled, false);
    model.setState(second, '2026-11', { name: 'failed', text: 'no' });
    assert.deepEqual([model.isSettled, model.isEmpty], [true, false]);
    model.setState(second, '2026-11', loaded());
    assert.equal(model.isEmpty, true);
    model.setState(second, '2026-11', loaded(day));
    assert.deepEqual([model.isEmpty, model.daysWithOffers, model.currencies], [false, [day.day], ['EUR']]);
  });

  it('is not empty where a month was read in part, and leads on to no other', () => {
    const model = modelOf({ ...modelOf().saved, compared: [first, second] });
    const part: ShownMonth = { name: 'loaded', days: [], readAt: 1, complete: false };
    model.setState(first, '2026-11', loaded());
    model.setState(second, '2026-11', part);
    assert.deepEqual([model.isSettled, model.isEmpty, model.isWhole], [true, false, false]);
    model.setState(second, '2026-11', loaded());
    assert.deepEqual([model.isEmpty, model.isWhole], [true, true]);
    const fresh = modelOf();
    fresh.shown.forEach(({ iri }) => fresh.setState(iri, '2026-11', part));
    assert.equal(fresh.leadsOn(), false);
  });

  it('is not whole where a product could not be read', () => {
    const model = modelOf({ ...modelOf().saved, compared: [first, second] });
    model.setState(first, '2026-11', loaded(day));
    for (const state of [{ name: 'failed', text: 'No.' }, { name: 'cancelled' }] as const) {
      model.setState(second, '2026-11', state);
      assert.deepEqual([model.isSettled, model.isWhole], [true, false], state.name);
    }
  });

  it('forgets a month when it goes to another, and ignores news of any but its own', () => {
    const model = modelOf({ ...modelOf().saved, compared: [first] });
    model.setState(first, '2026-11', loaded(day));
    assert.equal(model.goTo('2026-11-30'), false);
    assert.equal(model.goTo('2026-12-01'), true);
    model.setState(first, '2026-11', loaded(day));
    assert.equal(model.isSettled, false);
    assert.equal(modelOf({ ...model.saved, focus: '2026-01-31', month: '2026-02' }).focus, '2026-02-28');
  });
});

describe('a search for another month', () => {
  const from = (model: PageModel, direction: 1 | -1): object => ({ from: model.month, direction });

  it('is answered where it was asked', () => {
    const model = modelOf();
    model.beginSearch(1);
    assert.ok(model.takeAnswer({ from: '2026-11', direction: 1 }));
    assert.equal(model.takeAnswer({ from: '2026-11', direction: 1 }), false, 'one answer to a search');
  });

  it('begins once, however often it is asked for, and anew in the other direction', () => {
    const model = modelOf();
    const begun = ([1, 1, -1, -1] as const).map((direction) => model.beginSearch(direction));
    assert.deepEqual(begun, [true, false, true, false]);
    model.endSearch();
    assert.ok(model.beginSearch(-1));
  });

  it('is over once the user has gone elsewhere, compares others or asks for something else', () => {
    const gone = modelOf();
    gone.beginSearch(1);
    gone.goTo('2026-12-01');
    const compared = modelOf();
    compared.beginSearch(1);
    compared.toggle(first);
    const turned = modelOf();
    turned.beginSearch(1);
    turned.beginSearch(-1);
    const cancelled = modelOf();
    cancelled.beginSearch(1);
    cancelled.endSearch();
    for (const model of [gone, compared, turned, cancelled]) {
      assert.equal(
        model.takeAnswer({ from: '2026-11', direction: 1 }),
        false,
        JSON.stringify(from(model, 1)),
      );
    }
    assert.ok(turned.takeAnswer({ from: '2026-11', direction: -1 }));
  });

  it('is over with products that arrive: their months are wanted then, which ends it without an answer', () => {
    const failed: ShownProducts = { name: 'failed', text: 'no' };
    for (const news of [products, failed, { name: 'loading' } as const]) {
      const model = modelOf();
      model.beginSearch(1);
      model.setProducts(news);
      assert.equal(model.isSearching, false, news.name);
    }
  });

  it('goes on where a product finds no room among those compared', () => {
    const model = modelOf({ ...modelOf().saved, compared: iris.slice(0, 6) });
    model.beginSearch(1);
    assert.equal(model.toggle(iris[6]!), false);
    assert.ok(model.takeAnswer({ from: '2026-11', direction: 1 }));
  });

  it('begins by itself in a first month without offers, once, and not where the user has gone to another', () => {
    const fill = (model: PageModel, ...days: ShownDay[]): boolean[] => {
      model.shown.forEach(({ iri }) => model.setState(iri, model.month, loaded(...days)));
      return [model.leadsOn(), model.leadsOn()];
    };
    const still = modelOf();
    assert.equal(still.leadsOn(), false, 'nothing is known of the month yet');
    assert.deepEqual(fill(still), [true, false]);
    assert.deepEqual(fill(modelOf(), day), [false, false]);
    assert.deepEqual(fill(modelOf(modelOf().saved)), [false, false], 'kept over a reload');
    const gone = modelOf();
    gone.goTo('2026-11-30');
    gone.goTo('2026-10-30');
    assert.deepEqual(fill(gone), [false, false]);
    const onTheDay = modelOf();
    onTheDay.goTo('2026-11-30');
    assert.deepEqual(fill(onTheDay), [true, false]);
  });
});

describe('the products of the calendar', () => {
  const named = (label: string, index: number): ShownProducts => ({
    name: 'loaded',
    products: [{ iri: `/c/products/${index}`, label, disabled: false }],
    complete: true,
  });

  it('take what was shown with them when they are another account’s', () => {
    const model = modelOf({ ...modelOf().saved, compared: [first] });
    model.setState(first, '2026-11', loaded(day));
    model.setProducts({ name: 'loading' });
    model.setProducts(products);
    assert.deepEqual(model.daysWithOffers, []);
  });

  it('stay where reading them again fails', () => {
    const model = modelOf();
    model.setProducts({ name: 'failed', text: 'no' });
    assert.equal(model.known.length, iris.length);
    model.setProducts(named('New', 9));
    assert.deepEqual(
      model.known.map(({ label }) => label),
      ['New'],
    );
  });

  it('are found by parts of their names, in any case and without accents; compared ones stay', () => {
    const model = modelOf({ ...modelOf().saved, compared: [] });
    const labels = ['Été adulte', 'Hiver adulte', 'Été enfant'];
    model.setProducts({
      name: 'loaded',
      products: labels.map((label, index) => ({ iri: `/p/${index}`, label, disabled: false })),
      complete: true,
    });
    model.toggle('/p/1');
    const found = (text: string): string[] => model.matching(text).map(({ label }) => label);
    assert.deepEqual(found(''), labels);
    assert.deepEqual(found('ete AD'), ['Été adulte', 'Hiver adulte']);
    assert.deepEqual(found('zzz'), ['Hiver adulte']);
  });
});

describe('the keys of the grid', () => {
  const days = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const press = (
    key: string,
    from: string,
    more: { ctrlKey?: boolean; shiftKey?: boolean } = {},
  ): string | undefined =>
    dayAfterKey({ key, ctrlKey: false, shiftKey: false, ...more }, from, weekdayOf(from) - 1);

  it('move as the date grid of the authoring practices does', () => {
    const from = '2026-11-26';
    assert.deepEqual(
      [
        'ArrowLeft',
        'ArrowRight',
        'ArrowUp',
        'ArrowDown',
        'Home',
        'End',
        'PageUp',
        'PageDown',
        'x',
        'Tab',
      ].map((key) => press(key, from)),
      [
        '2026-11-25',
        '2026-11-27',
        '2026-11-19',
        '2026-12-03',
        '2026-11-23',
        '2026-11-29',
        '2026-10-26',
        '2026-12-26',
        undefined,
        undefined,
      ],
    );
    const ctrlKey = true;
    assert.deepEqual(
      [press('Home', from, { ctrlKey }), press('End', from, { ctrlKey })],
      ['2026-11-01', '2026-11-30'],
    );
    assert.equal(press('PageDown', '2024-02-29', { shiftKey: true }), '2025-02-28');
    assert.equal(press('PageUp', '2026-03-31'), '2026-02-28');
  });

  it('always lead to a day that exists; Home and End stay within week and month', () => {
    fc.assert(
      fc.property(
        days,
        fc.constantFrom('ArrowUp', 'ArrowLeft', 'Home', 'End', 'PageUp', 'PageDown'),
        (from, key) => {
          const to = press(key, from);
          assert.equal(dayOf(to ?? ''), to);
          if (key === 'Home' || key === 'End') {
            assert.equal(monthOf(to!), monthOf(from));
            const edge = key === 'Home' ? 1 : 7;
            const isEdge =
              weekdayOf(to!) === edge ||
              to === (key === 'Home' ? daysOf(monthOf(from))[0] : daysOf(monthOf(from)).at(-1));
            assert.ok(isEdge, `${from} ${key} ${to}`);
            assert.ok(Math.abs(Date.parse(to!) - Date.parse(from)) < 7 * 86_400_000);
          }
        },
      ),
    );
  });
});

describe('what extension and page tell each other', () => {
  it('is refused where it is anything else', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        assert.equal(readToView(message), undefined);
        assert.equal(readToExtension(message), undefined);
        assert.equal(readSavedState(message), undefined);
      }),
    );
    const open = { type: 'open', product: first, day: '2026-11-26' };
    assert.deepEqual(readToExtension(open), open);
    for (const wrong of [{ day: '2026-02-30' }, { product: '' }, { product: 1 }, { type: 'run' }]) {
      assert.equal(readToExtension({ ...open, ...wrong }), undefined);
    }
    const want = { type: 'want', month: '2026-11', products: iris.slice(0, 6) };
    assert.deepEqual(readToExtension(want), want);
    assert.equal(readToExtension({ ...want, products: iris }), undefined);
    assert.equal(readToExtension({ ...want, month: '2026-13' }), undefined);
  });

  it('carries a month through', () => {
    const message = { type: 'month', product: first, month: '2026-11', state: loaded(day) };
    assert.deepEqual(readToView(structuredClone(message)), message);
    const broken = { ...day, prices: [{ amount: '<b>', currency: 'EUR', dynamic: false }] };
    assert.equal(readToView({ ...message, state: loaded(broken) }), undefined);
  });
});
