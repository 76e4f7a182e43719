import assert from 'node:assert/strict';
import { GentleSend } from '../../../../src/features/connection/model/gentleSend';
import type { HttpReply } from '../../../../src/net/http';
import { FakeClock } from '../../../support/fakeClock';
import { failureFrom } from '../../../support/fixtures';

const url = 'https://api.test/v1';
const second = 1000;

describe('the requests of a check', () => {
  const busy = (seconds: number): HttpReply => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: new Uint8Array(),
  });
  const fine: HttpReply = { status: 200, headers: {}, body: new Uint8Array() };

  /** Sends one request after the other for ten minutes; tells the status of each answer, and when each was sent. */
  async function statuses(
    answers: (index: number) => HttpReply,
    most: number,
  ): Promise<{ seen: (number | string)[]; at: number[] }> {
    const clock = new FakeClock();
    const at: number[] = [];
    const inner = (): Promise<HttpReply> => Promise.resolve(answers(at.push(clock.elapsed / second) - 1));
    const send = new GentleSend(inner, clock, { sent: 0, waited: 0, answered: new Set() }).upTo(
      100,
      new AbortController().signal,
    );
    const seen: (number | string)[] = [];
    const run = async (): Promise<void> => {
      for (let count = 0; count < most; count++) {
        const sent = send({ method: 'GET', url, headers: {} }).then(({ status }) => status);
        seen.push(await sent.catch(() => failureFrom(sent).then(({ kind }) => kind)));
      }
    };
    const done = run();
    await clock.advance(600 * second);
    await done;
    return { seen, at };
  }

  it('wait as a server asks, also where it asks again for the one that was sent once more', async () => {
    const { seen, at } = await statuses((index) => (index < 2 ? fine : busy(20)), 5);
    assert.deepEqual(seen, [200, 200, 429, 429, 429]);
    assert.deepEqual(at, [0, 0, 0, 20, 40, 60]);
  });

  it('go on as before once the server has asked no more', async () => {
    const { seen, at } = await statuses((index) => (index < 2 ? busy(20) : fine), 3);
    assert.deepEqual(seen, [429, 200, 200]);
    assert.deepEqual(at, [0, 20, 40, 40]);
  });

  it('are not sent where a server asks for too long a wait', async () => {
    const { seen, at } = await statuses((index) => busy(index === 0 ? 20 : 300), 3);
    assert.deepEqual(seen, [429, 'throttled', 'throttled']);
    assert.deepEqual(at, [0, 20]);
  });

  it('wait out after a cancel what the server has asked for before', async () => {
    const clock = new FakeClock();
    const at: number[] = [];
    const sender = new GentleSend(
      () => Promise.resolve(at.push(clock.elapsed / second) === 1 ? busy(20) : fine),
      clock,
      { sent: 0, waited: 0, answered: new Set() },
    );
    const abortion = new AbortController();
    const request = { method: 'GET', url, headers: {} } as const;
    const cancelled = failureFrom(sender.upTo(100, abortion.signal)(request));
    await clock.advance(5 * second);
    abortion.abort();
    assert.equal((await cancelled).kind, 'cancelled');
    const last = sender.upTo(100, new AbortController().signal)(request);
    await clock.advance(20 * second);
    assert.equal((await last).status, 200);
    assert.deepEqual(at, [0, 20]);
  });
});
