/** What `kubectl get ... -o json|yaml` prints, and manifests as people write them: lists, single objects, several YAML documents. */
import { LineCounter, isDocument, parseAllDocuments, parseDocument } from "yaml";
import type { Document } from "yaml";
import type { Node, Pod } from "@orrery/sim-core/model";
import { allText, decompressed } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import { TraceError, quoted } from "../report/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { jsonSyntaxError } from "./json-syntax.ts";

/** Any object; fields beyond these are as the file has them. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** The kinds that the model knows, by API group. Objects of other kinds are counted, listed and kept. */
export const KNOWN_KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["", ["Node", "Pod", "Namespace", "Service", "ReplicationController", "PersistentVolume", "PersistentVolumeClaim"]],
  ["apps", ["ReplicaSet", "StatefulSet"]],
  ["policy", ["PodDisruptionBudget"]],
  ["scheduling.k8s.io", ["PriorityClass"]],
  ["storage.k8s.io", ["StorageClass", "CSINode", "CSIDriver", "CSIStorageCapacity", "VolumeAttachment"]],
]);

/** Objects in the file's order, by kind. */
export interface KubernetesObjects {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  /** Every kind of the file, `nodes` and `pods` included. */
  readonly byKind: ReadonlyMap<string, readonly KubernetesObject[]>;
  readonly known: readonly KindCount[];
  /** Kinds that the model does not know. */
  readonly unknown: readonly KindCount[];
  /** Where the name of one of these objects stands. */
  readonly placeOf: (object: KubernetesObject) => Place;
}

/** Line and column from 1; 0: unknown. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface KindCount {
  readonly apiVersion: string;
  readonly kind: string;
  readonly count: number;
}

/**
 * Reads JSON when the text starts with a bracket, else YAML 1.2. Throws TraceError with line and column for broken syntax and for objects
 * without apiVersion, kind or metadata.name, and for an object of a known kind that is there twice.
 */
export async function readKubernetesObjects(source: ByteSource, options: ReadOptions = {}): Promise<KubernetesObjects> {
  const file = options.file ?? "input";
  const text = await allText(await decompressed(source, file), file);
  if (text.trim() === "")
    throw new TraceError({ reason: "empty file", file, line: 0, column: 0, found: "only blanks", accepted: "Kubernetes objects" });
  const documents = /^\s*[[{]/.test(text) ? [jsonDocument(text, file)] : yamlDocuments(text, file);
  const objects: Located[] = [];
  for (const document of documents) collect(document.value, [], document.place, objects, file);
  const places = new Map(objects.map(({ object, place }) => [object, place]));
  const read = grouped(
    objects.map(({ object }) => object),
    (object) => places.get(object)?.() ?? { line: 0, column: 0 },
  );
  refuseSecond([{ file, objects: read }]);
  return read;
}

/**
 * Files that describe one cluster together. Throws TraceError for an object of a known kind that is in two of them.
 *
 * @returns objects by kind, without those of another API group that only share the name of a known kind
 */
export function objectsTogether(
  parts: readonly { readonly file: string; readonly objects: KubernetesObjects }[],
): ReadonlyMap<string, readonly KubernetesObject[]> {
  refuseSecond(parts);
  const together = new Map<string, KubernetesObject[]>();
  for (const { objects } of parts)
    for (const [kind, list] of objects.byKind)
      together.set(kind, [...(together.get(kind) ?? []), ...list.filter((object) => isKnown(object) || !KNOWN_NAMES.has(kind))]);
  return together;
}

function refuseSecond(parts: readonly { readonly file: string; readonly objects: KubernetesObjects }[]): void {
  const first = new Map<string, { readonly file: string; readonly place: () => Place }>();
  for (const { file, objects } of parts)
    for (const object of [...objects.byKind.values()].flat().filter(isKnown)) {
      const { kind, metadata } = object;
      const key = `${kind} ${CLUSTER_SCOPED.has(kind) ? "" : `${metadata.namespace ?? "default"}/`}${metadata.name}`;
      const before = first.get(key);
      if (before === undefined) {
        first.set(key, { file, place: () => objects.placeOf(object) });
        continue;
      }
      const { line, column } = before.place();
      const there = line > 0 ? `${before.file}:${line}:${column}` : before.file;
      const accepted = `each object once; the first is at ${there}`;
      throw new TraceError({ reason: `a second ${key}`, file, ...objects.placeOf(object), found: quoted(metadata.name), accepted });
    }
}

function isKnown({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return KNOWN_KINDS.get(group)?.includes(kind) ?? false;
}

const KNOWN_NAMES: ReadonlySet<string> = new Set([...KNOWN_KINDS.values()].flat());
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "Node",
  "Namespace",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
  "CSINode",
  "CSIDriver",
  "VolumeAttachment",
]);

interface Located {
  readonly object: KubernetesObject;
  readonly place: () => Place;
}

type Path = readonly (string | number)[];
type Locate = (path: Path) => Place;

interface Parsed {
  readonly value: unknown;
  readonly place: Locate;
}

function jsonDocument(text: string, file: string): Parsed {
  try {
    // JSON is YAML: only when something is wrong is the slower parser asked where.
    let parsed: { readonly document: Document; readonly lines: LineCounter } | undefined;
    const place: Locate = (path) => {
      parsed ??= { document: parseDocument(text), lines: counter(text) };
      return placeIn(parsed.document, parsed.lines, path);
    };
    return { value: JSON.parse(text), place };
  } catch (cause) {
    const offence = jsonSyntaxError(text);
    throw new TraceError({ reason: "not JSON", file, ...(offence ?? { line: 0, column: 0, found: String(cause), accepted: "JSON" }) });
  }
}

function yamlDocuments(text: string, file: string): Parsed[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false });
  if (!Array.isArray(documents))
    throw new TraceError({ reason: "empty file", file, line: 0, column: 0, found: "no document", accepted: "Kubernetes objects" });
  return documents.flatMap((document) => {
    const error = document.errors[0];
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      const found = quoted(text.split("\n")[line - 1] ?? "");
      throw new TraceError({
        reason: `not YAML: ${error.message}`,
        file,
        line,
        column: col,
        found,
        accepted: "YAML 1.2, indented with blanks",
      });
    }
    if (!isDocument(document) || document.contents === null) return [];
    const value: unknown = document.toJS({ maxAliasCount: 1000 });
    // A document of comments only is nothing, not an object.
    return value === null ? [] : [{ value, place: (path: Path) => placeIn(document, lineCounter, path) }];
  });
}

