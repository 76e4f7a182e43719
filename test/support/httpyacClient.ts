import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as httpyac from 'httpyac';

const isReady = httpyac.cli.initIOProvider();

/** The text of an .http file as httpYac reads it. */
async function read(text: string): Promise<httpyac.HttpFile> {
  await isReady;
  const store = new httpyac.store.HttpFileStore();
  return store.getOrCreate(join(tmpdir(), 'read.http'), () => Promise.resolve(text), 0, {
    workingDir: tmpdir(),
  });
}

/** The requests that httpYac sees in the text of an .http file. */
export async function parseHttpFile(text: string): Promise<httpyac.HttpRegion[]> {
  return (await read(text)).httpRegions.filter(({ request }) => request !== undefined);
}

/** Sends the one request of an .http file as httpYac does, with the variables of its environment. */
export async function sendHttpFile(text: string, variables: Record<string, string>): Promise<unknown> {
  const httpFile = await read(text);
  const httpRegion = httpFile.httpRegions.find(({ request }) => request !== undefined);
  assert.ok(httpRegion);
  let body: unknown;
  const sent = await httpyac.send({
    httpFile,
    httpRegion,
    variables: { ...variables },
    logResponse: (response) => {
      body = response?.parsedBody;
      return Promise.resolve();
    },
  });
  assert.ok(sent, text);
  return body;
}
