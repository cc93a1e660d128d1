/**
 * Azure 2017 virtual machines as arrivals, flavors and binned lifetimes: four text files that belong together.
 * Source: github.com/huaweicloud/trace_generation_rnn, resources/; Cortez et al., SOSP 2017; Bergsma et al., SOSP 2021.
 */
import { allText, decompressed } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import { RowProblems, quoted } from "../report/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { EMPTY_SHAPE } from "./trace.ts";
import type { PodShape, TracePods } from "./trace.ts";

const GIB = 2 ** 30;

/** `v1.test.txt`, `flav_map.txt`, `v1.test.c2591400.txt`, `v1.interval_map.txt` (or the dev pair). */
export interface AzureVmFiles {
  readonly arrivals: ByteSource;
  readonly flavors: ByteSource;
  readonly lifetimes: ByteSource;
  readonly intervals: ByteSource;
}

export interface AzureVmOptions extends ReadOptions {
  /**
   * A lifetime is known only to lie in a bin. "middle" (default) is half-way between the smallest and largest duration that the map
   * lists for the bin, "lower" and "upper" are those two. Bins 0 to 12 (up to an hour) hold one duration each, so the rule matters above.
   */
  readonly lifetimeRule?: "lower" | "middle" | "upper";
}

/**
 * One pod per machine, in the file's order; `batch` numbers the tenants' simultaneous requests. Machines still running at the window's
 * end (`C`) have no end and no duration (NaN) and are marked in `endCensored`. Throws TraceError when the files do not fit together.
 */
export async function readAzureVms(files: AzureVmFiles, options: AzureVmOptions = {}): Promise<TracePods> {
  const problems = new RowProblems(options);
  const flavors = flavorMap(await text(files.flavors, "flavors", problems), problems);
  const bins = lifetimeBins(await text(files.intervals, "intervals", problems), options.lifetimeRule ?? "middle", problems);
  const arrivals = (await text(files.arrivals, "arrivals", problems)).split("\n");
  const lifetimes = (await text(files.lifetimes, "lifetimes", problems)).split("\n");
  const shapes = [...flavors.values()];
  const shapeOf = new Map([...flavors.keys()].map((letter, i) => [letter, i]));
  const columns = new VmColumns();
  for (let line = 0; line < Math.max(arrivals.length, lifetimes.length); line++) {
    const came = parseLine(arrivals[line] ?? "");
    const lived = parseLine(lifetimes[line] ?? "");
    if (came === undefined && lived === undefined) continue;
    const accepted = "the same time and number of entries in the arrivals and the lifetimes";
    if (came === undefined || lived === undefined || came.seconds !== lived.seconds || came.tokens.length !== lived.tokens.length) {
      const found = `${describe(came)} beside ${describe(lived)}`;
      problems.add({ reason: "arrivals and lifetimes differ", line: line + 1, column: 1, found, accepted });
      continue;
    }
    for (let i = 0; i < came.tokens.length; i++) {
      const flavor = came.tokens[i]!;
      const lifetime = lived.tokens[i]!;
      if (flavor === "|" && lifetime === "|") {
        columns.endBatch();
        continue;
      }
      const shape = shapeOf.get(flavor);
      const bin = /^[UC]\d+$/.test(lifetime) ? bins.get(Number(lifetime.slice(1))) : undefined;
      if (shape === undefined)
        problems.add({
          reason: "unknown flavor",
          line: line + 1,
          column: columnOf(came, i),
          found: quoted(flavor),
          accepted: [...flavors.keys(), "|"].join(" "),
        });
      else if (bin === undefined)
        problems.add({
          reason: "unknown lifetime",
          line: line + 1,
          column: columnOf(lived, i),
          found: quoted(lifetime),
          accepted: "U or C and a bin of the interval map",
        });
      else columns.add(came.seconds * 1e6, shape, lifetime.startsWith("C") ? Number.NaN : bin * 1e6);
    }
    columns.endBatch();
  }
  const count = columns.arrivalUs.length;
  const arrivalUs = Float64Array.from(columns.arrivalUs);
  const durationUs = Float64Array.from(columns.durationUs);
  return {
    count,
    name: Array.from({ length: count }, (_, i) => `vm-${i}`),
    shape: Int32Array.from(columns.shape),
    shapes,
    arrivalUs,
    endUs: arrivalUs.map((at, i) => at + durationUs[i]!),
    durationUs,
    endCensored: Uint8Array.from(durationUs, (duration) => (Number.isNaN(duration) ? 1 : 0)),
    batch: Int32Array.from(columns.batch),
    report: problems.report(count),
  };
}

