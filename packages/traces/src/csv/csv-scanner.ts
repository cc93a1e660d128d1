/**
 * The byte-level heart of the CSV reader: RFC 4180 rows into typed columns, one pass, no object per row.
 * Numbers are parsed and dictionary values hashed while the end of the field is looked for.
 */
import { quoted } from "../report/index.ts";
import type { RowProblems, TraceProblem } from "../report/index.ts";
import type { CsvColumn, CsvColumns, CsvPlan, Dictionary, NumberColumn } from "./csv-column.ts";
import { DictionaryStore } from "./dictionary-store.ts";
import { TextStore } from "./text-store.ts";
import { numberFromBytes, POWERS_OF_TEN } from "./number-from-bytes.ts";

const COMMA = 44;
const LF = 10;
const CR = 13;
const QUOTE = 34;

const SKIP = 0;
const NUMBER = 1;
const DICTIONARY = 2;
const TEXT = 3;

/** Feed it buffers with `scan`; columns grow as rows come. */
export class CsvScanner implements CsvColumns {
  rows = 0;
  /** The line of the next row to read. */
  line: number;
  readonly #problems: RowProblems;
  readonly #header: readonly string[];
  readonly #columnOf: ReadonlyMap<string, number>;
  readonly #kinds: Uint8Array;
  readonly #specs: (CsvColumn | undefined)[];
  readonly #numbers: (Float64Array<ArrayBuffer> | undefined)[];
  readonly #dictionaries: (DictionaryStore | undefined)[];
  readonly #texts: (TextStore | undefined)[];
  readonly #textUsed: Int32Array;
  /** Limits and scale of number columns, by column: flat, so that the hot loop boxes no number. */
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  readonly #scale: Float64Array;
  readonly #plan: CsvPlan;
  #capacity = 1024;
  #scratch = new Uint8Array(4096);
  #buffer: Uint8Array = new Uint8Array(0);
  #end = 0;
  #rowStart = 0;
  /** Set by the field methods: the row is bad and its other fields only need to be stepped over. */
  #bad = false;
  /** Why the row is bad; told only once the row is known to be whole, because a cut row is scanned again. */
  #complaint: Omit<TraceProblem, "file"> = { reason: "", line: 0, column: 0, found: "", accepted: "" };
  #sawQuote = false;

