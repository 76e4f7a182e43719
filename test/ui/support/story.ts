import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox';
import { signInByPaste, untilQuiet } from './signInByPaste';
import { escaped } from './poll';
import { Session, type SessionOptions, type WindowOptions } from './session';
import type { Workbench } from './workbench';

/** How a story begins; without any of it: a window of a user who knows the environment `Works` and is signed out. */
export interface StoryOptions extends SessionOptions, WindowOptions {
  readonly sandbox?: SandboxOptions;
  /** Name of the environment in the user's settings, `Works` unless given. */
  readonly environment?: string;
  /** Whether the user has signed in already, with nothing left in sight that tells so. */
  readonly isSignedIn?: boolean;
}

/** What most window tests begin with. */
export interface Story {
  readonly sandbox: Sandbox;
  readonly session: Session;
  readonly window: Workbench;
  /** Ends window, VS Code and service. */
  close(): Promise<void>;
}

/**
 * Starts a look-alike service, a VS Code whose user knows it, and a window.
 *
 * @throws Error when one of them does not start, or signing in does not work; what had started is ended
 */
export async function openStory(options: StoryOptions = {}): Promise<Story> {
  const { environment = 'Works', settings, isSignedIn = false } = options;
  const sandbox = await startSandbox(options.sandbox);
  const { apiBaseUrl } = sandbox.account;
  const known = { 'korusticket.environments': [{ name: environment, apiBaseUrl }] };
  let session: Session | undefined;
  const close = async (): Promise<void> => {
    await session?.stop();
    await sandbox.close();
  };
  try {
    session = await Session.start({ ...options, settings: { ...known, ...settings } });
    const window = await session.openWindow(options);
    if (isSignedIn) {
      await signInByPaste(window, environment, sandbox.account);
      await window.statusBar.waitForText(new RegExp(`^${escaped(environment)} \\d+ min$`));
      await untilQuiet(window);
    }
    return { sandbox, session, window, close };
  } catch (error) {
    await close();
    throw error;
  }
}
