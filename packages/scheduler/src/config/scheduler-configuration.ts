/** A KubeSchedulerConfiguration, read: defaults filled in, plugin sets spread over the extension points. */
import type { ExtensionPoint } from "./extension-points.ts";

export interface PluginUse {
  readonly name: string;
  /** Factor of the score at the score point; 0 at all others. */
  readonly weight: number;
  /** With defaults; the same object wherever the profile uses the plugin. */
  readonly args: Readonly<Record<string, unknown>>;
}

export interface ProfileConfiguration {
  /** Pods with this `spec.schedulerName` are scheduled by this profile. */
  readonly schedulerName: string;
  /** 0: adaptive to the size of the cluster. The profile's own value, or the one for all. */
  readonly percentageOfNodesToScore: number;
  /** Who acts at each point, in order. */
  readonly points: Readonly<Record<ExtensionPoint, readonly PluginUse[]>>;
  /** Every plugin of the profile once, with its arguments. */
  readonly plugins: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export interface SchedulerConfiguration {
  readonly profiles: readonly ProfileConfiguration[];
  readonly podInitialBackoffSeconds: number;
  /** 0 never occurs here: Kubernetes demands at least the initial back-off. */
  readonly podMaxBackoffSeconds: number;
  /** Recorded; the model is sequential. */
  readonly parallelism: number;
  /** What the document says and the model does not heed, by design: one sentence each, beginning with the path. */
  readonly notes: readonly string[];
}
