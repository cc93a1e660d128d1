import { describe, expect, it } from "vitest";
import { formatConfigError } from "./config-error.ts";
import { EXTENSION_POINTS } from "./extension-points.ts";
import type { ExtensionPoint } from "./extension-points.ts";
import { kubernetesRegistry } from "./kubernetes-registry.ts";
import { defaultConfiguration, loadSchedulerConfiguration } from "./load-configuration.ts";
import type { ProfileConfiguration, SchedulerConfiguration } from "./scheduler-configuration.ts";

const HEADER = { apiVersion: "kubescheduler.config.k8s.io/v1", kind: "KubeSchedulerConfiguration" };
const gpuShare = {
  name: "GpuShare",
  points: ["filter", "score"] as const,
  readArgs: (args: Record<string, unknown>) => ({ rule: "first", ...args }),
};
const registry = kubernetesRegistry(new Map(), [gpuShare]);

function load(fields: Record<string, unknown>): SchedulerConfiguration {
  const loaded = loadSchedulerConfiguration({ ...HEADER, ...fields }, registry);
  if (!loaded.ok) throw new Error(loaded.errors.map(formatConfigError).join("\n"));
  return loaded.configuration;
}

function problems(fields: Record<string, unknown>): string[] {
  const loaded = loadSchedulerConfiguration({ ...HEADER, ...fields }, registry);
  return loaded.ok ? [] : loaded.errors.map((error) => `${error.path}: ${error.message}`);
}

const profile = (fields: Record<string, unknown>): Record<string, unknown> => ({ profiles: [{ schedulerName: "s", ...fields }] });
const args = (name: string, value: unknown): Record<string, unknown> => profile({ pluginConfig: [{ name, args: value }] });
const at = (p: ProfileConfiguration, point: ExtensionPoint): string[] =>
  p.points[point].map(({ name, weight }) => (weight === 0 ? name : `${name} ${weight}`));

describe("the default configuration", () => {
  it("has Kubernetes' plugins in Kubernetes' order", () => {
    const configuration = defaultConfiguration(registry);
    const [p] = configuration.profiles;
    expect(Object.fromEntries(EXTENSION_POINTS.map((point) => [point, at(p!, point)]))).toEqual({
      preEnqueue: ["SchedulingGates", "DynamicResources", "DefaultPreemption"],
      queueSort: ["PrioritySort"],
      preFilter: [
        "NodeAffinity",
        "NodePorts",
        "NodeResourcesFit",
        "VolumeRestrictions",
        "NodeVolumeLimits",
        "VolumeBinding",
        "VolumeZone",
        "PodTopologySpread",
        "InterPodAffinity",
        "DynamicResources",
        "NodeDeclaredFeatures",
      ],
      filter: [
        "NodeUnschedulable",
        "NodeName",
        "TaintToleration",
        "NodeAffinity",
        "NodePorts",
        "NodeResourcesFit",
        "VolumeRestrictions",
        "NodeVolumeLimits",
        "VolumeBinding",
        "VolumeZone",
        "PodTopologySpread",
        "InterPodAffinity",
        "DynamicResources",
        "NodeDeclaredFeatures",
      ],
      postFilter: ["DynamicResources", "DefaultPreemption"],
      preScore: [
        "TaintToleration",
        "NodeAffinity",
        "NodeResourcesFit",
        "VolumeBinding",
        "PodTopologySpread",
        "InterPodAffinity",
        "NodeResourcesBalancedAllocation",
      ],
      score: [
        "TaintToleration 3",
        "NodeAffinity 2",
        "NodeResourcesFit 1",
        "VolumeBinding 1",
        "PodTopologySpread 2",
        "InterPodAffinity 2",
        "DynamicResources 2",
        "NodeResourcesBalancedAllocation 1",
        "ImageLocality 1",
      ],
      reserve: ["VolumeBinding", "DynamicResources"],
      permit: [],
      preBind: ["VolumeBinding", "DynamicResources"],
      bind: ["DefaultBinder"],
      postBind: [],
    });
    expect(p).toMatchObject({ schedulerName: "default-scheduler", percentageOfNodesToScore: 0 });
    expect(configuration).toMatchObject({ podInitialBackoffSeconds: 1, podMaxBackoffSeconds: 10, parallelism: 16, notes: [] });
  });

  it("has Kubernetes' arguments", () => {
    const cpuAndMemory = [
      { name: "cpu", weight: 1 },
      { name: "memory", weight: 1 },
    ];
    const { plugins } = defaultConfiguration(registry).profiles[0]!;
    expect(plugins.get("NodeResourcesFit")).toEqual({
      ignoredResources: [],
      ignoredResourceGroups: [],
      scoringStrategy: { type: "LeastAllocated", resources: cpuAndMemory },
    });
    expect(plugins.get("NodeResourcesBalancedAllocation")).toEqual({ resources: cpuAndMemory });
    expect(plugins.get("InterPodAffinity")).toEqual({ hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false });
    expect(plugins.get("PodTopologySpread")).toEqual({ defaultingType: "System", defaultConstraints: [] });
    expect(plugins.get("DefaultPreemption")).toEqual({ minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 });
    expect(plugins.get("VolumeBinding")).toEqual({ bindTimeoutSeconds: 600 });
    expect(plugins.get("NodeName")).toEqual({});
  });
});

