/** How a what-if is written, as data: what the address of a dashboard and a command line may hold. */
import { integer, list, map, object, oneOf, QUANTITY, text } from "../scenario/index.ts";
import type { ObjectShape, Shape } from "../scenario/index.ts";

const NODES: Shape = {
  ...object({
    names: list(text(), "Their names."),
    pool: text("Of one pool."),
    label: object({ key: text(), value: text() }, { required: ["key", "value"] }),
  }),
  about: 'nodes by name, pool or label, such as { "pool": "dense" }',
};

const change = (name: string, fields: Readonly<Record<string, Shape>>, optional: readonly string[] = []): ObjectShape =>
  object(
    { atUs: integer(0, "microseconds since the start, such as 600000000"), do: oneOf([name]), ...fields },
    { required: ["atUs", "do", ...Object.keys(fields).filter((field) => !optional.includes(field))] },
  );

const WORKLOAD = {
  kind: oneOf(["Deployment", "ReplicaSet"], "Deployment or ReplicaSet"),
  namespace: text('a text such as "default"'),
  name: text("a text"),
};
const POOL = text("the name of a pool");
const PROBES = object({ periodSeconds: integer(1), timeoutSeconds: integer(1), failureThreshold: integer(1) });

export const WHAT_IF_SHAPE: Shape = {
  kind: "cases",
  field: "do",
  of: {
    removeNodes: change("removeNodes", { nodes: NODES }),
    fault: change(
      "fault",
      {
        fault: oneOf(["crash", "reboot", "stopKubelet", "hangRuntime"], "crash, reboot, stopKubelet or hangRuntime"),
        nodes: NODES,
        forSeconds: { kind: "number", above: 0 },
      },
      ["forSeconds"],
    ),
    cordon: change("cordon", { nodes: NODES }),
    uncordon: change("uncordon", { nodes: NODES }),
    addNodes: change("addNodes", { pool: POOL, count: integer(1, "an integer of at least 1") }),
    oversell: change("oversell", { pool: POOL, ratio: { kind: "number", above: 0, maximum: 100, about: "a number over 0 and up to 100" } }),
    scale: change("scale", { ...WORKLOAD, replicas: integer(0, "an integer of at least 0") }),
    template: change(
      "template",
      {
        ...WORKLOAD,
        image: text(),
        cpuRequest: QUANTITY,
        memoryRequest: QUANTITY,
        cpuLimit: QUANTITY,
        memoryLimit: QUANTITY,
        probes: PROBES,
      },
      ["image", "cpuRequest", "memoryRequest", "cpuLimit", "memoryLimit", "probes"],
    ),
    deletePod: change("deletePod", { key: text('a pod as "namespace/name"') }),
    policy: change("policy", {
      strategy: oneOf(["LeastAllocated", "MostAllocated"], "LeastAllocated or MostAllocated"),
      weights: map({ kind: "integer", minimum: 0, maximum: 100 }, 'weights of plugins, such as { "NodeAffinity": 3 }, or {}'),
    }),
  },
};
