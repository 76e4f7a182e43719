import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';

/** A started program together with everything it starts itself. */
export interface ProcessTree {
  readonly child: ChildProcess;
  /** Resolves with the exit code (or the signal's name) once the first process has ended. */
  readonly exited: Promise<number | string>;
  /** Ends the program and all its children; resolves when it has ended. */
  stop(): Promise<void>;
}

const graceMilliseconds = 3000;
const running = new Set<ChildProcess>();

/** A negative process id addresses the whole group; a group that is gone already is what was wanted. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

// Whatever way this process ends, no server may outlive it.
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * Starts a program in a process group of its own, so that it can be ended with all its children.
 * It is also ended when this process exits.
 *
 * @throws (through `exited`) Error when the program cannot be started
 */
export function startTree(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; stdio?: StdioOptions } = {},
): ProcessTree {
  const child = spawn(command, args, { stdio: 'inherit', ...options, detached: true });
  running.add(child);
  const exited = new Promise<number | string>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown'));
  });
  const stop = async (): Promise<void> => {
    signalGroup(child, 'SIGTERM');
    const force = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMilliseconds);
    await exited.catch(() => undefined);
    clearTimeout(force);
    // Children may ignore the first signal although their parent obeyed it.
    signalGroup(child, 'SIGKILL');
    running.delete(child);
  };
  return { child, exited, stop };
}

/**
 * Runs a program to its end, output inherited.
 *
 * @throws Error when it cannot be started or ends with anything but 0
 */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; stdio?: StdioOptions } = {},
): Promise<void> {
  const tree = startTree(command, args, options);
  const code = await tree.exited;
  running.delete(tree.child);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}

/** Ends this process on Ctrl-C or a termination request, after `cleanUp`; its exit hook ends what is still running. */
export function onInterrupt(cleanUp: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void cleanUp().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    });
  }
}
