import { l10n } from 'vscode';
import { failureOf, type Failure } from '../base/failure';
import { withoutLinks } from '../base/text';
import { waitText } from './counts';
import { proxyOf } from './proxy';

/** Kinds whose detail is a part of the sentence, in words that are ours or the person's. */
const ours: ReadonlySet<Failure['kind']> = new Set([
  'environmentUnreadable',
  'originChanged',
  'invalidArgument',
  'unexpected',
  'signedOut',
]);

/** A failure as a sentence that says what to do about it. Fit for people: no stack, no secret, no body of a reply, no link. */
export function explain(failure: Failure): string {
  const sentence = sentenceAboutRevocation(failure) ?? sentenceOf(failure);
  const { kind, detail } = failure;
  const said = detail === undefined || ours.has(kind) ? '' : ` ${l10n.t('The server said: {0}', detail)}`;
  return withoutLinks(`${sentence}${said}`);
}

/** {@link explain} for whatever was thrown. */
export function explainError(error: unknown): string {
  return explain(failureOf(error));
}

/** Of what is no token endpoint, the sentences that blame one are not true. */
const blaming: ReadonlySet<Failure['kind']> = new Set([
  'endpointNotFound',
  'redirected',
  'notJson',
  'invalidReply',
  'forbidden',
  'serverError',
  'badRequest',
]);

function sentenceAboutRevocation({
  kind,
  url = '',
  status = 0,
  code = '',
  endpoint,
}: Failure): string | undefined {
  if (endpoint === undefined || !blaming.has(kind)) {
    return undefined;
  }
  const facts = [status, code].join(' ').trim();
  if (endpoint === 'revocation') {
    return l10n.t('The server does not take tokens back at this address ({1}): {0}', url, facts);
  }
  return kind === 'endpointNotFound' && status === 200
    ? l10n.t('The discovery document of the server names no address for giving tokens back: {0}', url)
    : l10n.t(
        'The discovery document of the server, which names the address for giving tokens back, could not be read ({1}): {0}',
        url,
        facts,
      );
}

