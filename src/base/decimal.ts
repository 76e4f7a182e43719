/** True for a decimal number as text, of no more digits than an amount of any currency may come with. */
export function isDecimal(text: string): boolean {
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(text);
}
