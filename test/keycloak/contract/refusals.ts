import assert from 'node:assert/strict';
import { assertRefused, assertTokenHeaders } from './expectations';
import type { ContractClient, Parameters, Reply } from './target';

const badClient = 'Invalid client or Invalid client credentials';
const noGrantType = 'Missing form parameter: grant_type';

interface Refusal {
  readonly title: string;
  readonly parameters: (client: ContractClient) => Parameters;
  readonly headers?: (client: ContractClient) => Record<string, string>;
  readonly answer: readonly [status: number, error: string, description: string];
}

const grant = { grant_type: 'client_credentials' };

const refusals: readonly Refusal[] = [
  {
    title: 'a wrong secret',
    parameters: (client) => ({ ...grant, ...client.credentials(), client_secret: 'wrong' }),
    answer: [401, 'unauthorized_client', badClient],
  },
  {
    title: 'an empty secret',
    parameters: (client) => ({ ...grant, ...client.credentials(), client_secret: '' }),
    answer: [401, 'unauthorized_client', badClient],
  },
  {
    title: 'no secret',
    parameters: (client) => ({ ...grant, client_id: client.clientId }),
    answer: [401, 'unauthorized_client', badClient],
  },
  {
    title: 'a wrong secret in the Authorization header',
    parameters: () => grant,
    headers: (client) => client.basic(client.clientId, 'wrong'),
    answer: [401, 'unauthorized_client', badClient],
  },
  {
    title: 'an Authorization header that cannot be read',
    parameters: () => grant,
    headers: () => ({ authorization: 'Basic !!!' }),
    answer: [401, 'invalid_client', badClient],
  },
  {
    title: 'an unknown client',
    parameters: () => ({ ...grant, client_id: 'nobody', client_secret: 'any' }),
    answer: [401, 'invalid_client', badClient],
  },
  {
    title: 'no client at all',
    parameters: () => grant,
    answer: [401, 'invalid_client', badClient],
  },
  {
    title: 'a disabled client, its secret being right',
    parameters: (client) => ({ ...grant, ...client.credentials('distributor-disabled') }),
    answer: [401, 'invalid_client', badClient],
  },
  {
    title: 'a client without service account',
    parameters: (client) => ({ ...grant, ...client.credentials('distributor-no-service-account') }),
    answer: [401, 'unauthorized_client', 'Client not enabled to retrieve service account'],
  },
  {
    title: 'a client without service account, its secret being wrong',
    parameters: (client) => ({
      ...grant,
      ...client.credentials('distributor-no-service-account'),
      client_secret: 'wrong',
    }),
    answer: [401, 'unauthorized_client', badClient],
  },
  {
    title: 'a missing grant_type, before it looks at the client',
    parameters: () => ({ client_id: 'nobody' }),
    answer: [400, 'invalid_request', noGrantType],
  },
  {
    title: 'an unknown grant_type, before it looks at the client',
    parameters: () => ({ grant_type: 'magic', client_id: 'nobody' }),
    answer: [400, 'unsupported_grant_type', 'Unsupported grant_type'],
  },
  {
    title: 'an empty grant_type',
    parameters: (client) => ({ grant_type: '', ...client.credentials() }),
    answer: [400, 'unsupported_grant_type', 'Unsupported grant_type'],
  },
  {
    title: 'an unknown scope',
    parameters: (client) => ({ ...grant, ...client.credentials(), scope: 'nonsense' }),
    answer: [400, 'invalid_scope', 'Invalid scopes: nonsense'],
  },
];

/** What the token endpoint refuses, whatever the grant: credentials, parameters, bodies. */
export function describeRefusals(client: ContractClient): void {
  describe('refuses', () => {
    for (const { title, parameters, headers, answer } of refusals) {
      client.it(title, async () => {
        const reply = await client.post(client.tokenEndpoint(), parameters(client), headers?.(client));
        assertRefused(reply, ...answer);
        assertTokenHeaders(reply);
        assert.equal(reply.headers.get('www-authenticate'), null);
      });
    }

    client.it('a parameter sent twice', async () => {
      const body = new URLSearchParams({ ...grant, ...client.credentials() });
      body.append('grant_type', grant.grant_type);
      const reply = await client.send(client.tokenEndpoint(), { method: 'POST', body });
      assertRefused(reply, 400, 'invalid_request', 'duplicated parameter');
    });

    client.it('parameters anywhere but in a form body', async () => {
      const parameters = { ...grant, ...client.credentials() };
      const form = new URLSearchParams(parameters).toString();
      const send = (url: string, type: string, body: string): Promise<Reply> =>
        client.send(url, { method: 'POST', headers: { 'content-type': type }, body });
      const url = client.tokenEndpoint();
      const replies = [
        await send(url, 'application/json', JSON.stringify(parameters)),
        await send(url, 'text/plain', form),
        await send(`${url}?${form}`, 'application/x-www-form-urlencoded', ''),
      ];
      for (const reply of replies) assertRefused(reply, 400, 'invalid_request', noGrantType);
    });
  });
}
