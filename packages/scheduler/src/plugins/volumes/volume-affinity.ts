/**
 * Whether a PersistentVolume may be used on a node: its node affinity, compiled once per version of the volume.
 * Source: component-helpers/storage/volume/helpers.go (CheckNodeAffinity), volumebinding/binder.go (tryTranslatePVToCSI), v1.36.2.
 */
import { compileNodeSelector } from "@orrery/sim-core/model";
import type { CompiledNodeSelector, CSINode, LabelMap, NodeSelector, PersistentVolume } from "@orrery/sim-core/model";
import type { Lister, NodeInfo } from "../../framework/index.ts";
import { inTreePluginOf, translateNodeAffinity } from "./in-tree-migration.ts";
import type { InTreePlugin } from "./in-tree-migration.ts";

const MIGRATED_PLUGINS = "storage.alpha.kubernetes.io/migrated-plugins";

/** A label and its values without which no node reaches a volume: a quick way to leave out most volumes of other nodes. */
export interface Reach {
  readonly key: string;
  readonly values: readonly string[];
}

/** Undefined where no label is named by an In condition of every term. */
export function reachOf(volume: PersistentVolume): Reach | undefined {
  const terms = volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  for (const { key, operator } of terms[0]?.matchExpressions ?? []) {
    if (operator !== "In") continue;
    const conditions = terms.map((term) => (term.matchExpressions ?? []).find((e) => e.key === key && e.operator === "In"));
    if (conditions.every((condition) => condition !== undefined)) return { key, values: conditions.flatMap(({ values }) => values ?? []) };
  }
  return undefined;
}

export class VolumeAffinity {
  readonly #csiNodes: Lister<CSINode>;
  readonly #compiled = new WeakMap<PersistentVolume, Compiled>();

  constructor(csiNodes: Lister<CSINode>) {
    this.#csiNodes = csiNodes;
  }

  /** As the volume says it. A term that does not parse matches nothing. */
  matches(volume: PersistentVolume, labels: LabelMap): boolean {
    return accepts(this.#of(volume).own, labels);
  }

  /**
   * As the volume's driver on `node` says it: where a built-in driver has moved to CSI, zones go by that driver's label.
   * @returns a text when the volume cannot be translated
   */
  matchesOnNode(volume: PersistentVolume, node: NodeInfo): boolean | string {
    const compiled = this.#of(volume);
    const plugin = compiled.plugin;
    if (plugin === undefined || !this.#isMigrated(plugin, node.name)) return accepts(compiled.own, node.labels);
    compiled.translated ??= translated(plugin, volume);
    const { affinity, error } = compiled.translated;
    return error ?? accepts(affinity, node.labels);
  }

  #isMigrated(plugin: InTreePlugin, nodeName: string): boolean {
    const annotation = this.#csiNodes.get(nodeName)?.metadata.annotations?.[MIGRATED_PLUGINS] ?? "";
    return annotation.split(",").includes(plugin.name);
  }

  #of(volume: PersistentVolume): Compiled {
    let compiled = this.#compiled.get(volume);
    if (compiled === undefined) {
      const plugin = inTreePluginOf(volume.spec);
      compiled = { own: compile(volume.spec.nodeAffinity?.required), plugin: plugin?.migrated ? plugin : undefined, translated: undefined };
      this.#compiled.set(volume, compiled);
    }
    return compiled;
  }
}

type Affinity = CompiledNodeSelector | "anywhere";

interface Compiled {
  readonly own: Affinity;
  /** The migrated built-in driver of the volume, if it has one. */
  readonly plugin: InTreePlugin | undefined;
  /** What the CSI driver says, or why that is unknown; made when first needed. */
  translated: { readonly affinity: Affinity; readonly error?: string } | undefined;
}

function translated(plugin: InTreePlugin, volume: PersistentVolume): { affinity: Affinity; error?: string } {
  const required = translateNodeAffinity(plugin, volume);
  return typeof required === "string"
    ? { affinity: "anywhere", error: `could not translate pv: ${required}` }
    : { affinity: compile(required) };
}

function compile(required: NodeSelector | undefined): Affinity {
  return required === undefined ? "anywhere" : compileNodeSelector(required);
}

/** Only labels count: Kubernetes asks about a node without a name here. */
function accepts(affinity: Affinity, labels: LabelMap): boolean {
  return affinity === "anywhere" || affinity.match({ name: "", labels });
}
