import { catalogsPath, olderCatalogsPath } from '../../../api/apiClient';
import { readCollection, type CollectionPage } from '../../../api/collection';
import { idOf, readResource, type Resource } from '../../../api/resource';
import type { ServiceAccount } from '../../../auth/serviceAccount';
import { failureOf, RequestFailure } from '../../../base/failure';
import { isJsonObject } from '../../../base/json';
import { below, embeddedTickets, pageAddress, seatMapsOf, valuesPath } from '../../../catalogs/place';
import { withoutSlash } from '../../../net/endpoint';
import type { Answer, ApiReads } from './apiReads';
import type { Comparison } from './compare';
import type { Description } from './description';
import { isList } from './envelope';
import type { Notes, Obstacle, StepRecorder } from './steps';

/** A list that was read, for those who look closer at it. */
export interface SeenList {
  readonly iri: string;
  readonly page: CollectionPage;
  readonly answer: Answer;
}

/** What a walk found. */
export interface Walked {
  readonly catalogs: SeenList | undefined;
  /** Of the lists that have several small pages, the longest by what it says of itself. */
  readonly longest: SeenList | undefined;
  /** A list whose members have texts in several languages. */
  readonly translated: SeenList | undefined;
}

const root = catalogsPath;
const base = `${root}/{catalogId}/product_bases`;
const offers = `${root}/{catalogId}/offers`;
const tickets = `${offers}/{offerId}/tickets`;
/** Members of a page: enough to see what a resource is like, and to find one that leads on. */
const pageSize = 10;
/** Members of a page that is to show whether its size is obeyed; a list that has more goes on behind it. */
export const smallPage = 2;

/** Walks from the catalogs down to a session, one page of each kind of resource, and compares what it sees. */
export class Walk {
  private longest: SeenList | undefined;
  /** Address of a seat map that an answer named. */
  private seatMap: string | undefined;

  constructor(
    private readonly account: ServiceAccount,
    private readonly reads: ApiReads,
    private readonly description: Description,
    private readonly comparison: Comparison,
    private readonly recorder: StepRecorder,
  ) {}

  async run(): Promise<Walked> {
    const catalogs = await this.recorder.take('catalogs', '', (notes) => this.findCatalogs(notes));
    const catalog = catalogs?.page.members.find(({ disabled }) => !disabled);
    const catalogIri = iriOf(catalog, catalogs);
    await this.item(`${root}/{id}`, catalogIri);
    const bases = await this.list(base, catalogIri, 'product_bases');
    await this.belowBase(bases);
    const products = await this.list(`${root}/{catalogId}/products`, catalogIri, 'products');
    await this.item(`${root}/{catalogId}/products/{id}`, iriOf(products?.page.members[0], products));
    const offerList = await this.list(offers, catalogIri, 'offers');
    await this.belowOffers(offerList);
    // How its address is made is not described: it can be read only where an answer has named it.
    const obstacle = offerList === undefined ? 'noData' : 'noAddress';
    await this.item(`${base}/{productBaseId}/seat_maps/{id}`, this.seatMap, obstacle);
    return { catalogs, longest: this.longest, translated: bases ?? catalogs };
  }

  private async findCatalogs(notes: Notes): Promise<SeenList> {
    const { catalogsPath: configured, apiBaseUrl } = this.account;
    const apiBase = withoutSlash(apiBaseUrl);
    const paths = configured === undefined ? [root, olderCatalogsPath] : [configured];
    let firstError: unknown;
    for (const path of paths) {
      try {
        const list = await this.readList(root, apiBase + path, notes);
        // Where the settings name the address, it is the only one that is tried.
        const isExpected = path === root || path === configured;
        notes.compare(isExpected, ['answersAt', path], ['answersElsewhere', path, root]);
        if (list.page.members.length === 0 && isList(list.answer.json)) {
          notes.differ('noCatalogs');
        }
        return list;
      } catch (error) {
        // Where neither address exists, the first is the one to name.
        firstError ??= error;
        if (failureOf(error).kind !== 'apiNotFound') {
          throw error;
        }
      }
    }
    throw new RequestFailure(failureOf(firstError));
  }

  private async belowBase(bases: SeenList | undefined): Promise<void> {
    const members = bases?.page.members ?? [];
    const chosen = members.find(({ raw }) => isJsonObject(raw) && raw['useSession'] === true) ?? members[0];
    const iri = iriOf(chosen, bases);
    await this.item(`${base}/{id}`, iri);
    await this.list(`${base}/{productBaseId}/products`, iri, 'products');
    const options = await this.list(`${base}/{productBaseId}/options`, iri, 'options');
    const option = options?.page.members[0];
    const values = option && valuesPath(option);
    await this.list(`${base}/{productBaseId}/options/{code}/values`, values && iri, values ?? '');
  }

