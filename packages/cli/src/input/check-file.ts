/** What is wrong with one input file, whatever it is; the kind is found by content. */
import { checkScenario, formatProblem } from "@orrery/runner/scenario";
import { detectSource, readNodes, readPods } from "@orrery/traces/detect";
import { fromBytes, readKubernetesObjects, readOpendcTopology } from "@orrery/traces/formats";
import type { ReadReport } from "@orrery/traces/formats";
import { sentence } from "@orrery/traces/report";
import { asUserError } from "../job/index.ts";
import { policyComplaint, policyInContext, readPolicy } from "../policy/index.ts";
import { readBytes, readText } from "./open-file.ts";
import { newRegistry } from "./plugin-registry.ts";
import { schedulerProfile } from "./scheduler-profile.ts";
import { TraceFiles } from "./trace-files.ts";

export interface FileVerdict {
  readonly file: string;
  /** What the file was taken for. */
  readonly what: string;
  /** Each a sentence with its place. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Never rejects for what a user wrote. */
export async function checkFile(file: string): Promise<FileVerdict> {
  try {
    if (/\.(?:[cm]?[jt]s)$/.test(file)) return policy(file, await readText(file));
    const bytes = await readBytes(file);
    const start = new TextDecoder().decode(bytes.subarray(0, 64 * 1024));
    if (/^\s*"?apiVersion"?\s*:\s*"?orrery\//m.test(start) || /^\s*"?kind"?\s*:\s*"?Scenario\b/m.test(start))
      return await scenario(file, bytes);
    if (/^\s*"?kind"?\s*:\s*"?KubeSchedulerConfiguration\b/m.test(start)) return await configuration(file);
    return await trace(file, bytes);
  } catch (cause) {
    const error = asUserError(cause);
    if (error === undefined) throw cause;
    return { file, what: "input", errors: error.message.split("\n"), warnings: [] };
  }
}

/** Its text is run, which only defines; no pod is scheduled. */
function policy(file: string, text: string): FileVerdict {
  const found = readPolicy(file, text);
  try {
    const { plugin } = policyInContext(found);
    return { file, what: `scheduling policy: ${plugin.points.join(", ")}`, errors: [], warnings: [] };
  } catch (cause) {
    throw policyComplaint(cause, file);
  }
}

async function scenario(file: string, bytes: Uint8Array): Promise<FileVerdict> {
  const ports = { readText, registry: newRegistry(), loadTrace: new TraceFiles().load };
  const { problems } = await checkScenario(new TextDecoder().decode(bytes), file, ports);
  const of = (severity: "error" | "warning") => problems.filter((problem) => problem.severity === severity).map(formatProblem);
  return { file, what: "scenario", errors: of("error"), warnings: of("warning") };
}

async function configuration(file: string): Promise<FileVerdict> {
  const { notes } = await schedulerProfile(file, newRegistry(), new TraceFiles());
  return { file, what: "KubeSchedulerConfiguration", errors: [], warnings: notes.map((note) => `${file}: warning: ${note}`) };
}

async function trace(file: string, bytes: Uint8Array): Promise<FileVerdict> {
  const { format } = await detectSource(fromBytes(bytes), { file });
  if (format.id === "kubernetes-json" || format.id === "kubernetes-yaml") {
    const { known, unknown } = await readKubernetesObjects(fromBytes(bytes), { file });
    const what = known.map(({ kind, count }) => `${count} ${kind}`).join(", ");
    return {
      file,
      what: `${format.title}: ${what}`,
      errors: [],
      warnings: unknown.map(
        ({ apiVersion, kind, count }) => `${file}: warning: ${count} objects of kind ${kind} (${apiVersion}) change nothing`,
      ),
    };
  }
  if (format.id === "opendc-topology") {
    const hosts = await readOpendcTopology(fromBytes(bytes), { file });
    return { file, what: `${format.title}: ${hosts.length} hosts`, errors: [], warnings: [] };
  }
  const warnings: string[] = [];
  let what = format.title;
  if (format.readPods !== undefined && format.readNodes !== undefined) return { file, what, errors: [], warnings };
  if (format.readNodes !== undefined) {
    const { report } = await readNodes(fromBytes(bytes), { file });
    what += rowsText(report, "nodes", warnings);
  } else if (format.readPods !== undefined) {
    const { report } = await readPods(fromBytes(bytes), { file });
    what += rowsText(report, "pods", warnings);
  }
  return { file, what, errors: [], warnings };
}

function rowsText(report: ReadReport, noun: string, warnings: string[]): string {
  const more = report.badRows - report.firstBad.length;
  warnings.push(...report.firstBad.map(sentence));
  if (more > 0) warnings.push(`${report.file}: and ${more} bad rows more`);
  for (const column of report.ignoredColumns) warnings.push(`${report.file}: warning: the column ${column} changes nothing`);
  return `: ${report.rows} ${noun}${report.badRows > 0 ? `, ${report.badRows} bad rows` : ""}`;
}