function sentenceOf(failure: Failure): string {
  const { url = '', status = 0, code = '', retryAfter = 0 } = failure;
  switch (failure.kind) {
    case 'hostNotFound':
      return l10n.t(
        'The host of this address was not found. Check the address and your connection or proxy (setting http.proxy): {0}',
        url,
      );
    case 'connectionRefused':
      return l10n.t(
        'The server is not reachable: it refuses connections. Check the address, or wait until it is back: {0}',
        url,
      );
    case 'connectionLost':
      return l10n.t('The connection to the server was lost: {0}', url);
    case 'certificate':
      return code === 'CERT_HAS_EXPIRED'
        ? l10n.t('The certificate of the server has expired: {0}', url)
        : code === 'CERT_NOT_YET_VALID'
          ? l10n.t(
              'The certificate of the server is not valid yet. Check the clock of this machine: {0}',
              url,
            )
          : code === 'ERR_TLS_CERT_ALTNAME_INVALID'
            ? l10n.t('The certificate of the server is for another host. Check the address: {0}', url)
            : l10n.t(
                'The certificate of the server is not trusted ({1}). If your company uses its own certificates, add its root to the system store and look at http.systemCertificates (NODE_EXTRA_CA_CERTS counts only while it is off): {0}',
                url,
                code,
              );
    case 'notTls':
      return code === 'ERR_SSL_WRONG_VERSION_NUMBER'
        ? l10n.t(
            'The server does not speak TLS (https) at this address, or the proxy at its own. Check scheme and port: {0}',
            url,
          )
        : l10n.t(
            'The server at this address, or a proxy on the way, speaks no TLS (https) that both sides accept ({1}). Check the address and the proxy: {0}',
            url,
            code,
          );
    case 'timeout':
      return l10n.t('The server did not answer in time: {0}', url);
    case 'tooLarge':
      return l10n.t('The answer of the server is too large: {0}', url);
    case 'proxy':
      return status === 407
        ? l10n.t(
            'The proxy asks for credentials ({1}). Put them into the setting http.proxy (http://user:password@host:port); http.proxyAuthorization does not reach extensions: {0}',
            url,
            proxyName(url),
          )
        : l10n.t(
            'The proxy did not let the request through ({1}, {2}). Look at the setting http.proxy: {0}',
            url,
            proxyName(url),
            status || code,
          );
    case 'cancelled':
      return l10n.t('Cancelled.');
    case 'network':
      return l10n.t('The request failed ({1}): {0}', url, code);
    case 'wrongSecret':
      return l10n.t('The client secret is wrong. Enter it again exactly as KorusTicket sent it.');
    case 'clientRefused':
      return l10n.t(
        'The server does not accept this client: the client id is unknown there, or the client is disabled. Check the client id, or ask KorusTicket.',
      );
    case 'serviceAccountDisabled':
      return l10n.t('The service account of this client is not enabled. Ask KorusTicket to enable it.');
    case 'grantRefused':
      return l10n.t('This client may not use the client_credentials grant. Ask KorusTicket to allow it.');
    case 'scopeRefused':
      return l10n.t(
        'The server does not grant the configured scope. Remove or correct "scope" of the environment in the settings.',
      );
    case 'invalidGrant':
      return l10n.t('The server no longer accepts this sign-in. Sign in again.');
    case 'realmNotFound':
      return l10n.t('The realm in the token endpoint does not exist. URL tried: {0}', url);
    case 'endpointNotFound':
      return l10n.t('There is no token endpoint at this address; check realm and path. URL tried: {0}', url);
    case 'redirected':
      return l10n.t(
        'The token endpoint redirects elsewhere, and the secret is not sent along. Enter the final address. URL tried: {0}',
        url,
      );
    case 'notJson':
      return l10n.t(
        'The answer of the token endpoint is not JSON: a wrong address, or a sign-in page of the network in between. URL tried: {0}',
        url,
      );
    case 'invalidReply':
      return l10n.t('The answer of the token endpoint holds no usable bearer token. URL tried: {0}', url);
    case 'forbidden':
      return l10n.t('The token endpoint refuses access (403): {0}', url);
    case 'throttled':
      return retryAfter > 0
        ? l10n.t(
            'The server asks to wait {2} before trying again ({1}): {0}',
            url,
            status,
            waitText(retryAfter),
          )
        : l10n.t('The server asks to wait before trying again ({1}): {0}', url, status);
    case 'serverError':
      return l10n.t('The token endpoint has a problem of its own ({1}): {0}', url, status);
    case 'badRequest':
      return l10n.t(
        'The token endpoint refused the request ({1}): {0}',
        url,
        [status, code].join(' ').trim(),
      );
    case 'revocationElsewhere':
      return l10n.t(
        'The server takes tokens back only at an address of another server than the one the secret was entered for, and the secret is not sent there: {0}',
        url,
      );
    case 'signedOut':
      return failure.detail === undefined
        ? l10n.t('You are signed out of KorusTicket.')
        : l10n.t('You are signed out of {0}.', failure.detail);
    case 'environmentUnreadable':
      return l10n.t(
        'The environment {0} is missing in korusticket.environments, or its entry there is incomplete. Mend the entry in the settings, or switch to another environment.',
        failure.detail ?? '',
      );
    case 'originChanged':
      return l10n.t(
        'An endpoint in the settings points to another server than the one the secret was entered for. Sign in again to confirm it: {0}',
        failure.detail ?? '',
      );
    case 'clientChanged':
      return l10n.t(
        'The settings name another client id than the one the secret was entered for. Sign in again with the secret of that client.',
      );
    case 'accountUnreadable':
      return l10n.t(
        'What the secret storage holds of this account cannot be read: it is damaged, or a newer version of this extension has written it. Update this extension and reload the window, or sign in again.',
      );
    case 'secretsUnavailable':
      return l10n.t(
        'The secret storage of VS Code does not answer. Unlock the keyring of your system and try again.',
      );
    case 'endpointMissing':
      return l10n.t('The environment has no token endpoint. Sign in again to enter it.');
    case 'endpointUnsafe':
      return l10n.t(
        'This endpoint cannot be used. Only https is allowed, except on this machine, and neither user name nor query: {0}',
        url,
      );
    case 'invalidArgument':
      return l10n.t('The command was called with an argument that does not fit: {0}', failure.detail ?? '');
    case 'unexpected':
      return l10n.t('Something unexpected went wrong: {0}', failure.detail ?? code);
    case 'apiUnauthorized':
      return l10n.t('The API does not accept the access token (401): {0}', url);
    case 'apiForbidden':
      return l10n.t('Your organization has no access to this resource (403): {0}', url);
    case 'apiNotFound':
      return l10n.t('The API has no such resource (404): {0}', url);
    case 'apiForeignOrigin':
      return l10n.t('This address lies outside the API, so the token is not sent there: {0}', url);
    case 'apiError':
      return code === 'notJson'
        ? l10n.t('The answer of the API is not JSON: {0}', url)
        : l10n.t('The API answered with an error ({1}): {0}', url, status);
  }
}

