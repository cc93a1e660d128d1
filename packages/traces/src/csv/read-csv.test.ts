import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBytes, fromText } from "../bytes/index.ts";
import { TraceError } from "../report/index.ts";
import { csvField, readCsv } from "./index.ts";
import type { CsvPlan } from "./index.ts";

const plan: CsvPlan = {
  columns: [
    { kind: "text", name: "name", blank: "bad", accepted: "a name" },
    { kind: "number", name: "cpu", blank: "nan", min: 0, accepted: "cores, 0 or more" },
    { kind: "dictionary", name: "kind", accepted: "a or b", accept: (text) => text !== "x" },
  ],
};
const read = (text: string, strict = false) => readCsv(fromText(text), () => plan, { file: "t.csv", strict });

async function cells(text: string): Promise<unknown[]> {
  const table = await read(text);
  const names = table.texts.get("name")!.strings();
  const kinds = table.dictionaries.get("kind")!;
  return names.map((name, i) => [name, table.numbers.get("cpu")![i], kinds.values[kinds.codes[i]!]]);
}

describe("readCsv", () => {
  it("reads numbers, dictionary values and text, whatever the line ends, with a byte order mark", async () => {
    const rows = [
      ["p", 1.5, "a"],
      ["q", Number.NaN, "b"],
    ];
    expect(await cells("name,cpu,kind\np,1.5,a\nq,,b\n")).toEqual(rows);
    expect(await cells("\uFEFFname,cpu,kind\r\np,1.5,a\r\n\r\nq,,b")).toEqual(rows);
    expect(await cells("other,kind,cpu,name\r7,a,1.5,p\r8,b,,q\r")).toEqual(rows);
  });

  it("unquotes fields with commas, quotes and line ends, and keeps counting lines", async () => {
    expect(await cells('name,cpu,kind\n"a,""b""\nc","2","a"\n')).toEqual([['a,"b"\nc', 2, "a"]]);
    const report = (await read('name,cpu,kind\n"a\nb",1,a\nz,bad,a\n')).report;
    expect(report.firstBad[0]).toMatchObject({ reason: "not a number", line: 4, column: 3, found: 'cpu = "bad"' });
  });

  it("names each kind of bad row with line and column and keeps the others", async () => {
    const { report, rows } = await read(
      ["name,cpu,kind", "a,1,a", "b,-1,a", "c,1", "d,1,a,9", ",1,a", "e,1,x", 'f,"1"x,a', 'g"h,1,a', "ok,1e3,b", "cut,3"].join("\n"),
    );
    expect(rows).toBe(2);
    expect(report.firstBad.map((bad) => [bad.reason, bad.line, bad.column])).toEqual([
      ["negative value", 3, 3],
      ["too few fields", 4, 1],
      ["too many fields", 5, 7],
      ["blank cell", 6, 1],
      ["bad kind", 7, 5],
      ["text after a closing quote", 8, 6],
      ["quote inside an unquoted field", 9, 2],
      ["truncated last line", 11, 1],
    ]);
    expect(report.badRows).toBe(8);
    expect(report.firstBad.every((bad) => bad.accepted !== "" && bad.found !== "")).toBe(true);
  });

  it("reports a quote that is never closed and bytes that are not UTF-8", async () => {
    expect((await read('name,cpu,kind\na,1,a\n"b,1,a\nc,1,a\n')).report.firstBad[0]).toMatchObject({
      reason: "quoted field never closed",
      line: 3,
    });
    const bytes = new Uint8Array([...new TextEncoder().encode("name,cpu,kind\n"), 0xff, 0xfe, ...new TextEncoder().encode(",1,a\n")]);
    expect((await readCsv(fromBytes(bytes), () => plan)).report.firstBad[0]).toMatchObject({
      reason: "not UTF-8 text",
      line: 2,
      column: 1,
    });
  });

  it("refuses empty files, binary files and columns named twice", async () => {
    await expect(read("")).rejects.toThrow("empty file");
    await expect(read("name,cpu\n\0\0")).rejects.toThrow("t.csv:2: binary file: found a NUL byte");
    await expect(read("name,name\n")).rejects.toThrow("two columns of one name");
    await expect(readCsv(fromBytes(new Uint8Array([0xff, 0xfe, 97, 0])), () => plan)).rejects.toThrow("UTF-16");
  });

  it("throws at the first bad row when strict", async () => {
    const thrown = await read("name,cpu,kind\na,1,a\nb,-1,a\nc,z,a\n", true).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(TraceError);
    expect(thrown).toMatchObject({ file: "t.csv", line: 3, column: 3, reason: "negative value" });
  });

  it("gives the same columns for any rows and any cut into chunks", async () => {
    const field = fc
      .oneof(fc.string({ minLength: 1, maxLength: 12, unit: "binary" }), fc.constantFrom("a,b", '"', "\r\n", "é", "x y"))
      .filter((text) => !text.includes("\0"));
    const row = fc.record({
      name: field,
      cpu: fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constant(Number.NaN)),
      kind: field,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("\n", "\r\n"),
        async (rows, size, end) => {
          const bytes = new TextEncoder().encode(
            [
              "name,cpu,kind",
              ...rows.map((r) => [csvField(r.name), Number.isNaN(r.cpu) ? "" : String(r.cpu), csvField(r.kind)].join(",")),
            ].join(end) + end,
          );
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
          const open: CsvPlan = {
            columns: plan.columns.map((column) => (column.kind === "dictionary" ? { ...column, accept: () => true } : column)),
          };
          const table = await readCsv(fromBytes(...chunks), () => open);
          const kinds = table.dictionaries.get("kind")!;
          expect(table.report.firstBad).toEqual([]);
          expect(table.texts.get("name")!.strings()).toEqual(
            rows.map((r) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(r.name))),
          );
          expect([...table.numbers.get("cpu")!]).toEqual(rows.map((r) => r.cpu));
          expect([...kinds.codes].map((code) => kinds.values[code])).toEqual(
            rows.map((r) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(r.kind))),
          );
        },
      ),
    );
  });

  it("is not disturbed by where the internal buffer ends", async () => {
    const line = (i: number): string => `pod-${i},${i}.25,${i % 3 === 0 ? '"a\nb"' : "c"}\n`;
    let text = "name,cpu,kind\n";
    for (let i = 0; i < 120_000; i++) text += line(i);
    const table = await read(`${text}last,bad,c\n`);
    expect(table.rows).toBe(120_000);
    expect(table.numbers.get("cpu")!.every((value, i) => value === i + 0.25)).toBe(true);
    expect(table.texts.get("name")!.strings()[119_999]).toBe("pod-119999");
    expect(table.report.firstBad).toMatchObject([{ line: 160_002, column: 6 }]);
    const wide = await read(`name,cpu,kind\n"${"w".repeat(3_000_000)}",1,a\n`);
    expect(wide.texts.get("name")!.strings()[0]!.length).toBe(3_000_000);
  });
});
