// Compiled from the OpenAPI description when the extension is built (esbuild.mjs): no copy of it is kept.
declare module 'korusticket:description' {
  const description: unknown;
  export { description };
}
