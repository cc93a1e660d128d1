/**
 * The hosts of an OpenDC topology file (JSON).
 * Source: github.com/atlarge-research/opendc @ a49a3878, TopologySpecs.kt: names, defaults and units of the fields.
 * Not modelled: power sources, batteries, carbon traces, memory speed; power models other than the linear one are refused.
 */
import { LineCounter, parseDocument } from "yaml";
import { allText } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import { TraceError } from "../report/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { jsonSyntaxError } from "./json-syntax.ts";

export interface OpendcHost {
  readonly name: string;
  /** Over all its CPUs. */
  readonly cores: number;
  readonly coreSpeedMhz: number;
  /** A bare number of the file; a size with a unit in whole MiB, which is what OpenDC takes bare numbers for. */
  readonly memoryMb: number;
  /** Between these two the power follows the utilisation linearly. */
  readonly idlePowerW: number;
  readonly maxPowerW: number;
}

/** OpenDC's own for hosts without a power model. */
export const OPENDC_IDLE_POWER_W = 200;
export const OPENDC_MAX_POWER_W = 400;

/** More is a slip of the pen. */
const MOST_HOSTS = 100_000;

/** Hosts in file order, each as often as its `count` and its cluster's say. Throws TraceError with line and column. */
export async function readOpendcTopology(source: ByteSource, options: ReadOptions = {}): Promise<OpendcHost[]> {
  const file = options.file ?? "input";
  const text = await allText(source, file);
  return new TopologyReader(text, file).hosts();
}

type Path = readonly (string | number)[];
type Json = Readonly<Record<string, unknown>>;

