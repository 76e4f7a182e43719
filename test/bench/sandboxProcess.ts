import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { repositoryRoot } from '../support/vscodeHost/paths';
import type { SandboxAccount } from '../sandbox/sandbox';

/** A sandbox in a process of its own, so that its work is not counted as ours. */
export interface SandboxProcess {
  readonly account: SandboxAccount;
  stop(): void;
}

/** @param latency milliseconds that every answer is held back */
export async function startSandboxProcess(latency: number): Promise<SandboxProcess> {
  const args = [
    '--import',
    'tsx',
    join(repositoryRoot, 'test/sandbox/main.ts'),
    '--latency',
    String(latency),
  ];
  const child = spawn(process.execPath, args, { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('{')) {
      return { account: JSON.parse(line) as SandboxAccount, stop: () => void child.kill() };
    }
  }
  throw new Error('The sandbox did not start.');
}
