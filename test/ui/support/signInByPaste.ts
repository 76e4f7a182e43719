import { until } from './poll';
import type { Workbench } from './workbench';

/** The four values the vendor hands over. */
export interface VendorAccount {
  readonly tokenEndpoint: string;
  readonly refreshTokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The account in lines, as a person copies it out of a mail. */
export function vendorLines(account: VendorAccount): string {
  return [
    `client_id: ${account.clientId}`,
    `client_secret = "${account.clientSecret}"`,
    `token_endpoint: ${account.tokenEndpoint}`,
    `refresh_token_endpoint: ${account.refreshTokenEndpoint}`,
  ].join('\r\n');
}

/**
 * Signs in through the palette with one paste. What comes of it is the caller's to wait for.
 *
 * @param environment name of an environment that the user's settings have already
 */
export async function signInByPaste(
  window: Workbench,
  environment: string,
  account: VendorAccount,
): Promise<void> {
  const { quickInput } = window;
  await window.runCommand('KorusTicket: Sign In');
  await quickInput.waitForTitle(/Sign In/);
  await quickInput.pick(environment);
  await quickInput.waitForMessage(/Paste what KorusTicket sent you/);
  await quickInput.paste(vendorLines(account));
  await quickInput.waitForMessage(
    /Recognized: client_id, client_secret, token_endpoint, refresh_token_endpoint/,
  );
  await quickInput.accept();
}

/** Waits until no notification is in sight: signing in shows its progress for a moment; what stays is a message. */
export async function untilQuiet({ notifications }: Workbench): Promise<void> {
  await until(
    'no notification',
    () => notifications.texts(),
    (texts) => texts.length === 0,
  );
}
