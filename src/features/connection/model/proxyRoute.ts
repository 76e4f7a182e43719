import { isLoopback } from '../../../net/endpoint';

/** Where requests leave the machine, as far as settings and environment tell. */
export interface ProxyRoute {
  /** Host and port, without credentials. */
  readonly host: string;
  /** The setting or variable that names it. */
  readonly source: string;
}

/** VS Code's settings that decide how requests leave the machine. */
export interface ProxySettings {
  /** `http.proxySupport`: `off` leaves requests alone. */
  readonly support: string;
  /** `http.proxy`. */
  readonly proxy: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy on the way to a URL by VS Code's settings, else by the environment. A proxy that only the operating system
 * or a script of its own (PAC) knows of cannot be seen from here.
 */
export function proxyRoute(
  url: string,
  { support, proxy, noProxy }: ProxySettings,
  variables: Variables,
): ProxyRoute | undefined {
  const { protocol, hostname, host } = new URL(url);
  const except = noProxy.length > 0 ? noProxy : (valueOf('NO_PROXY', variables) ?? '').split(/[\s,]+/);
  if (support === 'off' || isLoopback(hostname) || except.some((rule) => covers(rule, hostname, host))) {
    return undefined;
  }
  if (proxy !== '') {
    return routeTo(proxy, 'http.proxy');
  }
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'HTTP_PROXY'] : ['HTTP_PROXY'];
  const name = names.find((each) => valueOf(each, variables) !== undefined);
  return name === undefined ? undefined : routeTo(valueOf(name, variables) ?? '', name);
}

function routeTo(proxy: string, source: string): ProxyRoute {
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  return { host: URL.canParse(address) ? new URL(address).host : '', source };
}

function valueOf(name: string, variables: Variables): string | undefined {
  return [variables[name], variables[name.toLowerCase()]].find(
    (value) => value !== undefined && value !== '',
  );
}

/** True for a rule as `NO_PROXY` has them: a host, a domain with all below it, either with a port, or `*`. */
function covers(rule: string, hostname: string, host: string): boolean {
  const name = rule
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, '');
  return (
    name === '*' ||
    (name !== '' && [hostname, host].some((each) => each === name || each.endsWith(`.${name}`)))
  );
}
