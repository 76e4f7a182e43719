import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MarkdownString, StatusBarItem } from 'vscode';
import type { ActiveAccount } from '../../src/auth/activeAccount';
import type { AccountState } from '../../src/auth/sessionState';
import { systemClock } from '../../src/base/clock';
import type { Failure } from '../../src/base/failure';
import { spokenTime, timeText } from '../../src/editor/counts';
import type { EnvironmentSettings } from '../../src/editor/environments';
import { tokenReport } from '../../src/features/token/report';
import { StatusBar } from '../../src/features/token/statusBar';
import { statusBarFace } from '../../src/features/token/statusBarFace';
import { anyText } from '../support/anyText';
import { accountAt } from '../support/fixtures';

const now = Date.parse('2026-01-01T12:00:00Z');
const failure: Failure = { kind: 'serverError', status: 503, url: 'http://127.0.0.1/token' };
const styles = ['full', 'compact'] as const;

function validFor(left: number, environment: string | undefined = 'Sandbox'): AccountState {
  const tokens = { accessToken: 'token', receivedAt: now + left - 1_800_000, expiresAt: now + left };
  return { name: 'valid', tokens, renewsAt: now, environment };
}

function statesOf(environment: string | undefined): readonly AccountState[] {
  return [
    { name: 'signedOut', environment },
    { name: 'acquiring', environment },
    validFor(1_800_000, environment),
    { name: 'retrying', failure, retriesAt: now + 1000, environment },
    { name: 'rejected', failure: { ...failure, kind: 'wrongSecret' }, environment },
  ];
}

