/**
 * Reading a CSV trace in the shape of openb's pod list (11 columns): all columns through Orrery's CSV reader and through its openb reader,
 * beside papaparse fed with the same chunks and giving arrays of strings. All read from memory, on one thread.
 *
 * The digest covers every value of every column. It is computed outside the measured time and must be equal for CSV reader and papaparse.
 */
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import Papa from "papaparse";
import { fromBytes, readOpenbPods } from "@orrery/traces/formats";
import { readCsv } from "@orrery/traces/csv";
import type { CsvColumn, CsvTable } from "@orrery/traces/csv";

export interface IngestRow {
  readonly reader: string;
  readonly sizeBytes: number;
  readonly rows: number;
  /** Median over the rounds. */
  readonly megabytesPerSecond: number;
  /** Against papaparse in the same run. */
  readonly ratio: number;
  readonly digest: string;
}

/** `rows` defaults to 800,000 (about 60 MB), `rounds` to 5. Readers take turns within each round. */
export async function run(options: { rows?: number; rounds?: number } = {}): Promise<IngestRow[]> {
  const rounds = options.rounds ?? 5;
  const chunks = traceChunks(options.rows ?? 800_000);
  const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const readers = [
    { reader: "papaparse, chunked, strings", read: () => papaparse(chunks), digest: () => papaparseDigest(chunks) },
    {
      reader: "orrery csv, names as strings",
      read: async () => countRows(await csvColumns(chunks)),
      digest: async () => columnsDigest(await csvColumns(chunks)),
    },
    {
      reader: "orrery openb reader",
      read: async () => (await readOpenbPods(fromBytes(...chunks), { strict: true })).count,
      digest: async () => "",
    },
    {
      reader: "orrery csv, names as bytes",
      read: async () => (await csvColumns(chunks)).rows,
      digest: async () => columnsDigest(await csvColumns(chunks)),
    },
  ];
  const seconds = readers.map(() => [] as number[]);
  const rows: number[] = [];
  for (let round = 0; round < rounds + 1; round++) {
    for (const [i, reader] of readers.entries()) {
      const start = performance.now();
      rows[i] = await reader.read();
      // The first round warms up.
      if (round > 0) seconds[i]!.push((performance.now() - start) / 1000);
    }
  }
  const speed = seconds.map((times) => sizeBytes / 1e6 / median(times));
  const digests: string[] = [];
  for (const reader of readers) digests.push(await reader.digest());
  return readers.map(({ reader }, i) => ({
    reader,
    sizeBytes,
    rows: rows[i]!,
    megabytesPerSecond: speed[i]!,
    ratio: speed[i]! / speed[0]!,
    digest: digests[i]!,
  }));
}

const TEMPLATES = 300;
const NUMBERS = ["creation_time", "deletion_time", "scheduled_time"];
const HEADER = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time";

/** Rows like openb's, written in chunks of 1 MiB as a file would be read. */
function traceChunks(rows: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let text = `${HEADER}\n`;
  let state = 1;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % bound;
  };
  // As in real traces, pods come from templates.
  const templates = Array.from({ length: TEMPLATES }, () => {
    const gpus = below(4) === 0 ? 1 : 0;
    return `${1000 * (1 + below(32))},${1024 * (1 + below(64))},${gpus},${gpus * (10 + 10 * below(100))},${["", "T4", "T4|P100", "V100M16|V100M32"][below(4)]},${["LS", "BE", "Burstable"][below(3)]}`;
  });
  for (let i = 0; i < rows; i++) {
    const created = below(12_902_960);
    const waiting = below(10) === 0;
    const phase = waiting ? "Pending" : ["Running", "Succeeded"][below(2)]!;
    const template = templates[below(TEMPLATES)];
    const deleted = created + below(90_000);
    text += `openb-pod-${String(i).padStart(7, "0")},${template},${phase},${created},${deleted},${waiting ? "" : created + below(100)}\n`;
    if (text.length < 1 << 20) continue;
    chunks.push(encoder.encode(text));
    text = "";
  }
  chunks.push(encoder.encode(text));
  return chunks;
}

function csvColumns(chunks: readonly Uint8Array[]): Promise<CsvTable> {
  const columns = HEADER.split(",").map((name): CsvColumn => {
    if (name === "name") return { kind: "text", name, blank: "bad", accepted: "a name" };
    return NUMBERS.includes(name)
      ? { kind: "number", name, blank: "nan", accepted: "seconds" }
      : { kind: "dictionary", name, accepted: "text" };
  });
  return readCsv(fromBytes(...chunks), () => ({ columns }), { strict: true });
}

/**
 * Names are decoded within the measured time, as papaparse decodes them; the row "names as bytes" leaves that to whoever asks for a name.
 */
function countRows(table: CsvTable): number {
  return table.texts.get("name")!.strings().length;
}

function papaparse(chunks: readonly Uint8Array[], each?: (row: readonly string[]) => void): Promise<number> {
  let rows = -1;
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(
      Readable.from(
        chunks.map((chunk) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)),
        { objectMode: false },
      ),
      {
        chunk: ({ data }) => {
          for (const row of data) {
            if (row.length > 1 && rows++ >= 0) each?.(row);
          }
        },
        complete: () => resolve(rows),
        error: reject,
      },
    );
  });
}

async function papaparseDigest(chunks: readonly Uint8Array[]): Promise<string> {
  const hashes = HEADER.split(",").map(() => SEED);
  await papaparse(chunks, (row) => row.forEach((cell, c) => (hashes[c] = mix(hashes[c]!, cell))));
  return hex(hashes);
}

function columnsDigest(table: CsvTable): string {
  const hashes = table.header.map((name) => {
    const names = table.texts.get(name)?.strings();
    const numbers = table.numbers.get(name);
    const dictionary = table.dictionaries.get(name);
    let hash = SEED;
    for (let i = 0; i < table.rows; i++) {
      const value = numbers?.[i];
      hash = mix(
        hash,
        names?.[i] ?? (value === undefined ? dictionary!.values[dictionary!.codes[i]!]! : Number.isNaN(value) ? "" : String(value)),
      );
    }
    return hash;
  });
  return hex(hashes);
}

const SEED = 0x811c9dc5;

function mix(hash: number, text: string): number {
  let mixed = Math.imul(hash ^ text.length, 0x01000193);
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  return mixed >>> 0;
}

function hex(hashes: readonly number[]): string {
  return hashes
    .reduce((all, hash) => mix(all, hash.toString(16)), SEED)
    .toString(16)
    .padStart(8, "0");
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const row of await run()) {
    const { reader, sizeBytes, rows, megabytesPerSecond, ratio, digest } = row;
    console.log(
      `${reader.padEnd(30)} ${(sizeBytes / 1e6).toFixed(1)} MB ${rows} rows ${megabytesPerSecond.toFixed(0).padStart(5)} MB/s ${ratio.toFixed(2).padStart(6)}x ${digest}`,
    );
  }
}
