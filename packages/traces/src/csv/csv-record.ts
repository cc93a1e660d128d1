/** One CSV record as strings, for headers and samples; rows go through the scanner. */

/** The fields of the first record in `bytes`, and where the next begins; undefined when the record does not end. */
export function parseRecord(
  bytes: Uint8Array,
  from: number,
  final: boolean,
): { fields: string[]; next: number; lines: number } | undefined {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const fields: string[] = [];
  let field: number[] = [];
  let inQuotes = false;
  let lines = 0;
  const finish = (): void => {
    fields.push(decoder.decode(new Uint8Array(field)));
    field = [];
  };
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (inQuotes) {
      if (byte === 34 && bytes[at + 1] === 34) field.push(bytes[at++]!);
      else if (byte === 34) inQuotes = false;
      else field.push(byte);
      if (byte === 10) lines++;
    } else if (byte === 34 && field.length === 0) inQuotes = true;
    else if (byte === 44) finish();
    else if (byte === 10 || byte === 13) {
      if (byte === 13 && at + 1 === bytes.length && !final) return undefined;
      finish();
      return { fields, next: byte === 13 && bytes[at + 1] === 10 ? at + 2 : at + 1, lines: lines + 1 };
    } else field.push(byte);
  }
  if (!final) return undefined;
  finish();
  return { fields, next: bytes.length, lines };
}
