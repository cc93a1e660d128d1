/** The fields of a KubeSchedulerConfiguration v1. Source: staging/src/k8s.io/kube-scheduler/config/v1/types.go. */
import type { Shape } from "./decode.ts";
import { EXTENSION_POINTS, POD_GROUP_POINTS } from "./extension-points.ts";

const PLUGIN: Shape = { fields: { name: "string", weight: "int32" } };
const PLUGIN_SET: Shape = { fields: { enabled: { list: PLUGIN }, disabled: { list: PLUGIN } } };

const PROFILE: Shape = {
  fields: {
    schedulerName: "string",
    percentageOfNodesToScore: "int32",
    plugins: { fields: Object.fromEntries([...EXTENSION_POINTS, "multiPoint", ...POD_GROUP_POINTS].map((point) => [point, PLUGIN_SET])) },
    pluginConfig: { list: { fields: { name: "string", args: "any" } } },
  },
};

export const CONFIGURATION_SHAPE: Shape = {
  fields: {
    apiVersion: "string",
    kind: "string",
    parallelism: "int32",
    leaderElection: {
      fields: {
        leaderElect: "bool",
        leaseDuration: "duration",
        renewDeadline: "duration",
        retryPeriod: "duration",
        resourceLock: "string",
        resourceName: "string",
        resourceNamespace: "string",
      },
    },
    clientConnection: {
      fields: { kubeconfig: "string", acceptContentTypes: "string", contentType: "string", qps: "float", burst: "int32" },
    },
    enableProfiling: "bool",
    enableContentionProfiling: "bool",
    percentageOfNodesToScore: "int32",
    podInitialBackoffSeconds: "int64",
    podMaxBackoffSeconds: "int64",
    profiles: { list: PROFILE },
    extenders: { list: "any" },
    delayCacheUntilActive: "bool",
  },
};

/**
 * Settings that a simulated scheduler accepts and that have no effect by design: they concern how the process talks to an API server,
 * elects a leader and serves its own diagnosis. `parallelism` changes only how real goroutines race: the model works in one fixed order.
 */
export const SETTINGS_WITHOUT_EFFECT: readonly string[] = [
  "parallelism",
  "leaderElection",
  "clientConnection",
  "enableProfiling",
  "enableContentionProfiling",
  "delayCacheUntilActive",
];
