/** The format of scenario files, `apiVersion: orrery/v1`, `kind: Scenario`. What each field means: docs/scenario-format.md. */
import { BEHAVIOR } from "./behavior-shape.ts";
import { DISTRIBUTION_OR_DURATION } from "./distribution-shape.ts";
import { EVICTION_HARD, KUBELET } from "./kubelet-shape.ts";
import { IMAGES, MANIFEST } from "./manifest-shape.ts";
import { LABELS, RESOURCE_LIST, TAINT } from "./metadata-shape.ts";
import { NODE_MONITOR } from "./node-monitor.ts";
import { POD, POD_TEMPLATE } from "./pod-shape.ts";
import { FAULT, TIMELINE_ENTRY } from "./timeline-shape.ts";
import { duration, flag, integer, list, map, object, oneOf, QUANTITY, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const NAME: Shape = { kind: "string", pattern: /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, accepted: "lower-case letters, digits, '-' and '.'" };
const SEED: Shape = { kind: "either", of: [integer(), { kind: "string", pattern: /./, accepted: "a number or a text that is not empty" }] };
const COUNT = integer(0);

const CONTROL_PLANE = object(
  {
    watchDelay: duration("From a write in the store to the scheduler's and the kubelets' caches."),
    schedulingCycle: duration("One scheduling cycle."),
    binding: duration("From the end of a cycle until the binding is written."),
    eviction: duration("From a nomination to the deletion of its victims."),
    podStart: duration("From the kubelet's hearing of a pod to Running."),
    podStop: duration("From the kubelet's hearing of a deletion to the end of the pod; the pod's grace period is the limit."),
    relist: duration("How often a kubelet looks at what its container runtime did."),
    containerStart: duration("From the creation of a container to its first instruction."),
    nodeMonitor: NODE_MONITOR,
  },
  { about: "Durations of the control plane and the nodes." },
);

const SCHEDULER = object(
  {
    configuration: {
      kind: "foreign",
      owner: "KubeSchedulerConfiguration",
      about: "A KubeSchedulerConfiguration of kubescheduler.config.k8s.io/v1, unchanged.",
    },
    file: text("A file with a KubeSchedulerConfiguration, relative to the scenario."),
    tieBreak: oneOf(["heap", "first", "random"], "Who wins among nodes of equal score."),
  },
  { atMostOneOf: ["configuration", "file"] },
);

const LAYOUT = object({
  zones: list(text(), "Nodes go round the zones.", 1),
  racksPerZone: integer(1, "Within a zone, nodes go round its racks."),
  zoneLabel: text("Label of the zone; topology.kubernetes.io/zone by default."),
  rackLabel: text("Label of the rack; topology.orrery.io/rack by default."),
  rackPattern: text("Name of a rack from {zone} and {rack}; {zone}-rack-{rack} by default."),
});

const PRESENT_IMAGES: Shape = {
  kind: "either",
  of: [list(text(), "Names, of spec.images.sizes."), map(QUANTITY, "Bytes by name.")],
  about: "Images that are on the nodes from the start.",
};

const FILE = object(
  { file: text("Kubernetes YAML or JSON, several documents and lists included, relative to the scenario.") },
  { required: ["file"] },
);
/** An item with `file` and no `kind` is a file; any other is an object of Kubernetes. */
export const MANIFEST_OR_FILE: Shape = { ...MANIFEST, name: "manifestOrFile", without: { has: "file", shape: FILE } };

/** The same for pods of the kubelet's own files. */
const STATIC_POD: Shape = {
  kind: "cases",
  name: "podOrFile",
  field: "kind",
  of: { Pod: POD },
  without: { has: "file", shape: FILE },
};

/** More is no overselling but a slip: a hundred containers that want a core each would have a hundredth of one. */
export const OVERSELL_RATIO: Shape = { kind: "number", above: 0, maximum: 100 };

const NODE_POOL: ObjectShape = object(
  {
    name: NAME,
    count: COUNT,
    namePattern: text("From {pool}, {index}, {index1}, {zone}, {rack}; {pool}-{index} by default."),
    capacity: RESOURCE_LIST,
    oversell: map(OVERSELL_RATIO, "Ratio by resource: what the node reports is the hardware times this."),
    kubeReserved: RESOURCE_LIST,
    systemReserved: RESOURCE_LIST,
    evictionHard: EVICTION_HARD,
    kubelet: KUBELET,
    system: object({ cpu: QUANTITY, memory: QUANTITY }, { about: "What runs outside pods wants and holds; nothing by default." }),
    stallBelow: {
      ...QUANTITY,
      about: "With less memory left on the machine its kubelet neither acts nor renews its lease; 0, never, by default.",
    },
    download: { ...QUANTITY, about: "Bytes a second of image pulls; unlimited by default." },
    pids: integer(1, "Processes and threads of the machine; 4194304 by default."),
    presentImages: PRESENT_IMAGES,
    staticPods: list(STATIC_POD, "Pods of the kubelet's own files, on every node."),
    labels: LABELS,
    annotations: LABELS,
    taints: list(TAINT),
    unschedulable: flag(),
    layout: LAYOUT,
    images: IMAGES,
  },
  { name: "nodePool", required: ["name", "count", "capacity"] },
);

const ARRIVALS = object(
  {
    at: duration("All at this time."),
    every: duration("At a constant distance."),
    interval: { ...DISTRIBUTION_OR_DURATION, about: "Time from one arrival to the next." },
    times: list(duration(), "At exactly these times.", 1),
    start: duration("Of the first arrival with every, of the first interval with interval; 0s by default."),
    until: duration("Nothing arrives from this time on."),
    batch: integer(1, "Pods at each arrival; 1 by default."),
  },
  { oneOf: ["at", "every", "interval", "times"] },
);

const WORKLOAD: ObjectShape = object(
  {
    name: NAME,
    namespace: NAME,
    template: POD_TEMPLATE,
    count: { ...COUNT, about: "Pods in all." },
    arrivals: ARRIVALS,
    duration: { ...DISTRIBUTION_OR_DURATION, about: "How long a pod runs once started; forever by default." },
  },
  { name: "workload", required: ["name", "template"] },
);

const PATHS: Shape = { kind: "either", of: [text(), list(text(), undefined, 1)] };
const TRACE = object(
  {
    name: NAME,
    nodes: { ...PATHS, about: "Files with nodes, relative to the scenario." },
    pods: { ...PATHS, about: "Files with pods, relative to the scenario." },
    format: text("Left out: recognised by content."),
    timed: object(
      {
        timeScale: { kind: "number", above: 0, about: "Time in the simulation for a unit of time in the trace; 1 by default." },
      },
      { about: "Pods arrive when they did; the default." },
    ),
    inflation: object(
      {
        resource: oneOf(["cpu", "memory", "gpu"]),
        target: { kind: "number", above: 0, about: "Share of the capacity that the pods together ask for; 1.3 is 130 %." },
      },
      { required: ["resource", "target"], about: "Pods arrive once, shuffled, with clones up to the target; none leaves." },
    ),
    usage: object(
      {
        fragments: text("OpenDC's fragments.parquet of the machines in pods, relative to the scenario."),
        mhzPerCore: { kind: "number", above: 0, about: "What a whole core of the recorded machines gave." },
      },
      { required: ["fragments", "mhzPerCore"], about: "The pods use the CPU that was recorded: pods is OpenDC's tasks.parquet." },
    ),
    nodeLimit: integer(1),
    podLimit: integer(1),
    strict: flag("Refuse bad rows instead of counting them."),
  },
  { atMostOneOf: ["timed", "inflation"] },
);

const IMAGE_SIZES = object({
  registry: object({ bandwidth: { ...QUANTITY, about: "Bytes a second to all nodes together; unlimited by default." } }),
  sizes: map(QUANTITY, "Bytes by image, named as the containers name it; an image that is not listed takes no time to pull."),
});

export const SCENARIO: ObjectShape = object(
  {
    apiVersion: oneOf(["orrery/v1"]),
    kind: oneOf(["Scenario"]),
    metadata: object({ name: NAME, labels: LABELS, annotations: LABELS }, { required: ["name"] }),
    spec: object(
      {
        description: text(),
        seed: { ...SEED, about: "1 by default." },
        seeds: list(SEED, "For several runs; a single run takes the first.", 1),
        horizon: duration("The run ends here; idle: when nothing is left to happen. idle by default.", ["idle"]),
        controlPlane: CONTROL_PLANE,
        scheduler: SCHEDULER,
        nodePools: list(NODE_POOL),
        manifests: list(MANIFEST_OR_FILE),
        workloads: list(WORKLOAD),
        behaviors: list(BEHAVIOR, "What containers do; of several that match a container the first counts."),
        images: IMAGE_SIZES,
        traces: list(TRACE),
        timeline: list(TIMELINE_ENTRY),
        faults: list(FAULT, "Outages of nodes by chance."),
        explain: list(text(), "Pods, as namespace/name, whose decisions are kept with scores."),
      },
      { atMostOneOf: ["seed", "seeds"] },
    ),
  },
  { required: ["apiVersion", "kind", "metadata", "spec"] },
);