/** Host and port of the proxy on the way to a URL, without credentials; else what names it. */
function proxyName(url: string): string {
  const { host, source } = (URL.canParse(url) ? proxyOf(url) : undefined) ?? {};
  return host || source || l10n.t('proxy of the system');
}

/** A failure in two or three words, for places without room. */
export function shortReason(failure: Failure): string {
  // A stray answer of somebody in between says nothing of the sign-in; one that is no JSON has no status to blame.
  if (failure.passing === true || failure.code === 'notJson') {
    return l10n.t('unusable answer');
  }
  switch (failure.kind) {
    case 'hostNotFound':
      return l10n.t('host not found');
    case 'connectionRefused':
    case 'connectionLost':
      return l10n.t('server not reachable');
    case 'certificate':
      return failure.code === 'CERT_HAS_EXPIRED'
        ? l10n.t('certificate expired')
        : failure.code === 'CERT_NOT_YET_VALID'
          ? l10n.t('certificate not valid yet')
          : failure.code === 'ERR_TLS_CERT_ALTNAME_INVALID'
            ? l10n.t('certificate of another host')
            : l10n.t('certificate not trusted');
    case 'notTls':
      return l10n.t('no https there');
    case 'timeout':
      return l10n.t('no answer in time');
    case 'proxy':
      return l10n.t('proxy refuses');
    case 'throttled':
      return l10n.t('server asks to wait');
    case 'serverError':
    case 'apiError':
      return l10n.t('server error {0}', failure.status ?? '');
    case 'notJson':
    case 'invalidReply':
    case 'tooLarge':
      return l10n.t('unusable answer');
    case 'environmentUnreadable':
      return l10n.t('settings unreadable');
    case 'originChanged':
    case 'endpointMissing':
      return l10n.t('endpoint changed');
    case 'clientChanged':
      return l10n.t('client id changed');
    case 'accountUnreadable':
      return l10n.t('stored account unreadable');
    case 'secretsUnavailable':
      return l10n.t('secret storage locked');
    case 'realmNotFound':
      return l10n.t('realm not found');
    case 'endpointNotFound':
      return failure.endpoint === undefined ? l10n.t('token endpoint not found') : l10n.t('not found');
    case 'redirected':
      return l10n.t('redirected elsewhere');
    case 'apiNotFound':
      return l10n.t('not found');
    case 'apiForbidden':
    case 'apiUnauthorized':
      return l10n.t('no access');
    case 'apiForeignOrigin':
    case 'revocationElsewhere':
      return l10n.t('link leads elsewhere');
    case 'network':
    case 'cancelled':
      return l10n.t('connection failed');
    case 'unexpected':
      return l10n.t('unexpected error');
    default:
      return l10n.t('sign-in refused');
  }
}