  constructor(header: readonly string[], plan: CsvPlan, problems: RowProblems, firstLine: number) {
    this.#header = header;
    this.#plan = plan;
    this.#columnOf = new Map(header.map((name, c) => [name, c]));
    this.#problems = problems;
    this.line = firstLine;
    this.#specs = header.map((name) => plan.columns.find((column) => column.name === name));
    this.#kinds = Uint8Array.from(this.#specs, (spec) => (spec === undefined ? SKIP : spec.kind === "number" ? NUMBER : spec.kind === "dictionary" ? DICTIONARY : TEXT));
    this.#numbers = this.#specs.map((spec) => (spec?.kind === "number" ? new Float64Array(this.#capacity) : undefined));
    this.#dictionaries = this.#specs.map((spec) => (spec?.kind === "dictionary" ? new DictionaryStore(spec.accept ?? (() => true)) : undefined));
    this.#texts = this.#specs.map((spec) => (spec?.kind === "text" ? new TextStore() : undefined));
    this.#textUsed = new Int32Array(header.length);
    const limit = (of: (spec: NumberColumn) => number): Float64Array => Float64Array.from(this.#specs, (spec) => (spec?.kind === "number" ? of(spec) : 0));
    this.#least = limit((spec) => spec.min ?? Number.NEGATIVE_INFINITY);
    this.#most = limit((spec) => spec.max ?? Number.POSITIVE_INFINITY);
    this.#scale = limit((spec) => spec.scale ?? 1);
  }

  number(name: string): Float64Array {
    return this.#numbers[this.#columnOf.get(name)!]!;
  }

  dictionary(name: string): Dictionary {
    return this.#dictionaries[this.#columnOf.get(name)!]!;
  }

  text(name: string): TextStore {
    return this.#texts[this.#header.indexOf(name)]!;
  }

  /**
   * Reads whole rows of buffer[from, end) and returns where the first incomplete one starts.
   * buffer[end] must exist and is overwritten with a line feed, so that the inner loops need no bounds check.
   */
  scan(buffer: Uint8Array, from: number, end: number, final: boolean): number {
    buffer[end] = LF;
    this.#buffer = buffer;
    this.#end = end;
    for (let c = 0; c < this.#texts.length; c++) this.#texts[c]?.reserve(this.#textUsed[c]!, end - from + 1);
    const kinds = this.#kinds;
    const columns = kinds.length;
    let at = from;
    while (at < end) {
      const first = buffer[at]!;
      if (columns > 1 && (first === LF || first === CR)) {
        // A blank line is no row. The two bytes of CRLF count as one line end.
        if (first === LF) this.line++;
        else if (at + 1 >= end && !final) return at;
        else if (buffer[at + 1] !== LF || at + 1 >= end) this.line++;
        at++;
        continue;
      }
      this.#rowStart = at;
      this.#bad = false;
      this.#sawQuote = false;
      if (this.rows === this.#capacity) this.#grow();
      let c = 0;
      let byte = COMMA;
      while (c < columns) {
        const kind = this.#bad ? SKIP : kinds[c];
        if (kind === NUMBER) at = this.#scanNumber(c, at);
        else if (kind === DICTIONARY) at = this.#scanDictionary(c, at);
        else if (kind === TEXT) at = this.#scanText(c, at);
        else at = this.#skipField(at);
        if (at < 0) break;
        byte = buffer[at]!;
        c++;
        if (byte !== COMMA) break;
        at++;
      }
      // The sentinel ended the last field: without more bytes nobody knows whether it was whole.
      if (at < 0 || (at >= end && !final)) {
        if (at >= 0 || !final) return this.#rowStart;
        this.#unclosed();
        this.#problems.add(this.#complaint);
        return end;
      }
      if (c < columns || byte === COMMA) {
        if (byte === COMMA) {
          at = this.#surplus(at, final);
          if (at < 0) return this.#rowStart;
        } else this.#missing(c, at >= end);
        byte = buffer[at]!;
      }
      if (byte === CR) {
        if (at + 1 >= end && !final) return this.#rowStart;
        if (buffer[at + 1] === LF && at + 1 < end) at++;
      }
      at++;
      if (!this.#bad) this.#commit();
      if (this.#bad) this.#problems.add(this.#complaint);
      this.line += this.#linesInRow(at);
    }
    return at > end ? end : at;
  }

  /** Quoted fields may hold line ends; only rows with a quote pay for counting them. */
  #linesInRow(next: number): number {
    if (!this.#sawQuote) return 1;
    let lines = 1;
    for (let i = this.#rowStart; i < next - 2; i++) if (this.#buffer[i] === LF) lines++;
    return lines;
  }

  #commit(): void {
    const complaint = this.#plan.check?.(this.rows, this);
    if (complaint !== undefined) {
      const column = this.#header.indexOf(complaint.column);
      this.#complain(complaint.reason, this.#fieldStart(column), complaint.found, complaint.accepted);
      return;
    }
    for (let c = 0; c < this.#texts.length; c++) {
      const store = this.#texts[c];
      if (store !== undefined) this.#textUsed[c] = store.ends[this.rows]!;
    }
    this.rows++;
  }

  #scanNumber(c: number, from: number): number {
    const buffer = this.#buffer;
    let at = from;
    let byte = buffer[at]!;
    const negative = byte === 45;
    if (negative) byte = buffer[++at]!;
    const first = at;
    let value = 0;
    while (byte >= 48 && byte <= 57) {
      value = value * 10 + (byte - 48);
      byte = buffer[++at]!;
    }
    let digits = at - first;
    if (byte === 46 && digits > 0) {
      byte = buffer[++at]!;
      const point = at;
      while (byte >= 48 && byte <= 57) {
        value = value * 10 + (byte - 48);
        byte = buffer[++at]!;
      }
      digits += at - point;
      // Both operands are exact below 2^53 and 10^22, so the quotient is correctly rounded.
      if (at === point) digits = 99;
      else value /= POWERS_OF_TEN[Math.min(at - point, 22)]!;
    }
    if (digits === 0 || digits > 15 || (byte !== COMMA && byte !== LF && byte !== CR)) return this.#slowField(c, from);
    if (negative) value = -value;
    if (value >= this.#least[c]! && value <= this.#most[c]!) {
      const scale = this.#scale[c]!;
      this.#numbers[c]![this.rows] = scale === 1 ? value : Math.round(value * scale);
    } else this.#outOfRange(c, value, from, at);
    return at;
  }

  #outOfRange(c: number, value: number, from: number, end: number): void {
    const spec = this.#specs[c] as NumberColumn;
    const reason = value > this.#most[c]! ? "value too large" : spec.min === 0 ? "negative value" : "value too small";
    this.#complain(reason, from, this.#named(c, from, end), spec.accepted);
  }

  #scanDictionary(c: number, from: number): number {
    const buffer = this.#buffer;
    let at = from;
    let low = 0;
    let high = 0;
    let byte = buffer[at]!;
    while (byte > COMMA || (byte !== COMMA && byte !== LF && byte !== CR && byte !== QUOTE && byte !== 0)) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | byte;
      byte = buffer[++at]!;
    }
    if (byte === QUOTE || byte === 0) return this.#slowField(c, from);
    const store = this.#dictionaries[c]!;
    const code = store.code(buffer, from, at, low, high);
    if (!store.valid[code]) this.#badValue(c, from, at);
    else store.codes[this.rows] = code;
    return at;
  }

  #scanText(c: number, from: number): number {
    const buffer = this.#buffer;
    const store = this.#texts[c]!;
    const bytes = store.bytes;
    let to = this.#textUsed[c]!;
    let at = from;
    let seen = 0;
    let byte = buffer[at]!;
    while (byte > COMMA || (byte !== COMMA && byte !== LF && byte !== CR && byte !== QUOTE && byte !== 0)) {
      bytes[to++] = byte;
      seen |= byte;
      byte = buffer[++at]!;
    }
    if (byte === QUOTE || byte === 0 || seen > 127) return this.#slowField(c, from);
    if (at === from && this.#blankIsBad(c)) this.#blank(c, from);
    store.ends[this.rows] = to;
    return at;
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

  /** Fields with quotes, exponents, blanks or non-ASCII text; returns the delimiter's place or -1 when the field does not end here. */
  #slowField(c: number, from: number): number {
    const buffer = this.#buffer;
    if (buffer[from] !== QUOTE) {
      let end = from;
      let inside = -1;
      for (let byte = buffer[end]!; byte !== COMMA && byte !== LF && byte !== CR; byte = buffer[++end]!) {
        if (byte === 0) this.#refuseNul(end);
        if (byte === QUOTE && inside < 0) inside = end;
      }
      if (inside >= 0) this.#complain("quote inside an unquoted field", inside, this.#shown(from, end), 'a field in quotes, with "" for each quote in it');
      else this.#putBytes(c, buffer, from, end, from);
      return end;
    }
    const close = this.#quotedEnd(from);
    if (close < 0) return -1;
    if (close - from > this.#scratch.length) this.#scratch = new Uint8Array((close - from) * 2);
    let size = 0;
    for (let i = from + 1; i < close; i++) {
      const byte = buffer[i]!;
      this.#scratch[size++] = byte;
      if (byte === QUOTE) i++;
    }
    const next = this.#afterQuoted(close);
    if (!this.#bad) this.#putBytes(c, this.#scratch, 0, size, from);
    return next;
  }

  #putBytes(c: number, bytes: Uint8Array, start: number, end: number, from: number): void {
    const kind = this.#kinds[c];
    if (kind === NUMBER) {
      const spec = this.#specs[c] as NumberColumn;
      if (start === end) {
        if (spec.blank === "bad") this.#blank(c, from);
        else this.#numbers[c]![this.rows] = Number.NaN;
        return;
      }
      const value = numberFromBytes(bytes, start, end);
      if (Number.isNaN(value)) this.#complain("not a number", from, `${this.#header[c]} = ${quoted(decode(bytes, start, end))}`, spec.accepted);
      else if (value < this.#least[c]! || value > this.#most[c]!) this.#outOfRange(c, value, from, from + end - start);
      else this.#numbers[c]![this.rows] = this.#scale[c]! === 1 ? value : Math.round(value * this.#scale[c]!);
      return;
    }
    if (kind === DICTIONARY) {
      const store = this.#dictionaries[c]!;
      let low = 0;
      let high = 0;
      for (let i = start; i < end; i++) {
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | bytes[i]!;
      }
      const code = store.code(bytes, start, end, low, high);
      if (!store.valid[code]) this.#badValue(c, from, from + end - start);
      else store.codes[this.rows] = code;
      return;
    }
    const store = this.#texts[c]!;
    if (start === end && this.#blankIsBad(c)) this.#blank(c, from);
    let to = this.#textUsed[c]!;
    let seen = 0;
    for (let i = start; i < end; i++) {
      store.bytes[to++] = bytes[i]!;
      seen |= bytes[i]!;
    }
    if (seen > 127) {
      store.ascii = false;
      if (!isUtf8(bytes, start, end)) this.#complain("not UTF-8 text", from, `${this.#header[c]} = ${quoted(decode(bytes, start, end))}`, "UTF-8 text");
    }
    store.ends[this.rows] = to;
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
    if (byte !== COMMA && byte !== LF && byte !== CR && !this.#bad) this.#complain("text after a closing quote", at, this.#shown(at, at + 10), "a comma or the end of the line");
    while (byte !== COMMA && byte !== LF && byte !== CR) byte = buffer[++at]!;
    return at;
  }

  /** No text has NUL bytes: the file is not what it seems. */
  #refuseNul(at: number): never {
    let line = this.line;
    for (let i = this.#rowStart; i < at; i++) if (this.#buffer[i] === LF) line++;
    return this.#problems.refuse({ reason: "binary file", line, column: 0, found: "a NUL byte", accepted: "UTF-8 text" });
  }

  #unclosed(): void {
    this.#complain("quoted field never closed", this.#rowStart, this.#shown(this.#rowStart, this.#end), 'a closing quote; "" for a quote inside the field');
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
    if (!this.#bad) this.#complain("too many fields", from, `${fields} fields`, `${this.#header.length} fields as in the header`);
    return at;
  }

  #missing(fields: number, lastLine: boolean): void {
    if (this.#bad) return;
    const reason = lastLine ? "truncated last line" : "too few fields";
    const end = this.#skipField(this.#rowStart);
    this.#complain(reason, this.#rowStart, `${fields} of ${this.#header.length} fields, the first ${this.#shown(this.#rowStart, end)}`, `${this.#header.length} fields as in the header`);
  }

  #blankIsBad(c: number): boolean {
    const spec = this.#specs[c];
    return spec?.kind === "text" && spec.blank === "bad";
  }

  #blank(c: number, from: number): void {
    this.#complain("blank cell", from, `nothing in ${this.#header[c]}`, this.#specs[c]!.accepted);
  }

  #badValue(c: number, from: number, end: number): void {
    if (from === end) this.#blank(c, from);
    else this.#complain(`bad ${this.#header[c]}`, from, this.#named(c, from, end), this.#specs[c]!.accepted);
  }

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

  #named(c: number, from: number, end: number): string {
    return `${this.#header[c]} = ${this.#shown(from, end)}`;
  }

  #shown(from: number, end: number): string {
    return quoted(decode(this.#buffer, from, Math.min(end, this.#end)));
  }

  #grow(): void {
    this.#capacity *= 2;
    for (let c = 0; c < this.#kinds.length; c++) {
      if (this.#numbers[c] !== undefined) this.#numbers[c] = grownFloats(this.#numbers[c]!, this.#capacity);
      const text = this.#texts[c];
      if (text !== undefined) text.ends = grownInts(text.ends, this.#capacity);
      const dictionary = this.#dictionaries[c];
      if (dictionary !== undefined) dictionary.codes = grownInts(dictionary.codes, this.#capacity);
    }
  }
}

function grownFloats(values: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(capacity);
  grown.set(values);
  return grown;
}

function grownInts(values: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(capacity);
  grown.set(values);
  return grown;
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}
