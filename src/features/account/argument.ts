import * as v from 'valibot';
import { originOf } from '../../net/endpoint';
import type { Environment } from '../../auth/environment';
import type { ServiceAccount } from '../../auth/serviceAccount';
import { RequestFailure } from '../../base/failure';
import { urlProblem } from './dialogue';

const text = v.pipe(v.string(), v.trim(), v.minLength(1));
const url = v.pipe(
  text,
  v.check(
    (value) => urlProblem(value) === undefined,
    ({ input }) => urlProblem(input) ?? '',
  ),
);

const argumentSchema = v.object({
  environment: v.optional(text),
  tokenEndpoint: url,
  refreshTokenEndpoint: v.optional(url),
  apiBaseUrl: url,
  catalogsPath: v.optional(v.pipe(text, v.startsWith('/'))),
  clientId: text,
  clientSecret: text,
  clientAuthentication: v.optional(v.picklist(['client_secret_post', 'client_secret_basic'])),
  scope: v.optional(text),
});

/** The service account given to `korusticket.signIn`. Throws (`invalidArgument`) and names the member at fault, never its value. */
export function readSignInArgument(argument: unknown, environments: readonly Environment[]): ServiceAccount {
  const result = v.safeParse(argumentSchema, argument);
  if (!result.success) {
    const [issue] = result.issues;
    const reason = issue.type === 'check' ? issue.message : '';
    const detail = [v.getDotPath(issue) ?? 'signIn', reason].filter(Boolean).join(': ');
    throw new RequestFailure({ kind: 'invalidArgument', detail });
  }
  const { environment, tokenEndpoint, refreshTokenEndpoint, clientAuthentication, ...rest } = result.output;
  const ofApi = environments.filter((each) => originOf(each.apiBaseUrl) === originOf(rest.apiBaseUrl));
  // Of some, as the published Demo, the token endpoint comes with the account.
  const known =
    ofApi.find((each) => each.tokenEndpoint === tokenEndpoint) ??
    ofApi.find((each) => each.tokenEndpoint === undefined);
  return {
    ...rest,
    environment: environment ?? known?.name ?? new URL(rest.apiBaseUrl).host,
    tokenEndpoint,
    refreshTokenEndpoint: refreshTokenEndpoint ?? tokenEndpoint,
    clientAuthentication: clientAuthentication ?? 'client_secret_post',
  };
}