describe("profiles", () => {
  it("have their own share of nodes to score, else the common one", () => {
    const { profiles } = load({
      percentageOfNodesToScore: 40,
      profiles: [{ schedulerName: "a" }, { schedulerName: "b", percentageOfNodesToScore: 0 }],
    });
    expect(profiles.map((p) => [p.schedulerName, p.percentageOfNodesToScore])).toEqual([
      ["a", 40],
      ["b", 0],
    ]);
  });

  it("may use policies that are not Kubernetes' own, with arguments", () => {
    const [p] = load(
      profile({
        plugins: { multiPoint: { enabled: [{ name: "GpuShare", weight: 4 }] } },
        pluginConfig: [{ name: "GpuShare", args: { model: "A10" } }],
      }),
    ).profiles;
    expect(at(p!, "score").at(-1)).toBe("GpuShare 4");
    expect(at(p!, "filter").at(-1)).toBe("GpuShare");
    expect(p!.points.filter.at(-1)!.args).toEqual({ rule: "first", model: "A10" });
    expect(at(load({}).profiles[0]!, "filter")).not.toContain("GpuShare");
  });

  it("must differ in name, share one queue order, and have what scheduling needs", () => {
    expect(problems({ profiles: [{ schedulerName: "a" }, { schedulerName: "a" }, {}] })).toEqual([
      'profiles[1].schedulerName: Duplicate value: "profiles[0].schedulerName"',
      "profiles[2].schedulerName: Required value",
    ]);
    expect(
      problems({
        profiles: [{ schedulerName: "a" }, { schedulerName: "b", plugins: { queueSort: { enabled: [{ name: "PrioritySort" }] } } }],
      })[0],
    ).toContain("profiles[1].plugins.queueSort: Invalid value");
    expect(problems(profile({ plugins: { multiPoint: { disabled: [{ name: "*" }] } } }))).toEqual([
      'profiles[0].plugins.queueSort: only one queue sort plugin required for profile with scheduler name "s", but got 0',
      'profiles[0].plugins.bind: at least one bind plugin is needed for profile with scheduler name "s"',
    ]);
  });
});

describe("plugin names", () => {
  it.each([
    [
      "unknown",
      { filter: { enabled: [{ name: "NodeNmae" }] } },
      'profiles[0].plugins.filter.enabled[0].name: FilterPlugin "NodeNmae" does not exist',
    ],
    [
      "elsewhere",
      { score: { enabled: [{ name: "NodeName" }] } },
      'profiles[0].plugins.score.enabled[0].name: plugin "NodeName" does not extend ScorePlugin plugin',
    ],
    [
      "twice",
      { filter: { enabled: [{ name: "NodeName" }, { name: "NodeName" }] } },
      'profiles[0].plugins.filter: plugin "NodeName" already registered as "FilterPlugin"',
    ],
    [
      "removed",
      { filter: { enabled: [{ name: "EBSLimits" }] } },
      'profiles[0].plugins.filter.enabled[0].name: Invalid value: "EBSLimits": was invalid in version "kubescheduler.config.k8s.io/v1" ' +
        '(KubeSchedulerConfiguration is version "kubescheduler.config.k8s.io/v1")',
    ],
    [
      "not modelled",
      { multiPoint: { enabled: [{ name: "GangScheduling" }] } },
      "profiles[0].plugins.multiPoint.enabled[0].name: Forbidden: GangScheduling is not modelled",
    ],
  ])("that are %s are refused", (_title, plugins, message) => {
    expect(problems(profile({ plugins }))).toContain(message);
  });

  it("are listed with what would be accepted", () => {
    const loaded = loadSchedulerConfiguration(
      { ...HEADER, ...profile({ plugins: { score: { enabled: [{ name: "GpuShar" }] } } }) },
      registry,
    );
    expect(loaded.ok ? "" : loaded.errors[0]!.accepted).toContain("NodeDeclaredFeatures, GpuShare");
    expect(loaded.ok ? [] : loaded.errors[0]!.segments).toEqual(["profiles", 0, "plugins", "score", "enabled", 0, "name"]);
  });

  it("that are disabled and do not exist are noted, as old files have them", () => {
    expect(load(profile({ plugins: { score: { disabled: [{ name: "SelectorSpread" }] } } })).notes).toEqual([
      'profiles[0].plugins.score.disabled[0]: there is no plugin "SelectorSpread" to disable.',
    ]);
  });
});

