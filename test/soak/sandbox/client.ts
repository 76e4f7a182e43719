import { startSandbox, type Sandbox, type SandboxAccount, type SandboxOptions } from '../../sandbox/sandbox';

/** A sandbox and the clock it runs on, in milliseconds. */
export interface Bench {
  readonly sandbox: Sandbox;
  time: number;
}

/** Thursday, 1 January 2026, noon UTC. */
export const start = Date.parse('2026-01-01T12:00:00Z');

const open: Sandbox[] = [];

/** Starts a sandbox on a clock that stands still until moved; closed after the test by {@link closeAll}. */
export async function bench(options: SandboxOptions = {}): Promise<Bench> {
  const clock = { time: start };
  const sandbox = await startSandbox({ now: () => clock.time, ...options });
  open.push(sandbox);
  return Object.assign(clock, { sandbox });
}

export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
}

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts a form; an empty body counts as `{}`. */
export async function post(
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return read(await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers }));
}

/** Reads an API address, or any URL. */
export async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return read(await fetch(url, { headers }));
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    body: json ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

/** The form of a client-credentials request. */
export function credentials(account: SandboxAccount): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_id: account.clientId,
    client_secret: account.clientSecret,
  };
}

/** Asks for tokens by client credentials. */
export function signIn(account: SandboxAccount): Promise<Answer> {
  return post(account.tokenEndpoint, credentials(account));
}

/** Asks for tokens by refresh token. */
export function refresh(account: SandboxAccount, refreshToken: unknown): Promise<Answer> {
  const form = { ...credentials(account), grant_type: 'refresh_token', refresh_token: String(refreshToken) };
  return post(account.refreshTokenEndpoint, form);
}

/** Reads API addresses with a fresh access token. */
export async function reader(
  sandbox: Sandbox,
): Promise<(path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>> {
  const { body } = await signIn(sandbox.account);
  const authorization = `Bearer ${String(body['access_token'])}`;
  return (path, headers = {}) => get(sandbox.account.apiBaseUrl + path, { authorization, ...headers });
}

/** The claims of a JWT, unchecked. */
export function claimsOf(token: unknown): Record<string, unknown> {
  const [, payload] = String(token).split('.');
  return JSON.parse(Buffer.from(payload!, 'base64url').toString('utf8')) as Record<string, unknown>;
}

/** The members of a collection answer. */
export function members(answer: Answer): Record<string, unknown>[] {
  return answer.body['member'] as Record<string, unknown>[];
}
