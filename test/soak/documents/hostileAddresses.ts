import fc from 'fast-check';
import { anyText } from '../../support/anyText';

/** Addresses that try to be more than an address to some shell. */
export const hostileTails = [
  "/it's/$(touch x)/`id`/$HOME",
  '/a;id&id|id>x<y',
  '/%PATH%/%KORUSTICKET_TOKEN%/%%/100%',
  '/%DATE%20/!PATH!/^^/^"',
  '/?q=\\"&r=\\\\\'"&s=$env:PATH&t=@{}&u=#x',
  '/[1-3]/{a,b}?date[after]=2026-01-01&x[]=~',
  '/?q=”’‘‛“&r=\u202e',
  '/-o/--output',
  '/*?*',
  "/''''",
];
export const hostileText = fc.oneof(
  fc.constantFrom(...hostileTails),
  anyText({ maxLength: 30 }).map((text) => `/${text}`),
  fc
    .array(fc.constantFrom(...'\'"`$%!^&|<>()[]{}\\;#~*? \n\tPATHé=@'.split('')), { maxLength: 30 })
    .map((all) => `/?${all.join('')}`),
);

/** What a request for this address asks: path and query as `URL` has them, backslashes encoded. */
export function askedOf(url: string): string {
  const { pathname, search } = new URL(url);
  return (pathname + search).replaceAll('\\', '%5C');
}

/** An address of the server, or `undefined` where the text leads elsewhere or is none. */
export function urlAt(origin: string, tail: string): string | undefined {
  const url = URL.canParse(tail, origin) ? new URL(tail, origin) : undefined;
  return url?.origin === origin ? url.href : undefined;
}
