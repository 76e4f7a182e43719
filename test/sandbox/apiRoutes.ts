import type { FastifyInstance } from 'fastify';
import { ApiContext, item, orNotFound, type ApiSettings } from './apiContext';
import { sendFailure, sendResource } from './apiReplies';
import type { BearerCheck } from './bearer';
import { findProduct, grantedCatalogs, productBases, products } from './catalogData';
import type { JsonObject } from './hydra';
import { findOffers } from './offerQuery';
import { optionCodes, optionsOf, optionValues } from './optionData';
import { notFound, Problem } from './problems';
import { readBoolean, readOfferFilter, readOrder } from './query';
import { fromArray, reversed } from './sequence';
import { chooseLanguage } from './texts';

/** Answers one read. */
type Read = (api: ApiContext) => JsonObject;

const offerFilters = [
  'order[date]',
  'date[before]',
  'date[strictly_before]',
  'date[after]',
  'date[strictly_after]',
  'product[]',
  'productBaseId',
  'session',
  'optionValuesContext[]',
];

/** Every ticketing read that is not deprecated, below the catalogs path. */
const reads: Readonly<Record<string, Read>> = {
  '': (api) => {
    const catalogs = grantedCatalogs(api.granted);
    const ordered = readOrder(api.query, 'createdAt') === 'desc' ? reversed(catalogs) : catalogs;
    // The documented sample shows no filter, although order[createdAt] is one.
    return api.page('TicketingCatalog', ordered, (spec) => api.resources.catalog(spec), []);
  },
  '/:id': (api) => item('TicketingCatalog', api.resources.catalog(api.catalog('id'))),
  '/:catalogId/product_bases': (api) => {
    const members = productBases(api.catalog(), readBoolean(api.query, 'withDisabled'));
    return api.page('TicketingProductBase', members, (base) => api.resources.productBase(base), []);
  },
  '/:catalogId/product_bases/:id': (api) =>
    item('TicketingProductBase', api.resources.productBase(api.productBase('id'))),
  '/:catalogId/product_bases/:productBaseId/products': (api) =>
    api.page('TicketingProduct', products(api.catalog(), api.productBase()), (product) =>
      api.resources.product(product),
    ),
  '/:catalogId/product_bases/:productBaseId/options': (api) => {
    const base = api.productBase();
    return api.page('TicketingProductBaseOption', fromArray(optionsOf(base)), (code) =>
      api.resources.option(base, code),
    );
  },
  '/:catalogId/product_bases/:productBaseId/options/:code/values': (api) => {
    const base = api.productBase();
    const code = orNotFound(optionCodes.find((known) => known === api.param('code')));
    return api.page('TicketingProductBaseOptionValue', fromArray(optionValues(base, code)), (value) =>
      api.resources.optionValue(base, value),
    );
  },
  '/:catalogId/product_bases/:productBaseId/seat_maps/:id': (api) => {
    const base = api.productBase();
    const filter = { productBaseId: base.id, products: [], optionValues: [], session: api.param('id') };
    if (findOffers(base.catalog, filter, api.today).length === 0) throw notFound();
    return item('TicketingSeatMap', api.resources.seatMap(base, api.param('id')));
  },
  '/:catalogId/products': (api) =>
    api.page('TicketingProduct', products(api.catalog()), (product) => api.resources.product(product)),
  '/:catalogId/products/:id': (api) =>
    item('TicketingProduct', api.resources.product(orNotFound(findProduct(api.catalog(), api.param('id'))))),
  '/:catalogId/offers': (api) => {
    const found = findOffers(api.catalog(), readOfferFilter(api.query), api.today);
    return api.page('TicketingOffer', found, (offer) => api.resources.offer(offer), offerFilters);
  },
  '/:catalogId/offers/:id': (api) => item('TicketingOffer', api.resources.offer(api.offer('id'))),
  '/:catalogId/offers/:id/availability': (api) =>
    item('TicketingOfferAvailability', api.resources.availability(api.offer('id'))),
  '/:catalogId/offers/:id/price': (api) => api.resources.price(api.offer('id')),
  '/:catalogId/offers/:offerId/tickets': (api) => {
    const offer = api.offer();
    return api.whole('TicketingOfferTicket', fromArray(offer.tickets), (ticket) =>
      api.resources.ticket(offer, ticket),
    );
  },
  '/:catalogId/offers/:offerId/tickets/:id': (api) => {
    const offer = api.offer();
    return item('TicketingOfferTicket', api.resources.ticket(offer, api.ticket(offer, 'id')));
  },
  '/:catalogId/offers/:offerId/tickets/:ticketId/sessions': (api) => {
    const offer = api.offer();
    const ticket = api.ticket(offer);
    return api.page('TicketingOfferTicketSession', fromArray(ticket.sessions), (session) =>
      api.resources.session(offer, ticket, session),
    );
  },
  '/:catalogId/offers/:offerId/tickets/:ticketId/sessions/:id': (api) => {
    const offer = api.offer();
    const ticket = api.ticket(offer);
    const session = orNotFound(ticket.sessions.find((one) => one.id === api.param('id')));
    return item('TicketingOfferTicketSession', api.resources.session(offer, ticket, session));
  },
};

/** The API listener's routes; unknown addresses are answered before the token is looked at. */
export function apiRoutes(app: FastifyInstance, settings: ApiSettings, bearer: BearerCheck): void {
  for (const [path, read] of Object.entries(reads)) {
    app.get(settings.catalogsPath + path, async (request, reply) => {
      await bearer.check(request.headers.authorization);
      const language = chooseLanguage(request.headers['accept-language']);
      return sendResource(request, reply, language, read(new ApiContext(request, language, settings)));
    });
  }
  app.setErrorHandler((error, _request, reply) => sendFailure(error, reply));
  app.setNotFoundHandler((request, reply) => {
    const isRead = request.url.startsWith(settings.catalogsPath) && request.method !== 'GET';
    return sendFailure(isRead ? new Problem(405, 'Method Not Allowed', { allow: 'GET' }) : notFound(), reply);
  });
}