describe("the document", () => {
  it("is decoded strictly", () => {
    expect(problems({ profile: [] })).toEqual(['profile: unknown field "profile"']);
    expect(problems({ parallelism: "16" })).toEqual(['parallelism: cannot take string "16" here']);
    expect(problems({ profiles: {} })).toEqual(["profiles: cannot take an object here"]);
    expect(problems({ leaderElection: { leaseDuration: "15 s" } })).toEqual([
      'leaderElection.leaseDuration: cannot take string "15 s" here',
    ]);
  });

  it.each([
    [undefined, "this is no object"],
    ["kind: KubeSchedulerConfiguration", "this is no object"],
    [{ apiVersion: HEADER.apiVersion }, "Object 'Kind' is missing"],
    [
      { ...HEADER, apiVersion: "kubescheduler.config.k8s.io/v1beta3" },
      'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta3"',
    ],
  ])("%j is none", (document, message) => {
    const loaded = loadSchedulerConfiguration(document, registry);
    expect(loaded.ok ? [] : loaded.errors.map((error) => error.message)).toEqual([message]);
  });

  it("may hold settings of the process, which are checked and noted", () => {
    const notes = load({
      leaderElection: { leaderElect: true, leaseDuration: "1m30s" },
      clientConnection: { qps: 100.5, burst: 200 },
      parallelism: 4,
    }).notes;
    expect(notes.map((note) => note.split(":")[0])).toEqual(["parallelism", "leaderElection", "clientConnection"]);
    expect(problems({ leaderElection: { leaseDuration: "5s" } })).toEqual([
      'leaderElection.leaseDuration: Invalid value: "10s": must be greater than `RenewDeadline`',
    ]);
    expect(problems({ parallelism: 0 })).toEqual(["parallelism: Invalid value: 0: should be an integer value greater than zero"]);
  });

  it("refuses what is out of range or not modelled", () => {
    expect(
      problems({
        percentageOfNodesToScore: 101,
        podInitialBackoffSeconds: 0,
        podMaxBackoffSeconds: -1,
        extenders: [{ urlPrefix: "http://x" }],
      }),
    ).toEqual([
      "percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]",
      "podInitialBackoffSeconds: Invalid value: 0: must be greater than 0",
      "podMaxBackoffSeconds: Invalid value: -1: must be greater than or equal to PodInitialBackoffSeconds",
      "extenders: Forbidden: extenders are not modelled: a simulation cannot call out to them",
    ]);
  });
});

