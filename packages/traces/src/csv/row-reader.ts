/** One CSV row at a time with everything RFC 4180 allows, and with a complaint about every row that is not right. */
import { quoted } from "../report/index.ts";
import type { RowProblems, TraceProblem } from "../report/index.ts";
import { SPARE_BYTES } from "./byte-dictionary.ts";
import type { ColumnStores } from "./column-stores.ts";
import type { CsvPlan } from "./csv-column.ts";

const COMMA = 44;
const LF = 10;
const CR = 13;
const QUOTE = 34;

export class RowReader {
  /** The line of the next row to read. */
  line: number;
  readonly #header: readonly string[];
  readonly #plan: CsvPlan;
  readonly #stores: ColumnStores;
  readonly #problems: RowProblems;
  #scratch = new Uint8Array(4096);
  #buffer: Uint8Array = new Uint8Array(0);
  #end = 0;
  #rowStart = 0;
  /** The row is bad and its other fields only need to be stepped over. */
  #bad = false;
  /** Why the row is bad; told only once the row is known to be whole, because a cut row is read again. */
  #complaint: Omit<TraceProblem, "file"> = { reason: "", line: 0, column: 0, found: "", accepted: "" };
  #sawQuote = false;

  constructor(header: readonly string[], plan: CsvPlan, stores: ColumnStores, problems: RowProblems, firstLine: number) {
    this.#header = header;
    this.#plan = plan;
    this.#stores = stores;
    this.#problems = problems;
    this.line = firstLine;
  }

