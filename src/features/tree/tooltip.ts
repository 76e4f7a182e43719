import * as vscode from 'vscode';
import { isJsonObject } from '../../base/json';
import type { LiveOffer } from '../../catalogs/liveOffer';
import type { ResourceNode } from '../../catalogs/nodes';
import { offerFacts } from '../../catalogs/offer';
import { plainText } from '../../base/plainText';
import { explain } from '../../editor/explain';
import { oneLine, plainMarkdown } from '../../base/text';
import { momentText } from '../../editor/counts';
import { labelOf, membersOf } from '../../editor/resourceNames';
import { answerText, dateLine, descriptionOf, offerBadges, quantityText } from './texts';

/** Texts in HTML, with the most characters of each that are shown. */
const descriptions = { shortDescription: 300, description: 800, termsOfUse: 400 };

/** Tooltip of a resource, made only when it is looked at. Plain text: nothing of the server's can become a link. */
export function tooltipOf(
  node: ResourceNode,
  live: LiveOffer | undefined,
  now: number,
): vscode.MarkdownString {
  const { resource } = node;
  const raw = membersOf(resource);
  const facts = [
    labelOf(node),
    ...stockLines(node, live, now),
    live?.failure === undefined ? undefined : explain(live.failure),
    venueOf(raw['venue']),
    dateLine(raw['createdAt'], 'created', now),
    dateLine(raw['lastSyncedAt'], 'synced', now),
  ];
  const texts = Object.entries(descriptions).flatMap(([key, longest]) => {
    const html = raw[key];
    return typeof html === 'string' ? [plainText(html, longest)] : [];
  });
  const names = [resource.type, raw['id'], resource.iri];
  const markdown = new vscode.MarkdownString();
  for (const paragraph of [facts, ...[...new Set(texts)].map((text) => text.split('\n')), names]) {
    const lines = paragraph.filter((line) => typeof line === 'string' && line !== '') as string[];
    markdown.appendMarkdown(lines.map((line) => plainMarkdown(oneLine(line, 300))).join('  \n') + '\n\n');
  }
  return markdown;
}

/** What the list says and what was asked live, apart: they are of different times. */
function stockLines(node: ResourceNode, live: LiveOffer | undefined, now: number): string[] {
  const { resource, role } = node;
  const listed = descriptionOf(node, undefined, now);
  if (live === undefined || (role !== 'offer' && role !== 'session')) {
    return [listed];
  }
  const isOffer = role === 'offer';
  const ofList = isOffer ? offerBadges(offerFacts(resource), true).join(' · ') : listed;
  const answer = isOffer ? answerText(live) : quantityText(live.sessions.get(resource.iri ?? ''));
  return [
    ofList === '' ? '' : vscode.l10n.t('In the list: {0}', ofList),
    answer === undefined ? '' : vscode.l10n.t('Asked live at {0}: {1}', momentText(live.time, now), answer),
  ];
}

function venueOf(venue: unknown): string | undefined {
  if (!isJsonObject(venue)) {
    return undefined;
  }
  const parts = ['name', 'line1', 'postalCode', 'city', 'country'].map((key) => venue[key]);
  return parts.filter((part) => typeof part === 'string' && part !== '').join(', ');
}
