/** A JSON object whose members nobody has vouched for. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The text of a JSON value; `undefined` for one nested deeper than the stack, which can be read but not written. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a JSON array; none where the value is something else. */
export function jsonList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