/** Grows while lines are read; a batch without machines takes no number. */
class VmColumns {
  readonly arrivalUs: number[] = [];
  readonly durationUs: number[] = [];
  readonly shape: number[] = [];
  readonly batch: number[] = [];
  #batch = 0;
  #open = false;

  add(arrivalUs: number, shape: number, durationUs: number): void {
    this.arrivalUs.push(arrivalUs);
    this.shape.push(shape);
    this.durationUs.push(durationUs);
    this.batch.push(this.#batch);
    this.#open = true;
  }

  endBatch(): void {
    if (this.#open) this.#batch++;
    this.#open = false;
  }
}

interface Line {
  readonly seconds: number;
  readonly tokens: readonly string[];
  readonly head: number;
}

/** `<seconds> <token>,<token>,`; undefined for a blank line, NaN seconds for anything else. */
function parseLine(line: string): Line | undefined {
  const text = line.trimEnd();
  if (text === "") return undefined;
  const blank = text.indexOf(" ");
  const head = blank < 0 ? text : text.slice(0, blank);
  const tokens = blank < 0 ? [] : text.slice(blank + 1).split(",");
  if (tokens.at(-1) === "") tokens.pop();
  return { seconds: /^\d{1,12}$/.test(head) ? Number(head) : Number.NaN, tokens, head: head.length };
}

function describe(line: Line | undefined): string {
  return line === undefined ? "nothing" : `time ${line.seconds} with ${line.tokens.length} entries`;
}

function columnOf(line: Line, token: number): number {
  let column = line.head + 2;
  for (let i = 0; i < token; i++) column += line.tokens[i]!.length + 1;
  return column;
}

async function text(source: ByteSource, which: string, problems: RowProblems): Promise<string> {
  const file = `${problems.file} (${which})`;
  return allText(await decompressed(source, file), file);
}

/** `vCPU,memGB letter` per line. */
function flavorMap(content: string, problems: RowProblems): Map<string, PodShape> {
  const flavors = new Map<string, PodShape>();
  content.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const match = /^(\d+),(\d+(?:\.\d+)?) (\S+)\s*$/.exec(line);
    if (match === null)
      problems.refuse({
        reason: "bad flavor",
        line: i + 1,
        column: 1,
        found: quoted(line),
        accepted: "vCPUs, a comma, GB, a blank and the flavor's letter",
      });
    flavors.set(match[3]!, {
      ...EMPTY_SHAPE,
      milliCpu: Number(match[1]) * 1000,
      memoryBytes: Math.round(Number(match[2]) * GIB),
      labels: { "orrery.io/flavor": match[3]! },
    });
  });
  return flavors;
}

/** `seconds bin` per line: the seconds that fall into each bin, reduced by the rule. */
function lifetimeBins(content: string, rule: "lower" | "middle" | "upper", problems: RowProblems): Map<number, number> {
  const ranges = new Map<number, { low: number; high: number }>();
  content.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const match = /^(\d+) (\d+)\s*$/.exec(line);
    if (match === null)
      problems.refuse({
        reason: "bad interval",
        line: i + 1,
        column: 1,
        found: quoted(line),
        accepted: "seconds, a blank and the number of the bin",
      });
    const seconds = Number(match[1]);
    const range = ranges.get(Number(match[2]));
    ranges.set(Number(match[2]), { low: Math.min(seconds, range?.low ?? seconds), high: Math.max(seconds, range?.high ?? seconds) });
  });
  return new Map([...ranges].map(([bin, { low, high }]) => [bin, rule === "lower" ? low : rule === "upper" ? high : (low + high) / 2]));
}