class TopologyReader {
  readonly #text: string;
  readonly #file: string;
  readonly #root: unknown;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    try {
      this.#root = JSON.parse(text);
    } catch (cause) {
      const offence = jsonSyntaxError(text) ?? { line: 0, column: 0, found: String(cause), accepted: "JSON" };
      throw new TraceError({ reason: "not JSON", file, ...offence });
    }
  }

  hosts(): OpendcHost[] {
    const hosts: OpendcHost[] = [];
    const topology = this.#object(this.#root, [], ["clusters", "schemaVersion"]);
    this.#list(topology["clusters"], ["clusters"]).forEach((entry, c) => {
      const path: Path = ["clusters", c];
      const cluster = this.#object(entry, path, ["name", "count", "hosts", "powerSource", "battery", "location"]);
      const listed = this.#list(cluster["hosts"], [...path, "hosts"]);
      const copies = this.#count(cluster["count"] ?? 1, [...path, "count"]);
      for (let copy = 0; copy < copies; copy++) {
        listed.forEach((host, h) => hosts.push(...this.#host(host, [...path, "hosts", h], hosts.length)));
        if (hosts.length > MOST_HOSTS) this.#refuse([...path, "count"], "too many hosts", hosts.length, `at most ${MOST_HOSTS} in all`);
      }
    });
    return hosts;
  }

  #host(entry: unknown, path: Path, before: number): OpendcHost[] {
    const host = this.#object(entry, path, ["name", "count", "cpu", "memory", "powerModel", "cpuPowerModel"]);
    const cpuPath = [...path, "cpu"];
    const cpu = this.#object(host["cpu"], cpuPath, ["vendor", "modelName", "arch", "coreCount", "coreSpeed", "count"]);
    const memoryPath = [...path, "memory"];
    const memory = this.#object(host["memory"], memoryPath, ["vendor", "modelName", "arch", "memorySpeed", "memorySize"]);
    const cpus = this.#count(cpu["count"] ?? 1, [...cpuPath, "count"]);
    const one = {
      cores: cpus * this.#count(cpu["coreCount"], [...cpuPath, "coreCount"]),
      coreSpeedMhz: this.#amount(cpu["coreSpeed"], [...cpuPath, "coreSpeed"], MHZ, 'MHz above 0, or text such as "3.2 GHz"'),
      memoryMb: Math.floor(this.#amount(memory["memorySize"], [...memoryPath, "memorySize"], MIB, 'MB above 0, or text such as "256 GiB"')),
      ...this.#power(host, path),
    };
    const name = host["name"] ?? `Host-${before}`;
    if (typeof name !== "string") return this.#refuse([...path, "name"], "bad name", name, "text");
    const count = this.#count(host["count"] ?? 1, [...path, "count"]);
    return Array.from({ length: count }, (_, i) => ({ name: count === 1 ? name : `${name}-${i + 1}`, ...one }));
  }

  /** Newer files call it `cpuPowerModel`. `power` is for models without idle power; the linear one does not look at it. */
  #power(host: Json, path: Path): Pick<OpendcHost, "idlePowerW" | "maxPowerW"> {
    const key = host["powerModel"] === undefined ? "cpuPowerModel" : "powerModel";
    if (host[key] === undefined) return { idlePowerW: OPENDC_IDLE_POWER_W, maxPowerW: OPENDC_MAX_POWER_W };
    const at = [...path, key];
    const model = this.#object(host[key], at, ["modelType", "power", "idlePower", "maxPower", "carbonTracePaths"]);
    if (model["modelType"] !== "linear") this.#refuse([...at, "modelType"], "power model not modelled", model["modelType"], '"linear"');
    const watts = (name: string) => this.#amount(model[name], [...at, name], WATT, 'watts, 0 or more, or text such as "200 W"', 0);
    const [idlePowerW, maxPowerW] = [watts("idlePower"), watts("maxPower")];
    if (maxPowerW < idlePowerW) this.#refuse([...at, "maxPower"], "less than idle", maxPowerW, `idlePower (${idlePowerW}) or more`);
    return { idlePowerW, maxPowerW };
  }

  #object(value: unknown, path: Path, keys: readonly string[]): Json {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return this.#refuse(path, "not an object", value, `an object with ${keys.join(", ")}`);
    const stranger = Object.keys(value).find((key) => !keys.includes(key));
    if (stranger !== undefined) this.#refuse([...path, stranger], "unknown field", stranger, keys.join(", "));
    return value as Json;
  }

  #list(value: unknown, path: Path): readonly unknown[] {
    return Array.isArray(value) && value.length > 0 ? value : this.#refuse(path, "not a list", value, "a list of at least one");
  }

  #count(value: unknown, path: Path): number {
    if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_HOSTS) return value;
    return this.#refuse(path, "bad count", value, `a whole number from 1 to ${MOST_HOSTS}`);
  }

  #amount(value: unknown, path: Path, units: ReadonlyMap<string, number>, accepted: string, least = Number.MIN_VALUE): number {
    const match = typeof value === "string" ? /^\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)\s*$/.exec(value) : null;
    const factor = match?.[2] === "" ? 1 : units.get(match?.[2] ?? "");
    const amount = typeof value === "number" ? value : Number(match?.[1]) * (factor ?? Number.NaN);
    return amount >= least && Number.isFinite(amount) ? amount : this.#refuse(path, "bad amount", value, accepted);
  }

  #refuse(path: Path, reason: string, found: unknown, accepted: string): never {
    const field = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
    throw new TraceError({
      reason: `${field === "" ? "topology" : field.slice(1)}: ${reason}`,
      file: this.#file,
      ...this.#place(path),
      found: found === undefined ? "nothing" : shortened(JSON.stringify(found)),
      accepted,
    });
  }

  /** Of the value at `path`, or of the nearest one around it. JSON is YAML, whose parser knows places. */
  #place(path: Path): { line: number; column: number } {
    const lineCounter = new LineCounter();
    const document = parseDocument(this.#text, { lineCounter, prettyErrors: false });
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
      if (range === undefined || range === null) continue;
      const { line, col } = lineCounter.linePos(range[0]);
      return { line, column: col };
    }
    return { line: 0, column: 0 };
  }
}

function shortened(json: string): string {
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}

const MHZ: ReadonlyMap<string, number> = new Map([
  ["Hz", 1e-6],
  ["KHz", 1e-3],
  ["kHz", 1e-3],
  ["MHz", 1],
  ["GHz", 1e3],
]);
const WATT: ReadonlyMap<string, number> = new Map([
  ["W", 1],
  ["Watts", 1],
  ["KW", 1e3],
  ["kW", 1e3],
]);
const MIB: ReadonlyMap<string, number> = new Map(
  Object.entries({
    B: 1,
    byte: 1,
    bytes: 1,
    Byte: 1,
    Bytes: 1,
    KB: 1e3,
    KiB: 2 ** 10,
    MB: 1e6,
    MiB: 2 ** 20,
    GB: 1e9,
    GiB: 2 ** 30,
    TB: 1e12,
    TiB: 2 ** 40,
  }).map(([unit, sizeBytes]) => [unit, sizeBytes / 2 ** 20]),
);
