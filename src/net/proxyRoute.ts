/** Where requests leave the machine, as far as settings and environment tell. */
export interface ProxyRoute {
  /** Host and port, without credentials; '' where they cannot be read. */
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

/** In VS Code's order, which is the same whatever is asked for. */
const proxyVariables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
const exceptionVariables = ['no_proxy', 'NO_PROXY'];

/**
 * The proxy on the way to a URL by VS Code's settings, else by the environment, reckoned as VS Code does
 * (`@vscode/proxy-agent`). A proxy that only the operating system or a script of its own (PAC) knows of cannot be seen
 * from here.
 */
export function proxyRoute(
  url: string,
  { support, proxy, noProxy }: ProxySettings,
  variables: Variables,
): ProxyRoute | undefined {
  const { protocol, hostname, port } = new URL(url);
  const setOf = (names: readonly string[]): string | undefined => names.find((name) => variables[name]);
  const exceptions = variables[setOf(exceptionVariables) ?? ''] ?? '';
  // With the setting, the variable does not count.
  const rules =
    noProxy.length > 0
      ? noProxy.map((rule) => rule.trim().toLowerCase())
      : exceptions.trim().toLowerCase().split(',');
  const realPort = port || (protocol === 'https:' ? '443' : '80');
  if (
    support === 'off' ||
    /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) ||
    rules.includes('*') ||
    rules.some((rule) => covers(rule.trim(), hostname, realPort))
  ) {
    return undefined;
  }
  const name = setOf(proxyVariables) ?? '';
  return routeTo(proxy, 'http.proxy') ?? routeTo(variables[name] ?? '', name);
}

/** None where the address has no scheme, or another than VS Code knows. */
function routeTo(proxy: string, source: string): ProxyRoute | undefined {
  const address = proxy.trim();
  return /^(https?|socks(5h?|4a?)?):\/\//i.test(address)
    ? { host: URL.parse(address)?.host ?? '', source }
    : undefined;
}

/** True for a rule that names a host, or a domain with all below it, and a port or none. */
function covers(rule: string, hostname: string, port: string): boolean {
  const [name = '', rulePort = port] = rule.split(':', 2);
  const domain = name.startsWith('.') ? name : `.${name}`;
  return name !== '' && `.${hostname}`.endsWith(domain) && (rulePort === '' || rulePort === port);
}
