/** Which format a file has, by its content alone; and files read without being told the format. */
import { decompressed, emptyFile, peek } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import { parseRecord } from "../csv/index.ts";
import { traceFormats } from "../formats/index.ts";
import type { FormatId, ReadOptions, Sample, TraceFormat, TraceNodes, TracePods } from "../formats/index.ts";
import { quoted } from "../report/index.ts";
import { TraceError } from "../report/index.ts";

/** As much of a file as detection looks at. */
export const SAMPLE_BYTES = 64 * 1024;

export type Detection =
  | { readonly ok: true; readonly format: FormatId; readonly title: string; readonly why: string }
  | { readonly ok: false; readonly problem: { readonly reason: string; readonly found: string; readonly accepted: string } };

/** `firstBytes`: the start of the file, up to SAMPLE_BYTES, already without gzip (see `detectSource`). */
export function detectFormat(firstBytes: Uint8Array): Detection {
  const sample = sampleOf(firstBytes);
  for (const format of traceFormats()) {
    const why = format.recognise(sample);
    if (why !== undefined) return { ok: true, format: format.id, title: format.title, why };
  }
  return { ok: false, problem: { ...description(sample), accepted: sample.header.length > 1 ? COLUMNS_ACCEPTED : FILES_ACCEPTED } };
}

/** What each format looks like is a page of its own. */
const ALL_FORMATS = "docs/trace-format.md";
const FILES_ACCEPTED = 'a scenario, what "kubectl get nodes,pods -A -o json" prints, or nodes and pods of a trace as CSV or Parquet';
const COLUMNS_ACCEPTED = `name, cpu, memory and pods of nodes, name and arrival_s of pods, or a published trace (${ALL_FORMATS})`;

/** Takes gzip off, detects, and gives the source back whole. Throws TraceError when no format fits. */
export async function detectSource(
  source: ByteSource,
  options: ReadOptions = {},
): Promise<{ format: TraceFormat; why: string; source: ByteSource }> {
  const file = options.file ?? "input";
  const { head, source: whole } = await peek(await decompressed(source, file), SAMPLE_BYTES);
  if (head.length === 0) throw emptyFile(file);
  const detection = detectFormat(head);
  if (!detection.ok) throw new TraceError({ ...detection.problem, file, line: 1, column: 1 });
  return { format: traceFormats().find((format) => format.id === detection.format)!, why: detection.why, source: whole };
}

/** Nodes from any format that has some. A plain CSV with name, cpu and memory counts as Orrery's own. Throws TraceError. */
export async function readNodes(source: ByteSource, options: ReadOptions = {}): Promise<TraceNodes & { format: FormatId }> {
  const { format, whole } = await ofRole(source, options, "orrery-nodes-csv", "readNodes");
  return { ...(await format.readNodes!(whole, options)), format: format.id };
}

/** Pods from any single-file format that has some. A plain CSV with a name counts as Orrery's own. Throws TraceError. */
export async function readPods(source: ByteSource, options: ReadOptions = {}): Promise<TracePods & { format: FormatId }> {
  const { format, whole } = await ofRole(source, options, "orrery-pods-csv", "readPods");
  return { ...(await format.readPods!(whole, options)), format: format.id };
}

async function ofRole(
  source: ByteSource,
  options: ReadOptions,
  own: FormatId,
  reader: "readNodes" | "readPods",
): Promise<{ format: TraceFormat; whole: ByteSource }> {
  const file = options.file ?? "input";
  const { head, source: whole } = await peek(await decompressed(source, file), SAMPLE_BYTES);
  if (head.length === 0) throw emptyFile(file);
  const formats = traceFormats();
  const detection = detectFormat(head);
  const found = detection.ok ? formats.find((format) => format.id === detection.format)! : undefined;
  if (found?.[reader] !== undefined) return { format: found, whole };
  const wanted = formats.filter((format) => format[reader] !== undefined);
  const what = reader === "readNodes" ? "nodes" : "pods";
  // The columns that both of Orrery's own files share do not tell them apart; the caller's wish does.
  const header = sampleOf(head).header;
  if (found === undefined && header.includes("name") && header.length > 1)
    return { format: formats.find((format) => format.id === own)!, whole };
  const problem =
    found === undefined && !detection.ok ? detection.problem : { reason: `a file without ${what}`, found: `${found?.title ?? ""}` };
  const accepted = `${wanted.map(({ title }) => title).join(", ")} (${ALL_FORMATS})`;
  throw new TraceError({ ...problem, file, line: 1, column: 1, accepted });
}

function sampleOf(bytes: Uint8Array): Sample {
  const binary = bytes.includes(0);
  const text = binary ? "" : new TextDecoder().decode(bytes);
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return { bytes, text, header: binary ? [] : (parseRecord(bytes, from, true)?.fields ?? []) };
}

function description(sample: Sample): { reason: string; found: string } {
  if (sample.bytes.length === 0) return { reason: "empty file", found: "0 bytes" };
  if (sample.bytes.includes(0))
    return {
      reason: "binary file of no known format",
      found: `bytes ${[...sample.bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}`,
    };
  if (sample.header.length > 1) return { reason: "columns of no known format", found: beginning(sample.header.map(quoted).join(", ")) };
  return { reason: "text of no known format", found: beginning(quoted(sample.text.split(/\r?\n/, 1)[0] ?? "")) };
}

/** Enough to know a file again. */
function beginning(text: string): string {
  return text.length > 90 ? `${text.slice(0, 87)}...` : text;
}