describe('the text of the status-bar item', () => {
  it('tells the five states in both styles', () => {
    const texts = styles.map((style) =>
      statesOf('Sandbox').map((state) => statusBarFace(state, style, now).text),
    );
    assert.deepEqual(texts, [
      [
        '$(key) KorusTicket: Sign In',
        '$(sync~spin) Sandbox',
        '$(key) Sandbox 30 min',
        '$(debug-disconnect) Sandbox server error 503',
        '$(error) Sandbox sign-in refused',
      ],
      [
        '$(key)',
        '$(sync~spin)',
        '$(key) 30 min',
        '$(debug-disconnect) server error 503',
        '$(error) sign-in refused',
      ],
    ]);
  });

  it('blames no sign-in for a stray answer of somebody in between', () => {
    const stray: Failure = { kind: 'forbidden', status: 403, passing: true };
    const state: AccountState = { name: 'retrying', failure: stray, retriesAt: now, environment: 'Sandbox' };
    assert.equal(statusBarFace(state, 'full', now).text, '$(debug-disconnect) Sandbox unusable answer');
  });

  it('is told to a screen reader in full words, the same in both styles', () => {
    const [full, compact] = styles.map((style) =>
      statesOf('Sandbox').map((state) => statusBarFace(state, style, now).label),
    );
    assert.deepEqual(full, compact);
    assert.deepEqual(full, [
      'KorusTicket: signed out. Press to sign in.',
      'KorusTicket token for Sandbox: being acquired',
      'KorusTicket token for Sandbox: valid for 30 minutes. Press to copy it.',
      'KorusTicket token for Sandbox: trying again, server error 503. Press to try at once.',
      'KorusTicket token for Sandbox: sign-in refused. Press to mend it.',
    ]);
  });

  it('promises no try at once where the server has asked to wait: a person waits, too', () => {
    const busy: Failure = { kind: 'throttled', status: 429, retryAfter: 60_000 };
    const state: AccountState = { name: 'retrying', failure: busy, retriesAt: now, environment: 'Sandbox' };
    assert.equal(
      statusBarFace(state, 'full', now).label,
      'KorusTicket token for Sandbox: trying again, server asks to wait',
    );
  });

  it('alarms only where the user must act, and changes by itself only while a token is valid', () => {
    for (const style of styles) {
      for (const state of statesOf('Sandbox')) {
        const { color, changesIn } = statusBarFace(state, style, now);
        const red = state.name === 'rejected' ? 'statusBarItem.errorBackground' : undefined;
        assert.equal(color, red);
        assert.equal(changesIn === undefined, state.name !== 'valid');
      }
    }
  });

  it('has the colour and icon of its environment, but where the user must act or is signed out', () => {
    const look = { color: 'charts.green', icon: 'flame' };
    const faces = statesOf('Sandbox').map((state) => statusBarFace(state, 'full', now, look));
    assert.deepEqual(
      faces.map(({ color }) => color),
      [undefined, look.color, look.color, look.color, 'statusBarItem.errorBackground'],
    );
    assert.deepEqual(
      faces.map(({ text }) => text.slice(0, text.indexOf(')') + 1)),
      ['$(key)', '$(sync~spin)', '$(flame)', '$(debug-disconnect)', '$(error)'],
    );
  });

  it('steps by minutes, and by seconds within the last one', () => {
    for (const [left, text, spoken] of [
      [1_800_000, '30 min', '30 minutes'],
      [1_799_999, '29 min', '29 minutes'],
      [120_000, '2 min', '2 minutes'],
      [119_999, '1 min', '1 minute'],
      [60_001, '1 min', '1 minute'],
      [59_999, '59 s', '59 seconds'],
      [2000, '2 s', '2 seconds'],
      [1999, '1 s', '1 second'],
      [999, '0 s', '0 seconds'],
      [0, '0 s', '0 seconds'],
    ] as const) {
      assert.deepEqual([timeText(left), spokenTime(left)], [text, spoken]);
    }
  });

  it('announces exactly when it will change', () => {
    const anyLeft = fc.oneof(
      fc.integer({ min: 1, max: 24 * 3_600_000 }),
      fc.integer({ min: 1, max: 180_000 }),
      fc
        .tuple(fc.integer({ min: 0, max: 62 }), fc.integer({ min: -3, max: 3 }))
        .map(([seconds, off]) => Math.max(1, seconds * 1000 + off)),
    );
    fc.assert(
      fc.property(anyLeft, fc.constantFrom(...styles), fc.nat(), (left, style, moment) => {
        const state = validFor(left);
        const { text, label, changesIn } = statusBarFace(state, style, now);
        assert.ok(changesIn !== undefined && changesIn > 0);
        for (const later of [changesIn - 1, moment % changesIn]) {
          const face = statusBarFace(state, style, now + later);
          assert.deepEqual([face.text, face.label], [text, label], `${left} ms left, ${later} ms later`);
        }
        const then = statusBarFace(state, style, now + changesIn);
        assert.ok(then.text !== text || then.changesIn === undefined, `${left} ms left: no change`);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a token that has expired stands still', () => {
    for (const left of [0, -1, -3_600_000]) {
      const { text, changesIn } = statusBarFace(validFor(left), 'full', now);
      assert.deepEqual([text, changesIn], ['$(key) Sandbox 0 s', undefined]);
    }
  });

  it('shows an environment name as plain text on one line, whatever it is', () => {
    const piece = fc.oneof(
      anyText(),
      fc.constantFrom('$(', '$', '(', '$(error)', '\n', '\u202e', '\u200b', '{0}', '[a](command:b)'),
    );
    const anyName = fc.array(piece, { minLength: 1, maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(anyName, fc.constantFrom(...styles), (name, style) => {
        for (const state of statesOf(name)) {
          const { text, label } = statusBarFace(state, style, now);
          assert.equal(text.lastIndexOf('$('), 0, text);
          assert.doesNotMatch(text + label, /[\r\n\p{Cc}\p{Cf}\u2028\u2029]/u);
          assert.ok(text.length < 120 && label.length < 250);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does without an environment', () => {
    for (const style of styles) {
      for (const state of statesOf(undefined)) {
        const { text, label } = statusBarFace(state, style, now);
        assert.doesNotMatch(text + label, /undefined/);
      }
    }
  });
});

describe('the times of a token', () => {
  const yesterday = now - 86_400_000;

  it('carry their date in an inspection unless it is today', () => {
    const event = { environment: 'Sandbox', what: 'store' } as const;
    const events = [
      { ...event, at: yesterday },
      { ...event, at: now },
    ];
    const account = accountAt('http://127.0.0.1:1');
    const nothing = { tokens: undefined, failure: undefined, renewsAt: undefined };
    const { latestEvents } = JSON.parse(tokenReport({ account, ...nothing, events, now })) as {
      latestEvents: string[];
    };
    assert.match(latestEvents[0]!, /^\d+:\d\d:\d\d\s[AP]M · /);
    assert.match(latestEvents[1]!, /^Dec 31, 2025, \d+:\d\d:\d\d\s[AP]M · /);
  });

  it('carry their date in the hover unless it is today', () => {
    const none = { dispose: () => undefined };
    const account = {
      state: validFor(3 * 86_400_000),
      environment: () => undefined,
      account: accountAt('http://127.0.0.1:1'),
      onDidChange: () => none,
    } as unknown as ActiveAccount;
    const environments = {
      onDidChange: () => none,
      ofWorkspace: undefined,
    } as unknown as EnvironmentSettings;
    const item = { show: () => undefined } as unknown as StatusBarItem;
    const clock = {
      ...systemClock,
      now: () => now,
      setTimeout: () => 0,
      clearTimeout: () => undefined,
    };
    new StatusBar(account, clock, () => Promise.resolve(''), environments, item).update();
    const { value } = item.tooltip as MarkdownString;
    assert.match(value, /Expires at Jan 4, 2026, \d+:\d\d:\d\d/);
    assert.match(value, /Renews at \d+:\d\d:\d\d/);
  });
});
