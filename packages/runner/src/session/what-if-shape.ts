/** How a what-if is written, as data: what the address of a dashboard and a command line may hold. */
import { integer, list, map, MOST_REPLICAS, object, oneOf, OVERSELL_RATIO, PROBE_NUMBERS, QUANTITY, text } from "../scenario/index.ts";
import type { ObjectShape, Shape } from "../scenario/index.ts";

/** Almost 16 years: a moment and what lasts from then on both lie within simulated time. */
const MOST_SECONDS = 5e8;

const NODES: Shape = {
  ...object({
    names: list(text(), "Their names.", 1),
    pool: text("Of one pool."),
    label: object({ key: text(), value: text() }, { required: ["key", "value"] }),
  }),
  about: 'nodes by name, pool or label, such as { "pool": "dense" }',
};

const change = (name: string, fields: Readonly<Record<string, Shape>>, optional: readonly string[] = []): ObjectShape =>
  object(
    { atUs: integer(0, "microseconds since the start, such as 600000000", MOST_SECONDS * 1e6), do: oneOf([name]), ...fields },
    { required: ["atUs", "do", ...Object.keys(fields).filter((field) => !optional.includes(field))] },
  );

const WORKLOAD = {
  kind: oneOf(["Deployment", "ReplicaSet"], "Deployment or ReplicaSet"),
  namespace: text('a text such as "default"'),
  name: text("a text"),
};
const POOL = text("the name of a pool");
const { periodSeconds, timeoutSeconds, failureThreshold } = PROBE_NUMBERS;
const PROBES = object({ periodSeconds, timeoutSeconds, failureThreshold });
/** The API server refuses white space around it. */
const IMAGE: Shape = { kind: "string", pattern: /^\S(.*\S)?$/, accepted: 'the name of an image, such as "web:2"' };
/** Names of a trace's pods are as free as its file writes them. */
const POD_KEY: Shape = {
  kind: "string",
  pattern: /^[^/]+\/./s,
  accepted: 'a pod as "namespace/name"',
  about: 'a pod as "namespace/name"',
};
/** Each is a node of its own in every frame. */
const MOST_NODES = 10_000;
const WEIGHT = integer(0, undefined, 100);
const FROM_THE_BEGINNING: Shape = { kind: "integer", minimum: 0, maximum: 0, accepted: "0: a policy holds from the beginning" };

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
        // Whole microseconds, of which one is the least.
        forSeconds: { kind: "number", minimum: 1e-6, maximum: MOST_SECONDS },
      },
      ["forSeconds"],
    ),
    cordon: change("cordon", { nodes: NODES }),
    uncordon: change("uncordon", { nodes: NODES }),
    addNodes: change("addNodes", { pool: POOL, count: integer(1, `an integer from 1 to ${MOST_NODES}`, MOST_NODES) }),
    oversell: change("oversell", { pool: POOL, ratio: { ...OVERSELL_RATIO, about: "a number over 0 and up to 100" } }),
    scale: change("scale", { ...WORKLOAD, replicas: integer(0, "an integer of at least 0", MOST_REPLICAS) }),
    template: change(
      "template",
      {
        ...WORKLOAD,
        image: IMAGE,
        cpuRequest: QUANTITY,
        memoryRequest: QUANTITY,
        cpuLimit: QUANTITY,
        memoryLimit: QUANTITY,
        probes: PROBES,
      },
      ["image", "cpuRequest", "memoryRequest", "cpuLimit", "memoryLimit", "probes"],
    ),
    deletePod: change("deletePod", { key: POD_KEY }),
    policy: change("policy", {
      atUs: FROM_THE_BEGINNING,
      strategy: oneOf(["LeastAllocated", "MostAllocated"], "LeastAllocated or MostAllocated"),
      weights: map(WEIGHT, 'weights of plugins, such as { "NodeAffinity": 3 }, or {}'),
    }),
  },
};
