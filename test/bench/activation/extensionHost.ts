import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What an extension host holds, after what can be collected was collected. */
export interface HeldMemory {
  /** Bytes. */
  readonly heap: number;
  /** The scripts of one extension that were read, by their path in its folder, with their size in bytes. */
  readonly scripts: ReadonlyMap<string, number>;
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
/** Port of Node's inspector, where nobody named another. */
const inspectorPort = 9229;

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended.
    return '';
  }
}

function descendants(root: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [
        Number(name),
        Number(
          read(`/proc/${name}/stat`)
            .replace(/^.*\) /s, '')
            .split(' ')[1],
        ),
      ]),
  );
  const below = (pid: number): number[] =>
    [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  return below(root);
}

/** Waits for the extension host among the processes that this one has started. @returns its process id */
export async function extensionHost(): Promise<number> {
  for (;;) {
    const found = descendants(process.pid).find((pid) =>
      read(`/proc/${pid}/cmdline`).includes('--type=extensionHost'),
    );
    if (found !== undefined) return found;
    await pause(100);
  }
}

/** CPU time of all threads of a process so far, in milliseconds. */
function cpuTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return (
    threads.reduce(
      (sum, thread) => sum + Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0] ?? 0),
      0,
    ) / 1e6
  );
}

/** Waits until a process has used next to no CPU for a second and a half; 30 s at most. */
export async function untilIdle(pid: number): Promise<void> {
  let last = cpuTime(pid);
  for (let calm = 0, looks = 0; calm < 6 && looks < 120; looks++) {
    await pause(250);
    const now = cpuTime(pid);
    calm = now - last > 20 ? 0 : calm + 1;
    last = now;
  }
}

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly method?: string;
  readonly params?: { readonly url?: string };
}

/** A conversation with a process by the Chrome DevTools protocol, opened by a signal: until then no debugger is at work. */
class Inspector {
  readonly scripts = new Set<string>();
  private readonly waiting = new Map<number, (result: unknown) => void>();
  private last = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.onmessage = ({ data }) => {
      const { id, result, method, params } = JSON.parse(String(data)) as Message;
      if (id !== undefined) this.waiting.get(id)?.(result);
      if (method === 'Debugger.scriptParsed' && params?.url !== undefined) this.scripts.add(params.url);
    };
  }

  static async open(pid: number): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1');
    for (;;) {
      const targets = await fetch(`http://127.0.0.1:${inspectorPort}/json`).then(
        (reply) => reply.json() as Promise<{ webSocketDebuggerUrl: string }[]>,
        () => [],
      );
      if (targets[0] !== undefined) {
        const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
        await new Promise((done, fail) => {
          socket.onopen = done;
          socket.onerror = fail;
        });
        return new Inspector(socket);
      }
      await pause(100);
    }
  }

  ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.last;
    return new Promise((done) => {
      this.waiting.set(id, done);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  async evaluate(expression: string): Promise<unknown> {
    const asked = this.ask('Runtime.evaluate', { expression, returnByValue: true });
    const { result, exceptionDetails } = (await asked) as {
      readonly result: { readonly value?: unknown };
      readonly exceptionDetails?: object;
    };
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  close(): void {
    this.socket.close();
  }
}

/** Evaluates an expression in a process. @returns its value, as JSON has it */
export async function evaluate(pid: number, expression: string): Promise<unknown> {
  const inspector = await Inspector.open(pid);
  const value = await inspector.evaluate(expression);
  inspector.close();
  return value;
}

/** @param folder of the extension whose scripts are of interest */
export async function heldMemory(pid: number, folder: string | undefined): Promise<HeldMemory> {
  const inspector = await Inspector.open(pid);
  await inspector.ask('HeapProfiler.enable');
  // V8 gives back the compiled code of a function once several collections in a row have found it unused.
  const looks: number[] = [];
  while (looks.length < 8) {
    await inspector.ask('HeapProfiler.collectGarbage');
    await pause(200);
    looks.push(Number(await inspector.evaluate('process.memoryUsage().heapUsed')));
  }
  await inspector.ask('Debugger.enable');
  inspector.close();
  const root = folder === undefined ? undefined : realpathSync(folder);
  const files = [...inspector.scripts].map((url) => (url.startsWith('file:') ? fileURLToPath(url) : url));
  const own = root === undefined ? [] : files.filter((file) => file.startsWith(root + sep));
  return {
    heap: Math.min(...looks),
    scripts: new Map(own.map((file) => [relative(root ?? '', file), statSync(file).size])),
  };
}
