import { readCollection, type CollectionPage } from '../../../api/collection';
import { below, pageAddress } from '../../../catalogs/place';
import { bodyJson } from '../../../net/http';
import { headerText, type ApiReads } from './apiReads';
import type { Comparison } from './compare';
import type { Description } from './description';
import type { Notes } from './steps';
import { smallPage, type SeenList } from './walk';

/** Asks for two small pages of a list: size, links and totals. */
export async function checkPaging(reads: ApiReads, { iri }: SeenList, notes: Notes): Promise<void> {
  const read = async (address: string): Promise<CollectionPage> => {
    const { json, url } = await reads.read(address);
    return readCollection(json, url);
  };
  const first = await read(pageAddress(iri, 1, smallPage));
  const length = first.members.length;
  notes.compare(length <= smallPage, ['pageSizeObeyed'], ['pageSizeIgnored', smallPage, length]);
  if (first.next === undefined) {
    notes.differ('noLinks');
  }
  const second = await read(first.next ?? pageAddress(iri, 2, smallPage));
  const [before, after] = [namesIn(first), namesIn(second)];
  const isSame = before.length > 0 && before.join() === after.join();
  notes.compare(!isSame, ['secondPage'], ['samePageTwice']);
  if (first.total !== undefined) {
    notes.compare(first.total === second.total, ['totalsAgree'], ['totalsDiffer']);
  }
}

function namesIn({ members }: CollectionPage): string[] {
  return members.map(({ iri, label }) => iri ?? label);
}

/** Asks for the same list in another language and tells whether that is what came. */
export async function checkLanguage(
  reads: ApiReads,
  { answer }: SeenList,
  language: string,
  notes: Notes,
): Promise<void> {
  const said = answer.reply.headers['content-language'];
  const other = /^fr/i.test(language) ? 'en' : 'fr';
  const { pathname, search } = new URL(answer.url);
  const { reply } = await reads.read(pathname + search, { language: other });
  if (said === undefined) {
    notes.note('noContentLanguage');
  } else {
    notes.note('contentLanguage', language, headerText(said));
    notes.note('contentLanguage', other, headerText(reply.headers['content-language'] ?? '…'));
  }
  const isSame = Buffer.compare(reply.body, answer.reply.body) === 0;
  if (isSame) {
    notes.note('sameLanguage');
  }
  if (!/\*|accept-language/i.test(reply.headers['vary'] ?? '') && !isSame) {
    notes.differ('noVary');
  }
}

/** Tells what an answer says about being kept, and asks whether it has changed since. */
export async function checkCaching(reads: ApiReads, { answer }: SeenList, notes: Notes): Promise<void> {
  const { etag, 'last-modified': modified, 'cache-control': control } = answer.reply.headers;
  if (control !== undefined) {
    notes.note('cacheControl', headerText(control));
  }
  if (etag === undefined && modified === undefined) {
    notes.note('noValidator');
    return;
  }
  notes.note('validator', etag === undefined ? 'Last-Modified' : 'ETag');
  const condition: Record<string, string> =
    etag === undefined ? { 'if-modified-since': modified ?? '' } : { 'if-none-match': etag };
  const { pathname, search } = new URL(answer.url);
  const { reply } = await reads.ask(pathname + search, { headers: condition });
  if (reply.status === 304) {
    notes.note('conditionHonoured');
  } else {
    notes.differ('conditionIgnored', reply.status);
  }
}

/** Tells which limits the API's answers spoke of. */
export function tellLimits({ limits }: ApiReads, notes: Notes): void {
  if (limits.size === 0) {
    notes.note('noRateLimits');
  }
  [...limits].slice(0, 10).forEach(([name, value]) => notes.note('rateLimit', name, value));
}

/** Asks for what is not there, and without a token, to see how the API refuses. */
export async function checkRefusals(
  reads: ApiReads,
  catalogs: SeenList,
  description: Description,
  comparison: Comparison,
  notes: Notes,
): Promise<void> {
  const unknown = below(catalogs, '00000000-0000-7000-8000-000000000000');
  const missing = await reads.ask(unknown, {});
  const { status } = missing.reply;
  notes.compare(status === 404, ['refusesUnknown', status]);
  const problem = bodyJson(missing.reply);
  if (status === 404 && problem !== undefined) {
    const differences = comparison.addProblem('404', description.problem, problem);
    if (differences > 0) {
      notes.differ('differences', differences);
    }
  }
  const { reply: withoutToken } = await reads.ask(catalogs.iri, {}, '');
  notes.compare(withoutToken.status === 401, ['refusesWithoutToken', withoutToken.status]);
}
