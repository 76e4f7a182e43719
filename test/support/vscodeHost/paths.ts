import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The checkout's root folder, absolute. */
export const repositoryRoot = resolve(__dirname, '../../..');

/** What is fetched once and kept between runs (git-ignored): VS Code, code-server, Keycloak. */
export const cacheRoot = resolve(repositoryRoot, '.vscode-test');

/** Screenshots and logs a person may want to look at after a run (git-ignored). */
export const artifactsRoot = resolve(repositoryRoot, 'artifacts');

/**
 * The Node 24 every VS Code piece runs under: the pinned dev dependency `node`, else the running Node if that is 24.
 *
 * @returns absolute path of the executable
 * @throws Error when neither is there (the dependencies were not installed)
 */
export function node24(): string {
  const pinned = resolve(repositoryRoot, 'node_modules/node/bin/node');
  if (existsSync(pinned)) return pinned;
  if (process.versions.node.startsWith('24.')) return process.execPath;
  throw new Error('Node 24 is missing: run `npm ci`, it brings the npm package `node`.');
}
