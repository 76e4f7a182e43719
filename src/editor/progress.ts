import * as vscode from 'vscode';

/** Does work under a notification that tells its progress and has a button to cancel it, which aborts the signal. */
export async function withCancel<T>(
  title: string,
  work: (
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    signal: AbortSignal,
  ) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const cancelling = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelling.abort());
    try {
      return await work(progress, cancelling.signal);
    } finally {
      subscription.dispose();
    }
  });
}