describe("arguments", () => {
  const path = "profiles[0].pluginConfig[0].args";
  it.each([
    [
      "NodeResourcesFit",
      { scoringStrategy: { type: "Best" } },
      `${path}.scoringStrategy.type: Unsupported value: "Best": ` +
        'supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"',
    ],
    [
      "NodeResourcesFit",
      { scoringStrategy: { type: "MostAllocated", resources: [{ name: "cpu", weight: 101 }] } },
      `${path}.scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range (0, 100]`,
    ],
    [
      "NodeResourcesFit",
      { scoringStrategy: { type: "RequestedToCapacityRatio" } },
      `${path}.scoringStrategy.requestedToCapacityRatio: Required value: must be specified when type is RequestedToCapacityRatio`,
    ],
    [
      "NodeResourcesFit",
      {
        scoringStrategy: {
          type: "RequestedToCapacityRatio",
          requestedToCapacityRatio: {
            shape: [
              { utilization: 50, score: 11 },
              { utilization: 50, score: 1 },
            ],
          },
        },
      },
      `${path}.scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 50: values must be sorted in increasing order`,
    ],
    [
      "NodeResourcesFit",
      { ignoredResourceGroups: ["example.com/gpu"] },
      `${path}.ignoredResourceGroups[0]: Invalid value: "example.com/gpu": resource group name can't contain '/'`,
    ],
    [
      "NodeResourcesBalancedAllocation",
      { resources: [{ name: "cpu", weight: 2 }] },
      `${path}.resources[0].weight: Invalid value: 2: must be 1`,
    ],
    [
      "NodeResourcesBalancedAllocation",
      { resources: [{ name: "cpu" }, { name: "cpu" }] },
      `${path}.resources[1].name: Duplicate value: "cpu"`,
    ],
    ["InterPodAffinity", { hardPodAffinityWeight: 101 }, `${path}.hardPodAffinityWeight: Invalid value: 101: not in valid range [0, 100]`],
    [
      "PodTopologySpread",
      { defaultConstraints: [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }] },
      `${path}.defaultingType: Invalid value: "System": when .defaultConstraints are not empty`,
    ],
    [
      "PodTopologySpread",
      { defaultingType: "List", defaultConstraints: [{ maxSkew: 0, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }] },
      `${path}.defaultConstraints[0].maxSkew: Invalid value: 0: not in valid range (0, inf)`,
    ],
    [
      "DefaultPreemption",
      { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0 },
      `${path}.minCandidateNodesAbsolute: Invalid value: 0: cannot be zero at the same time as minCandidateNodesPercentage`,
    ],
    [
      "VolumeBinding",
      { bindTimeoutSeconds: -1 },
      `${path}.bindTimeoutSeconds: Invalid value: -1: invalid BindTimeoutSeconds, should not be a negative value`,
    ],
    ["DynamicResources", { bindingTimeout: "10ms" }, `${path}.bindingTimeout: Invalid value: "10ms": must be at least 1 second`],
    ["NodeAffinity", { addedAffinity: { required: {} } }, `${path}.addedAffinity.required: unknown field "${path}.addedAffinity.required"`],
    ["NodeName", { strict: true }, `${path}.strict: unknown field "${path}.strict"`],
    ["Unheard", {}, 'profiles[0].pluginConfig[0].name: there is no plugin "Unheard" to configure'],
    [
      "NodeResourcesFit",
      { kind: "InterPodAffinityArgs" },
      `${path}.kind: args were not of type NodeResourcesFitArgs, got InterPodAffinityArgs`,
    ],
  ])("of %s: %j are refused", (name, value, message) => {
    expect(problems(args(name, value))).toContain(message);
  });

  it("give a required term that does not parse Kubernetes' text", () => {
    const terms = { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "In" }] }] };
    const [problem] = problems(args("NodeAffinity", { addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } }));
    expect(problem).toContain("for 'in', 'notin' operators, values set can't be empty");
  });

  it("are given once for each plugin", () => {
    expect(problems(profile({ pluginConfig: [{ name: "NodeAffinity" }, { name: "NodeAffinity", args: null }] }))).toEqual([
      'profiles[0].pluginConfig[1]: Duplicate value: "NodeAffinity"',
    ]);
  });

  it("keep what is given and fill in the rest", () => {
    const shape = [
      { utilization: 0, score: 0 },
      { utilization: 100, score: 10 },
    ];
    const given = {
      apiVersion: HEADER.apiVersion,
      kind: "NodeResourcesFitArgs",
      scoringStrategy: {
        type: "RequestedToCapacityRatio",
        resources: [{ name: "nvidia.com/gpu", weight: 5 }, { name: "cpu" }],
        requestedToCapacityRatio: { shape },
      },
    };
    expect(load(args("NodeResourcesFit", given)).profiles[0]!.plugins.get("NodeResourcesFit")).toEqual({
      ignoredResources: [],
      ignoredResourceGroups: [],
      scoringStrategy: {
        type: "RequestedToCapacityRatio",
        resources: [
          { name: "nvidia.com/gpu", weight: 5 },
          { name: "cpu", weight: 1 },
        ],
        requestedToCapacityRatio: { shape },
      },
    });
  });
});