  /**
   * Reads the row, or steps over the blank line, at `from`; buffer[end] is a line feed.
   * @returns where the next one starts, -1 when this one is not whole
   */
  read(buffer: Uint8Array, from: number, end: number, final: boolean): number {
    this.#buffer = buffer;
    this.#end = end;
    this.#rowStart = from;
    this.#bad = false;
    this.#sawQuote = false;
    const columns = this.#header.length;
    if (columns > 1 && (buffer[from] === LF || buffer[from] === CR)) {
      const next = this.#afterLineEnd(from, final);
      if (next > 0) this.line++;
      return next;
    }
    this.#stores.makeRoom(1);
    let at = from;
    let c = 0;
    let byte = COMMA;
    while (c < columns) {
      at = this.#bad || !this.#stores.wants(c) ? this.#skipField(at) : this.#readField(c, at);
      if (at < 0) break;
      byte = buffer[at]!;
      c++;
      if (byte !== COMMA) break;
      at++;
    }
    // The sentinel ended the last field: without more bytes nobody knows whether it was whole.
    if (at < 0 || (at >= end && !final)) {
      if (at >= 0 || !final) return -1;
      this.#complain("quoted field never closed", from, this.#shown(from, end), 'a closing quote; "" for a quote inside the field');
      this.#problems.add(this.#complaint);
      return end;
    }
    if (byte === COMMA) {
      at = this.#surplus(at, final);
      if (at < 0) return -1;
    } else if (c < columns) this.#missing(c, at >= end);
    at = this.#afterLineEnd(at, final);
    if (at < 0) return -1;
    if (!this.#bad) this.#judgeRow();
    if (this.#bad) this.#problems.add(this.#complaint);
    else this.#stores.keep(1);
    this.line += this.#linesInRow(at);
    return at;
  }

  /** The place after the LF, CR or CRLF at `at`; -1 where its second byte may still come. */
  #afterLineEnd(at: number, final: boolean): number {
    if (this.#buffer[at] === CR) {
      if (at + 1 >= this.#end) return final ? this.#end : -1;
      if (this.#buffer[at + 1] === LF) return at + 2;
    }
    return Math.min(at + 1, this.#end);
  }

  /** Quoted fields may hold line ends; only rows with a quote pay for counting them. */
  #linesInRow(next: number): number {
    if (!this.#sawQuote) return 1;
    let lines = 1;
    for (let i = this.#rowStart; i < next - 2; i++) if (this.#buffer[i] === LF) lines++;
    return lines;
  }

  #judgeRow(): void {
    const complaint = this.#plan.check?.(this.#stores.rows, this.#stores);
    if (complaint === undefined) return;
    const column = this.#header.indexOf(complaint.column);
    this.#complain(complaint.reason, this.#fieldStart(column), complaint.found, complaint.accepted);
  }

  #skipField(from: number): number {
    const buffer = this.#buffer;
    let at = from;
    let byte = buffer[at]!;
    if (byte === QUOTE) {
      const close = this.#quotedEnd(at);
      return close < 0 ? -1 : this.#afterQuoted(close);
    }
    while (byte > COMMA || (byte !== COMMA && byte !== LF && byte !== CR && byte !== 0)) byte = buffer[++at]!;
    if (byte === 0) this.#refuseNul(at);
    return at;
  }

  /** @returns the place of the delimiter after the field, -1 when the field does not end here */
  #readField(c: number, from: number): number {
    const buffer = this.#buffer;
    if (buffer[from] !== QUOTE) {
      let end = from;
      let inside = -1;
      for (let byte = buffer[end]!; byte !== COMMA && byte !== LF && byte !== CR; byte = buffer[++end]!) {
        if (byte === 0) this.#refuseNul(end);
        if (byte === QUOTE && inside < 0) inside = end;
      }
      if (inside >= 0)
        this.#complain("quote inside an unquoted field", inside, this.#shown(from, end), 'a field in quotes, with "" for each quote in it');
      else this.#put(c, buffer, from, end, from);
      return end;
    }
    const close = this.#quotedEnd(from);
    if (close < 0) return -1;
    if (close - from + SPARE_BYTES > this.#scratch.length) this.#scratch = new Uint8Array((close - from) * 2 + SPARE_BYTES);
    let size = 0;
    for (let i = from + 1; i < close; i++) {
      const byte = buffer[i]!;
      this.#scratch[size++] = byte;
      if (byte === QUOTE) i++;
    }
    const next = this.#afterQuoted(close);
    if (!this.#bad) this.#put(c, this.#scratch, 0, size, from);
    return next;
  }

  /** Hands bytes[start, end) to column `c`; the field begins at `from` of the buffer. */
  #put(c: number, bytes: Uint8Array, start: number, end: number, from: number): void {
    const fault = this.#stores.put(c, bytes, start, end);
    if (fault === undefined) return;
    const column = this.#plan.columns.find(({ name }) => name === this.#header[c])!;
    this.#complain(fault.reason, from, fault.found, column.accepted);
  }

  /** The place of the closing quote, or -1. */
  #quotedEnd(from: number): number {
    const buffer = this.#buffer;
    this.#sawQuote = true;
    for (let at = from + 1; at < this.#end; at++) {
      if (buffer[at] === 0) this.#refuseNul(at);
      if (buffer[at] !== QUOTE) continue;
      if (buffer[at + 1] === QUOTE && at + 1 < this.#end) at++;
      else return at;
    }
    return -1;
  }

  /** The delimiter after a closing quote; anything else between them makes the row bad. */
  #afterQuoted(close: number): number {
    const buffer = this.#buffer;
    let at = close + 1;
    let byte = buffer[at]!;
    if (byte !== COMMA && byte !== LF && byte !== CR && !this.#bad)
      this.#complain("text after a closing quote", at, this.#shown(at, at + 10), "a comma or the end of the line");
    while (byte !== COMMA && byte !== LF && byte !== CR) byte = buffer[++at]!;
    return at;
  }

  /** No text has NUL bytes: the file is not what it seems. */
  #refuseNul(at: number): never {
    let line = this.line;
    for (let i = this.#rowStart; i < at; i++) if (this.#buffer[i] === LF) line++;
    return this.#problems.refuse({ reason: "binary file", line, column: 0, found: "a NUL byte", accepted: "UTF-8 text" });
  }

  /** More fields than the header has: says so and steps to the end of the row, -1 when it is not in the buffer. */
  #surplus(from: number, final: boolean): number {
    let at = from;
    let fields = this.#header.length + 1;
    for (;;) {
      at = this.#skipField(at);
      if (at < 0 || (at >= this.#end && !final)) return final ? this.#end : -1;
      if (this.#buffer[at] !== COMMA) break;
      fields++;
      at++;
    }
    this.#complain("too many fields", from, `${fields} fields`, `${this.#header.length} fields as in the header`);
    return at;
  }

  #missing(fields: number, lastLine: boolean): void {
    if (this.#bad) return;
    const reason = lastLine ? "truncated last line" : "too few fields";
    const end = this.#skipField(this.#rowStart);
    this.#complain(
      reason,
      this.#rowStart,
      `${fields} of ${this.#header.length} fields, the first ${this.#shown(this.#rowStart, end)}`,
      `${this.#header.length} fields as in the header`,
    );
  }

  /** The first complaint about a row stands. */
  #complain(reason: string, at: number, found: string, accepted: string): void {
    if (this.#bad) return;
    this.#bad = true;
    let line = this.line;
    let lineStart = this.#rowStart;
    for (let i = this.#rowStart; i < at; i++) {
      if (this.#buffer[i] !== LF) continue;
      line++;
      lineStart = i + 1;
    }
    this.#complaint = { reason, line, column: decode(this.#buffer, lineStart, at).length + 1, found, accepted };
  }

  #fieldStart(column: number): number {
    let at = this.#rowStart;
    for (let c = 0; c < column; c++) at = this.#skipField(at) + 1;
    return at;
  }

  #shown(from: number, end: number): string {
    return quoted(decode(this.#buffer, from, Math.min(end, this.#end)));
  }
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