function counter(text: string): LineCounter {
  const lines = new LineCounter();
  for (let at = 0; at >= 0 && at <= text.length;) {
    lines.addNewLine(at);
    const end = text.indexOf("\n", at);
    at = end < 0 ? -1 : end + 1;
  }
  return lines;
}

/** The place of the value at `path`, or of the nearest one above it. */
function placeIn(document: Document, lines: LineCounter, path: Path): Place {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range === undefined || range === null) continue;
    const { line, col } = lines.linePos(range[0]);
    return { line, column: col };
  }
  return { line: 0, column: 0 };
}

function collect(value: unknown, path: Path, place: Locate, into: Located[], file: string): void {
  const refuse = (at: Path, reason: string, found: unknown, accepted: string): never => {
    throw new TraceError({ reason, file, ...place(at), found: found === undefined ? "nothing" : quoted(JSON.stringify(found)), accepted });
  };
  if (Array.isArray(value)) {
    value.forEach((item, i) => collect(item, [...path, i], place, into, file));
    return;
  }
  if (!isRecord(value))
    return refuse(path, "not a Kubernetes object", value, "an object with apiVersion, kind and metadata, or a list of them");
  const { apiVersion, kind, metadata, items } = value;
  if (typeof kind !== "string" || kind === "") return refuse([...path, "kind"], "object without a kind", kind, 'a kind, for example "Pod"');
  if (typeof apiVersion !== "string" || apiVersion === "")
    return refuse([...path, "apiVersion"], "object without an apiVersion", apiVersion, 'an apiVersion, for example "v1"');
  if (kind.endsWith("List") && (Array.isArray(items) || items === null || items === undefined)) {
    const own = kind.slice(0, -"List".length);
    // Items of a typed list (PodList) carry no kind of their own when the API server sends them.
    (items ?? []).forEach((item: unknown, i: number) => {
      const whole = isRecord(item) && own !== "" ? { apiVersion, kind: own, ...item } : item;
      collect(whole, [...path, "items", i], place, into, file);
    });
    return;
  }
  if (!isRecord(metadata)) return refuse([...path, "metadata"], `${kind} without metadata`, metadata, "metadata with a name");
  if (typeof metadata["name"] !== "string" || metadata["name"] === "")
    return refuse([...path, "metadata", "name"], `${kind} without a name`, metadata["name"], "metadata.name: text");
  const spec = value["spec"];
  if (kind === "Pod" && apiVersion === "v1" && !(isRecord(spec) && Array.isArray(spec["containers"]))) {
    return refuse([...path, "spec"], "Pod without containers", spec, "spec.containers: a list");
  }
  into.push({ object: value as unknown as KubernetesObject, place: () => place([...path, "metadata", "name"]) });
}

function grouped(objects: readonly KubernetesObject[], placeOf: KubernetesObjects["placeOf"]): KubernetesObjects {
  const byKind = new Map<string, KubernetesObject[]>();
  const counts = new Map<string, { apiVersion: string; kind: string; count: number }>();
  for (const object of objects) {
    const list = byKind.get(object.kind);
    if (list === undefined) byKind.set(object.kind, [object]);
    else list.push(object);
    const key = `${object.apiVersion} ${object.kind}`;
    const entry = counts.get(key) ?? { apiVersion: object.apiVersion, kind: object.kind, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  const all = [...counts.values()].sort(
    (a, b) => b.count - a.count || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.apiVersion < b.apiVersion ? -1 : 1),
  );
  const core = (kind: string): readonly KubernetesObject[] => (byKind.get(kind) ?? []).filter((object) => object.apiVersion === "v1");
  return {
    // Checked above as far as readers need: apiVersion, kind, name, containers. The model checks the rest when it admits them.
    nodes: core("Node") as unknown as readonly Node[],
    pods: core("Pod") as unknown as readonly Pod[],
    byKind,
    known: all.filter(isKnown),
    unknown: all.filter((entry) => !isKnown(entry)),
    placeOf,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
