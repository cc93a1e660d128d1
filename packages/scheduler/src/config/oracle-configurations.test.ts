/**
 * Every configuration of the recorded decisions of kube-scheduler loads, and scores with the plugins and weights that the real one used.
 */
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "./kubernetes-registry.ts";
import { loadSchedulerConfiguration } from "./load-configuration.ts";
import type { SchedulerConfiguration } from "./scheduler-configuration.ts";

interface RecordedCase {
  readonly id: string;
  readonly config?: unknown;
  readonly steps?: readonly { readonly pod?: { readonly spec: { readonly schedulerName?: string } } }[];
  readonly expect?: {
    readonly steps?: readonly {
      readonly scores?: { readonly plugins?: readonly { readonly plugin: string; readonly weight: number }[] };
    }[];
  };
}

const folder = new URL("../../../../oracle/scheduler/", import.meta.url);
const registry = kubernetesRegistry();
/** What a case without a configuration means. */
const DEFAULTS = { apiVersion: "kubescheduler.config.k8s.io/v1", kind: "KubeSchedulerConfiguration" };

describe.each(readdirSync(folder).filter((name) => name.endsWith(".jsonl.gz")))("%s", (name) => {
  const cases = gunzipSync(readFileSync(new URL(name, folder)))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedCase);
  it("loads, with the real order and weights of scores", () => {
    for (const c of cases) {
      const loaded = loadSchedulerConfiguration(c.config ?? DEFAULTS, registry);
      expect(loaded.ok ? [] : loaded.errors, c.id).toEqual([]);
      if (loaded.ok) expectRecordedScores(c, loaded.configuration);
    }
  });
});

/** Plugins that skip a pod at PreScore are missing from a record; all others must be there, in our order. */
function expectRecordedScores(c: RecordedCase, configuration: SchedulerConfiguration): void {
  for (const [index, step] of (c.expect?.steps ?? []).entries()) {
    const recorded = step.scores?.plugins;
    if (recorded === undefined) continue;
    const schedulerName = c.steps?.[index]?.pod?.spec.schedulerName ?? "default-scheduler";
    const profile = configuration.profiles.find((p) => p.schedulerName === schedulerName)!;
    const seen = new Set(recorded.map(({ plugin }) => plugin));
    const maySkip = new Set(profile.points.preScore.map(({ name }) => name));
    const ours = profile.points.score
      .filter(({ name }) => seen.has(name) || !maySkip.has(name))
      .map(({ name, weight }) => ({ plugin: name, weight }));
    expect(ours, `${c.id} step ${index}`).toEqual(recorded.map(({ plugin, weight }) => ({ plugin, weight })));
  }
}
