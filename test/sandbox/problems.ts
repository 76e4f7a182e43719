/** An error that the API answers as a problem document; thrown by the handlers. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** 404 with the framework's usual words. */
export function notFound(): Problem {
  return new Problem(404, 'Not Found');
}

/** 400 for a query parameter that makes no sense. */
export function badRequest(detail: string): Problem {
  return new Problem(400, detail);
}

/** The members of the KorusTicket reference, section 9; the values follow its made-up sample. */
export function problemDocument(status: number, detail: string): Record<string, unknown> {
  return {
    '@context': '/contexts/Error',
    '@id': `/errors/${status}`,
    '@type': 'Error',
    title: 'An error occurred',
    detail,
    status,
    instance: null,
    type: `/errors/${status}`,
    description: detail,
  };
}
