/** The columns of Orrery's own node and pod files, for CSV and Parquet alike. docs/trace-format.md is the user's side. */
import type { CsvColumn, CsvPlan, NumberColumn } from "../csv/index.ts";
import type { RowProblems } from "../report/index.ts";
import { eachNodeOnce, nodeNameColumn } from "./node-names.ts";
import { planForHeader } from "./plan-for-header.ts";
import { QUANTITY_ACCEPTED, quantityIn } from "./quantity-text.ts";

/** Columns for labels and extended resources carry their key behind these. */
export const LABEL_PREFIX = "label.";
export const RESOURCE_PREFIX = "resource.";

export const NODE_REQUIRED = ["name", "cpu", "memory"] as const;
export const POD_REQUIRED = ["name"] as const;
/** What tells a node file from a pod file. */
export const NODE_ONLY = ["pods", "gpu_model", "gpu_sharing", "taints", "unschedulable"] as const;
export const POD_ONLY = [
  "namespace",
  "app",
  "arrival_s",
  "scheduled_s",
  "end_s",
  "duration_s",
  "end_censored",
  "batch",
  "priority",
  "priority_class",
  "qos",
  "cpu_limit",
  "memory_limit",
  "ephemeral_storage_limit",
  "gpu_milli",
  "gpu_models",
  "max_per_node",
  "node_selector",
] as const;
/** The fixed columns that make a pod's shape, in the order that `podShape` takes them. */
export const SHAPE_COLUMNS = [
  "namespace",
  "app",
  "cpu",
  "memory",
  "ephemeral_storage",
  "cpu_limit",
  "memory_limit",
  "ephemeral_storage_limit",
  "gpu",
  "gpu_milli",
  "gpu_models",
  "priority",
  "priority_class",
  "qos",
  "max_per_node",
  "node_selector",
] as const;

const NAME: CsvColumn = { kind: "text", name: "name", blank: "bad", accepted: "a name" };

export function nodePlan(header: readonly string[], problems: RowProblems): CsvPlan {
  const columns: CsvColumn[] = [
    nodeNameColumn("name"),
    quantity("cpu", "milli", false),
    quantity("memory", "units", false),
    quantity("ephemeral_storage", "units"),
    count("pods"),
    count("gpu"),
    text("gpu_model"),
    flag("gpu_sharing"),
    pattern("taints", TAINTS, 'key=value:Effect or key:Effect, several joined by ";"'),
    flag("unschedulable"),
  ];
  return strictPlan(
    header,
    problems,
    { columns: [...columns, ...keyed(header)], check: eachNodeOnce("name") },
    NODE_REQUIRED,
    "an Orrery node file",
  );
}

export function podPlan(header: readonly string[], problems: RowProblems): CsvPlan {
  const columns: CsvColumn[] = [
    NAME,
    pattern("namespace", /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, "a namespace's name: a-z, 0-9 and -, up to 63"),
    text("app"),
    quantity("cpu", "milli"),
    quantity("memory", "units"),
    quantity("ephemeral_storage", "units"),
    quantity("cpu_limit", "milli"),
    quantity("memory_limit", "units"),
    quantity("ephemeral_storage_limit", "units"),
    count("gpu"),
    count("gpu_milli", 1000),
    text("gpu_models"),
    pattern("priority", /^-?\d{1,10}$/, "a whole number"),
    text("priority_class"),
    text("qos"),
    count("max_per_node"),
    pattern("node_selector", PAIRS, 'key=value, several joined by ";"'),
    seconds("arrival_s"),
    seconds("scheduled_s"),
    seconds("end_s"),
    seconds("duration_s"),
    flag("end_censored"),
    count("batch", 2 ** 31 - 1),
  ];
  const plan = strictPlan(header, problems, { columns: [...columns, ...keyed(header)] }, POD_REQUIRED, "an Orrery pod file");
  const has = (name: string): boolean => header.includes(name);
  if (!has("arrival_s") || (!has("end_s") && !has("scheduled_s"))) return plan;
  return {
    ...plan,
    check: (row, columns_) => {
      const arrival = columns_.number("arrival_s")[row]!;
      for (const column of ["scheduled_s", "end_s"]) {
        const at = has(column) ? columns_.number(column)[row]! : Number.NaN;
        if (at < arrival) {
          const reason = column === "end_s" ? "deleted before it was created" : "scheduled before it was created";
          return { column, reason, found: `${at / 1e6} after arrival ${arrival / 1e6}`, accepted: `${column} from arrival_s on` };
        }
      }
      return undefined;
    },
  };
}

/** People's own files: a column that nothing reads is refused, it may be a slip of the pen. */
function strictPlan(header: readonly string[], problems: RowProblems, plan: CsvPlan, required: readonly string[], title: string): CsvPlan {
  const known = planForHeader(header, problems, plan, required, title);
  const unknown = header.filter((name) => !plan.columns.some((column) => column.name === name));
  if (unknown.length > 0) {
    const accepted = `${plan.columns.map((column) => column.name).join(", ")}, label.<key>, resource.<name>`;
    problems.refuse({ reason: `column that ${title} does not have`, line: 1, column: 0, found: unknown.join(", "), accepted });
  }
  return known;
}

function keyed(header: readonly string[]): CsvColumn[] {
  return header.flatMap((name) => {
    if (name.startsWith(LABEL_PREFIX) && name.length > LABEL_PREFIX.length)
      return [pattern(name, /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, "a label's value: up to 63 letters, digits, - _ .")];
    return name.startsWith(RESOURCE_PREFIX) && name.length > RESOURCE_PREFIX.length ? [quantity(name, "units")] : [];
  });
}

const TAINT = "[^=:;\\s]+(=[^=:;\\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)";
const TAINTS = new RegExp(`^${TAINT}(;${TAINT})*$`);
const PAIRS = /^[^=;\s]+=[^=;\s]*(;[^=;\s]+=[^=;\s]*)*$/;

function quantity(name: string, unit: "units" | "milli", blank = true): CsvColumn {
  return {
    kind: "dictionary",
    name,
    accept: (cell) => (cell === "" ? blank : quantityIn(cell, unit) !== undefined),
    accepted: QUANTITY_ACCEPTED,
  };
}

function count(name: string, max = 1e6): CsvColumn {
  return {
    kind: "dictionary",
    name,
    accept: (cell) => cell === "" || (/^\d{1,10}$/.test(cell) && Number(cell) <= max),
    accepted: `a whole number from 0 to ${max}`,
  };
}

function pattern(name: string, form: RegExp, accepted: string): CsvColumn {
  return { kind: "dictionary", name, accept: (cell) => cell === "" || form.test(cell), accepted };
}

function text(name: string): CsvColumn {
  return { kind: "dictionary", name, accepted: "text" };
}

function flag(name: string): CsvColumn {
  return pattern(name, /^(true|false)$/, "true or false");
}

function seconds(name: string): NumberColumn {
  return { kind: "number", name, blank: "nan", min: 0, max: 9e9, scale: 1e6, accepted: "seconds from 0 to 9e9, or blank" };
}
