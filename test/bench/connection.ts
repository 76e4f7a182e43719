import { check } from '../support/serviceCheck';
import { timeOf, type Measurement } from './measure';
import { startSandboxProcess } from './sandboxProcess';

const rounds = 5;

/** Check Connection from the first look at the network to the last token given back: the first time, and the slowest of more. */
export async function benchConnection(): Promise<readonly Measurement[]> {
  const sandbox = await startSandboxProcess(0);
  try {
    let requests = 0;
    const once = (): Promise<number> =>
      timeOf(async () => {
        ({ requests } = await check(sandbox.account));
      });
    const first = await once();
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await once());
    const limit = { atMost: 3000 };
    const note = `${requests} requests, sandbox in another process`;
    return [
      { what: 'Check Connection, the first time', value: first, unit: 'ms', limit, note },
      {
        what: `Check Connection, the slowest of ${rounds} more`,
        value: Math.max(...times),
        unit: 'ms',
        limit,
        note,
      },
    ];
  } finally {
    sandbox.stop();
  }
}
