/** All formats: how each is recognised by content and read. A new format is one file and one entry here. */
import type { ByteSource } from "../bytes/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { DLRM_COLUMNS, readDlrmPods } from "./dlrm.ts";
import { HUAWEI_COLUMNS, readHuaweiVms } from "./huawei.ts";
import { OPENB_NODE_COLUMNS, OPENB_POD_COLUMNS, readOpenbNodes, readOpenbPods } from "./openb.ts";
import { NODE_ONLY, NODE_REQUIRED, POD_ONLY, POD_REQUIRED } from "./orrery-columns.ts";
import { readOrreryNodesCsv, readOrreryNodesParquet, readOrreryPodsCsv, readOrreryPodsParquet } from "./orrery-read.ts";
import type { TraceNodes, TracePods } from "./trace.ts";

export type FormatId =
  | "openb-nodes"
  | "openb-pods"
  | "dlrm"
  | "huawei-vms"
  | "orrery-nodes-csv"
  | "orrery-pods-csv"
  | "orrery-parquet"
  | "azure-arrivals"
  | "azure-lifetimes"
  | "azure-flavors"
  | "azure-intervals"
  | "numpy"
  | "opendc-topology"
  | "kubernetes-json"
  | "kubernetes-yaml";

/** The start of a file, looked at in the ways that formats need. */
export interface Sample {
  readonly bytes: Uint8Array;
  /** The bytes as text without byte order mark; "" for binary files. */
  readonly text: string;
  /** Fields of the first line as CSV. */
  readonly header: readonly string[];
}

export interface TraceFormat {
  readonly id: FormatId;
  readonly title: string;
  /** What the file must start with; docs/trace-format.md has the same. */
  readonly accepted: string;
  /** Why the sample is of this format, or undefined. */
  readonly recognise: (sample: Sample) => string | undefined;
  readonly readNodes?: (source: ByteSource, options?: ReadOptions) => Promise<TraceNodes>;
  readonly readPods?: (source: ByteSource, options?: ReadOptions) => Promise<TracePods>;
}

/** In the order in which they are asked; the first that recognises the sample wins. */
export function traceFormats(): readonly TraceFormat[] {
  return [
    csv("openb-nodes", "openb node list", OPENB_NODE_COLUMNS, { readNodes: readOpenbNodes }),
    csv("openb-pods", "openb pod list", OPENB_POD_COLUMNS, { readPods: readOpenbPods }),
    csv("dlrm", "DLRM inference instances", DLRM_COLUMNS, { readPods: readDlrmPods }),
    csv("huawei-vms", "Huawei-East-1 virtual machines", HUAWEI_COLUMNS, { readPods: readHuaweiVms }),
    own("orrery-nodes-csv", "Orrery node file", NODE_REQUIRED, NODE_ONLY, { readNodes: readOrreryNodesCsv }),
    own("orrery-pods-csv", "Orrery pod file", POD_REQUIRED, POD_ONLY, { readPods: readOrreryPodsCsv }),
    {
      id: "orrery-parquet",
      title: "Orrery node or pod file as Parquet",
      accepted: "the mark PAR1",
      recognise: ({ bytes }) => (latin1(bytes, 0, 4) === "PAR1" ? "it starts with PAR1" : undefined),
      readNodes: readOrreryNodesParquet,
      readPods: readOrreryPodsParquet,
    },
    {
      id: "numpy",
      title: "NumPy array of row numbers",
      accepted: "the mark \\x93NUMPY",
      recognise: ({ bytes }) => (bytes[0] === 0x93 && latin1(bytes, 1, 6) === "NUMPY" ? "it starts with \\x93NUMPY" : undefined),
    },
    lines("azure-lifetimes", "Azure lifetimes by bin", "a line such as: 2100000 U3,U3,|,C40,|,", /^\d+ (?:[UC]\d+,|\|,)+/),
    lines("azure-arrivals", "Azure arrivals by flavor", "a line such as: 2100000 m,m,|,b,|,", /^\d+ (?:[A-Za-z]{1,2},|\|,)+/),
    lines("azure-flavors", "Azure flavors", "lines such as: 4,28 i", /^(?:\d+,\d+(?:\.\d+)? [A-Za-z]+\r?\n){2}/),
    lines("azure-intervals", "Azure lifetime bins", "lines such as: 300 1", /^0 0\r?\n300 1\r?\n/),
    lines("opendc-topology", "OpenDC topology", 'JSON with "clusters" of hosts', /^\s*\{(?=[^]*"clusters"\s*:)(?=[^]*"coreCount"\s*:)/),
    lines(
      "kubernetes-json",
      "Kubernetes objects as JSON",
      'JSON objects with "apiVersion" and "kind"',
      /^\s*[[{](?=[^]*"(?:apiVersion|kind|items|metadata)"\s*:)/,
    ),
    lines(
      "kubernetes-yaml",
      "Kubernetes objects as YAML",
      "YAML documents with apiVersion and kind",
      /^(?:(?:#|---|%)[^\n]*\n|\s*\n)*(?:-\s+)?(?:apiVersion|kind|items|metadata)\s*:/,
    ),
  ];
}

type Readers = Pick<TraceFormat, "readNodes" | "readPods">;

function csv(id: FormatId, title: string, columns: readonly string[], readers: Readers): TraceFormat {
  const recognise = ({ header }: Sample): string | undefined =>
    columns.every((name) => header.includes(name)) ? `its header has ${columns.join(", ")}` : undefined;
  return { id, title, accepted: `CSV with the columns ${columns.join(", ")}`, recognise, ...readers };
}

function own(id: FormatId, title: string, required: readonly string[], only: readonly string[], readers: Readers): TraceFormat {
  const recognise = ({ header }: Sample): string | undefined => {
    const mark = header.find((name) => only.includes(name));
    return mark !== undefined && required.every((name) => header.includes(name))
      ? `its header has ${required.join(", ")} and ${mark}`
      : undefined;
  };
  return { id, title, accepted: `CSV with ${required.join(", ")} and one of ${only.join(", ")}`, recognise, ...readers };
}

function lines(id: FormatId, title: string, accepted: string, form: RegExp): TraceFormat {
  return { id, title, accepted, recognise: ({ text }) => (form.test(text) ? `it starts with ${accepted}` : undefined) };
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
