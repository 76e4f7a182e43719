import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { readResource } from '../api/resource';
import { isJsonObject } from '../base/json';
import { roleOf, type ResourceNode } from '../catalogs/nodes';
import { fileName, withoutLinks } from '../base/text';
import { runCommand } from './commands';
import { environmentEntries } from './settings';

/** Scheme of our read-only documents; the path names environment and resource, the query holds the IRI. */
export const documentScheme = 'korusticket';

/** What tells one document from another. */
export interface DocumentName {
  readonly environment: string;
  readonly name: string;
  /** Where it can be read again; empty for what stands nowhere by itself. */
  readonly iri: string;
  /** Tells documents without an IRI apart. */
  readonly key?: string;
}

/** The address of a document. Names come from servers and settings, so they are made fit for a path first. */
export function documentUri({ environment, name, iri, key }: DocumentName): vscode.Uri {
  const folder = key === undefined || iri !== '' ? [] : [digest(key)];
  const path = ['', environmentPart(environment), ...folder, `${fileName(name)}.json`].join('/');
  return vscode.Uri.from({ scheme: documentScheme, path, query: iri });
}

/** True where the document was made in this environment: its IRI means something else in any other. */
export function belongsTo(uri: vscode.Uri, environment: string): boolean {
  return uri.path.split('/')[1] === environmentPart(environment);
}

/** The name of the resource that a document shows. */
export function shownName(uri: vscode.Uri): string {
  return (uri.path.split('/').at(-1) ?? '').replace(/\.json$/, '');
}

/** The environment of a document, as the settings call it. */
function environmentOf(uri: vscode.Uri): string {
  const known = environmentEntries().find(({ name }) => name !== undefined && belongsTo(uri, name));
  return known?.name ?? (uri.path.split('/')[1] ?? '').replace(/ ~[0-9a-f]{8}$/, '');
}

/** Says that a document cannot be read with the account in use. */
export function elsewhereSentence(uri: vscode.Uri): string {
  return vscode.l10n.t(
    'This document belongs to environment {0}. Switch there to read it.',
    withoutLinks(environmentOf(uri)),
  );
}

/** Tells a person the same, and offers to switch; resolves once that is answered. */
export async function tellElsewhere(uri: vscode.Uri): Promise<void> {
  const switchTo = vscode.l10n.t('Switch Environment');
  if ((await vscode.window.showInformationMessage(elsewhereSentence(uri), switchTo)) === switchTo) {
    await runCommand('switchEnvironment');
  }
}

/** The resource that a document of ours shows, without a place in the tree; `undefined` where it shows none. */
export async function shownResource(uri: vscode.Uri): Promise<ResourceNode | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  return nodeOfText(uri.toString(), document.getText());
}

/** The resource of a JSON text; `undefined` where it holds none. */
export function nodeOfText(id: string, text: string): ResourceNode | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  const resource = readResource(raw);
  return isJsonObject(raw)
    ? { kind: 'resource', id, role: roleOf(resource, 'other'), resource, parent: undefined }
    : undefined;
}

/** Two environments never share a path, also where their names differ only in what no path can hold. */
function environmentPart(environment: string): string {
  const part = fileName(environment);
  return part === environment ? part : `${part} ~${digest(environment)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
