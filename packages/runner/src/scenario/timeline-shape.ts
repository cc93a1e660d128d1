/** What can happen in a scenario: `spec.timeline`, and faults by chance: `spec.faults`. */
import { DISTRIBUTION_OR_DURATION, DRAWN_TIME } from "./distribution-shape.ts";
import { MANIFEST, MOST_REPLICAS } from "./manifest-shape.ts";
import { LABELS, TAINT } from "./metadata-shape.ts";
import { duration, flag, integer, list, map, object, oneOf, QUANTITY, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const TARGET_FIELDS: Readonly<Record<string, Shape>> = {
  names: list(text(), undefined, 1),
  pool: text(),
  labels: LABELS,
  count: integer(1, "Only so many, in order of their names."),
};
const TARGET = object(TARGET_FIELDS, { name: "nodeTarget", oneOf: ["names", "pool", "labels"] });
const targetWith = (fields: Readonly<Record<string, Shape>>, required: readonly string[], about?: string): ObjectShape =>
  object({ nodes: TARGET, ...fields }, { required: ["nodes", ...required], ...(about === undefined ? {} : { about }) });

const FOREVER = ["forever"];
const ONE_BY_ONE = { every: duration("One node after another, so far apart; left out: all at once.") };
const ABOUT = {
  crash: "The machine is dead at once, and comes back after `down`; forever by default.",
  reboot: "A shutdown in order, then `down` until the kubelet runs again.",
  hangRuntime: "The container runtime answers nothing; until `recover` by default.",
  stopKubelet: "The kubelet stops, its pods go on; until `recover` by default.",
  fillDisk: "Something outside the pods writes so much to the disk; until `recover` by default.",
};

const CHANGE_OF_TEMPLATE = ["image", "images", "labels", "annotations", "template", "restart", "undo"];
const ROLLOUT = object(
  {
    deployment: text(),
    namespace: text(),
    image: text("Of the only container."),
    images: map(text(), "By the name of the container."),
    labels: LABELS,
    annotations: LABELS,
    template: { kind: "foreign", owner: "patch of a pod template", about: "A strategic merge patch of spec.template." },
    restart: flag("As kubectl rollout restart: the same template with a new annotation."),
    undo: flag("As kubectl rollout undo: the template before this one."),
  },
  { required: ["deployment"], about: "A new version of a Deployment's pods." },
);

/** Kinds that users alone write the spec of. */
export const PATCHED_KINDS: readonly string[] = ["Deployment", "ReplicaSet", "Node", "Pod", "Namespace", "Service", "PodDisruptionBudget"];

const ACTIONS: Readonly<Record<string, Shape>> = {
  cordon: TARGET,
  uncordon: TARGET,
  taint: targetWith({ taint: TAINT }, ["taint"]),
  untaint: targetWith({ key: text(), effect: oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"]) }, ["key"]),
  label: targetWith({ set: LABELS, remove: list(text()) }, []),
  addNodes: object({ pool: text(), count: integer(1) }, { required: ["pool", "count"] }),
  removeNodes: TARGET,
  crash: targetWith({ down: duration(undefined, FOREVER), ...ONE_BY_ONE }, [], ABOUT.crash),
  reboot: targetWith({ down: duration(), ...ONE_BY_ONE }, ["down"], ABOUT.reboot),
  hangRuntime: targetWith({ for: duration(undefined, FOREVER), ...ONE_BY_ONE }, [], ABOUT.hangRuntime),
  stopKubelet: targetWith({ for: duration(undefined, FOREVER), ...ONE_BY_ONE }, [], ABOUT.stopKubelet),
  fillDisk: targetWith({ amount: QUANTITY, for: duration(undefined, FOREVER), ...ONE_BY_ONE }, ["amount"], ABOUT.fillDisk),
  recover: targetWith(ONE_BY_ONE, [], "Ends whatever lasts: the machine boots, kubelet and runtime answer, the disk is freed."),
  apply: MANIFEST,
  patch: object(
    {
      kind: oneOf(PATCHED_KINDS),
      name: text(),
      namespace: text(),
      patch: { kind: "foreign", owner: "strategic merge patch", about: "A strategic merge patch." },
    },
    { required: ["kind", "name", "patch"] },
  ),
  rollout: ROLLOUT,
  delete: object(
    {
      kind: text(),
      name: text(),
      namespace: text(),
      gracePeriodSeconds: integer(0, "Of a Pod, in place of its own; 0: at once.", 2_147_483_647),
    },
    { required: ["kind", "name"] },
  ),
  scale: object(
    { kind: oneOf(["Deployment", "ReplicaSet"]), name: text(), namespace: text(), replicas: integer(0, "Pods wanted.", MOST_REPLICAS) },
    { required: ["kind", "name", "replicas"] },
  ),
  createPods: object({ workload: text(), count: integer(1) }, { required: ["workload", "count"] }),
};

export const TIMELINE_ENTRY: ObjectShape = object(
  {
    at: duration("When."),
    ...ACTIONS,
    drain: {
      kind: "any",
      refused: "drain is not modelled yet; cordon the nodes and delete pods by name, or remove the nodes with removeNodes",
    },
  },
  { required: ["at"], oneOf: Object.keys(ACTIONS) },
);

const FAULTS: Readonly<Record<string, Shape>> = {
  crash: object({ down: DISTRIBUTION_OR_DURATION }, { about: ABOUT.crash }),
  reboot: object({ down: DRAWN_TIME }, { required: ["down"], about: ABOUT.reboot }),
  hangRuntime: object({ for: DISTRIBUTION_OR_DURATION }, { about: ABOUT.hangRuntime }),
  stopKubelet: object({ for: DISTRIBUTION_OR_DURATION }, { about: ABOUT.stopKubelet }),
  fillDisk: object({ amount: QUANTITY, for: DISTRIBUTION_OR_DURATION }, { required: ["amount"], about: ABOUT.fillDisk }),
};

export const FAULT: ObjectShape = object(
  {
    name: text("Names its draws; FAULT-NUMBER by default."),
    nodes: TARGET,
    every: { ...DRAWN_TIME, about: "Of each node: from when it is there, or the end of its last fault, to the next." },
    start: duration("No fault before; 0s by default."),
    until: duration("No fault from then on; the horizon by default."),
    ...FAULTS,
  },
  { name: "fault", required: ["nodes", "every"], oneOf: Object.keys(FAULTS) },
);

/** A rollout says at least one of these. */
export const ROLLOUT_CHANGES: readonly string[] = CHANGE_OF_TEMPLATE;
