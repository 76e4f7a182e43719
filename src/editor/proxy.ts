import { workspace } from 'vscode';
import { proxyRoute, type ProxyRoute } from '../net/proxyRoute';

/** The proxy on the way to a URL, as far as VS Code's settings and the environment tell. */
export function proxyOf(url: string): ProxyRoute | undefined {
  const http = workspace.getConfiguration('http');
  const settings = {
    // Without that support, VS Code leaves `fetch` alone.
    support: http.get<boolean>('fetchAdditionalSupport', true) ? http.get('proxySupport', 'override') : 'off',
    proxy: http.get('proxy', ''),
    noProxy: http.get<readonly string[]>('noProxy', []),
  };
  return proxyRoute(url, settings, process.env);
}