  private async belowOffers(list: SeenList | undefined): Promise<void> {
    const members = list?.page.members ?? [];
    const chosen = members.find((offer) => embeddedTickets(offer).some(needsSession)) ?? members[0];
    const iri = iriOf(chosen, list);
    await this.item(`${offers}/{id}`, iri);
    await this.item(`${offers}/{id}/availability`, iri && below({ iri }, 'availability'));
    await this.item(`${offers}/{id}/price`, iri && below({ iri }, 'price'));
    const listed = await this.list(tickets, iri, 'tickets');
    // Where that list is gone, the tickets inside the offer lead on.
    const all = listed?.page.members ?? (chosen === undefined ? [] : embeddedTickets(chosen));
    const ticket = all.find(needsSession) ?? all[0];
    const ticketIri = ticket?.iri;
    await this.item(`${tickets}/{id}`, ticketIri);
    const sessions = await this.list(`${tickets}/{ticketId}/sessions`, ticketIri, 'sessions');
    const session = sessions?.page.members[0];
    await this.item(`${tickets}/{ticketId}/sessions/{id}`, iriOf(session, sessions));
  }

  private list(read: string, parent: string | undefined, path: string): Promise<SeenList | undefined> {
    return this.step(read, parent && below({ iri: parent }, path), (iri, notes) =>
      this.readList(read, iri, notes),
    );
  }

  private item(read: string, iri: string | undefined, obstacle?: Obstacle): Promise<Answer | undefined> {
    const run = async (known: string, notes: Notes): Promise<Answer> => {
      const answer = await this.reads.read(known);
      this.compare(read, answer, notes);
      this.lookForSeatMap([readResource(answer.json)]);
      return answer;
    };
    return this.step(read, iri, run, obstacle);
  }

  private async step<T>(
    read: string,
    iri: string | undefined,
    run: (iri: string, notes: Notes) => Promise<T>,
    obstacle: Obstacle = 'noData',
  ): Promise<T | undefined> {
    if (iri === undefined) {
      this.recorder.skip('read', read, obstacle);
      return undefined;
    }
    return this.recorder.take('read', read, async (notes) => {
      try {
        return await run(iri, notes);
      } catch (error) {
        const isGone = failureOf(error).kind === 'apiNotFound';
        if (isGone && this.description.reads[read]?.assumed === true) {
          // That there is such an address was only inferred.
          this.comparison.addAddress(read, false);
          notes.differ('status404');
          return undefined;
        }
        throw error;
      }
    });
  }

  private async readList(read: string, iri: string, notes: Notes): Promise<SeenList> {
    const { paged = true } = this.description.reads[read] ?? {};
    const answer = await this.reads.read(paged ? pageAddress(iri, 1, pageSize) : iri);
    this.compare(read, answer, notes);
    const page = readCollection(answer.json);
    const { total, members } = page;
    this.lookForSeatMap(members);
    if (!isList(answer.json)) {
      notes.differ('noList');
    } else if (total === undefined) {
      notes.note('itemsOnPageOnly', members.length);
    } else {
      notes.note('itemsOnPage', members.length, total);
    }
    const list = { iri, page, answer };
    if (paged && sizeOf(list) > Math.max(smallPage, sizeOf(this.longest))) {
      this.longest = list;
    }
    return list;
  }

  private lookForSeatMap(resources: readonly Resource[]): void {
    this.seatMap ??= resources.flatMap(seatMapsOf)[0]?.iri;
  }

  private compare(read: string, { json }: Answer, notes: Notes): void {
    const described = this.description.reads[read];
    if (described === undefined) {
      return;
    }
    if (described.assumed) {
      this.comparison.addAddress(read, true);
    }
    const differences = this.comparison.addAnswer(read, described, json);
    if (differences > 0) {
      notes.differ('differences', differences);
    }
  }
}

function sizeOf(list: SeenList | undefined): number {
  return list === undefined ? 0 : (list.page.total ?? list.page.members.length);
}

/** The address of a member: its own, else one made of the list's. */
function iriOf(resource: Resource | undefined, list: SeenList | undefined): string | undefined {
  const id = resource === undefined ? undefined : idOf(resource.raw);
  return (
    resource?.iri ??
    (id === undefined || list === undefined ? undefined : below(list, encodeURIComponent(id)))
  );
}

/** True for a ticket for which a session has to be chosen. */
function needsSession({ raw }: Resource): boolean {
  return isJsonObject(raw) && raw['dateAccess'] === false;
}
