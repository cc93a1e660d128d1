/**
 * The objects of a scenario as its author has written them so far: what patches and rollouts of the timeline start from, so that no
 * manifest is written twice. What controllers write is not here, and an apply leaves it alone.
 */
import { PatchError, strategicMerge } from "@orrery/sim-core/model";
import { checkShape } from "./check-shape.ts";
import { MANIFEST_CASES } from "./manifest-shape.ts";
import { ROLLOUT_CHANGES } from "./timeline-shape.ts";
import type { Manifest, PatchEntry, RolloutEntry } from "./timeline-entry.ts";
import type { Path } from "./problem.ts";

/** What keeps an object from being changed, at a path below the timeline's action. */
export interface Unchanged {
  readonly path: Path;
  readonly message: string;
  readonly accepted: string;
}

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export class WrittenObjects {
  private readonly objects = new Map<string, Manifest>();
  /** Templates of a Deployment, the present one last. */
  private readonly templates = new Map<string, unknown[]>();

  set(manifest: Manifest): void {
    const { kind, metadata } = manifest;
    const key = keyOf({ kind, name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) });
    this.objects.set(key, manifest);
    if (kind !== "Deployment") return;
    const history = this.templates.get(key) ?? [];
    const { template } = manifest["spec"] as { readonly template: unknown };
    if (JSON.stringify(history.at(-1)) !== JSON.stringify(template)) history.push(template);
    this.templates.set(key, history);
  }

  delete(reference: Reference): void {
    this.objects.delete(keyOf(reference));
    this.templates.delete(keyOf(reference));
  }

  scale(reference: Reference, replicas: number): void {
    const object = this.objects.get(keyOf(reference));
    if (object !== undefined) this.set({ ...object, spec: { ...(object["spec"] as object), replicas } });
  }

  /** The object with the patch, its shape checked; it is not kept yet. */
  patched({ patch, ...reference }: PatchEntry): Manifest | Unchanged {
    const object = this.objects.get(keyOf(reference));
    return object === undefined ? this.missing(reference, ["name"]) : patchManifest(object, patch, ["patch"]);
  }

  /** The Deployment with its new template; it is not kept yet. */
  rolledOut(rollout: RolloutEntry, at: string): Manifest | Unchanged {
    const { deployment: name, namespace, undo, template } = rollout;
    const reference = { kind: "Deployment", name, ...(namespace === undefined ? {} : { namespace }) };
    const object = this.objects.get(keyOf(reference));
    if (object === undefined) return this.missing(reference, ["deployment"]);
    if (!ROLLOUT_CHANGES.some((field) => rollout[field as keyof RolloutEntry] !== undefined))
      return { path: [], message: "nothing of the template changes", accepted: `at least one of ${ROLLOUT_CHANGES.join(", ")}` };
    if (undo === true) {
      const before = this.templateBefore(reference);
      if (before === undefined) return { path: ["undo"], message: "there is no earlier template", accepted: "a rollout before this one" };
      return { ...object, spec: { ...(object["spec"] as object), template: before } };
    }
    const patch = templatePatch(rollout, object, at);
    if ("message" in patch) return patch;
    const changed = patchManifest(object, patch, []);
    return isUnchanged(changed) || template === undefined ? changed : patchManifest(changed, { spec: { template } }, ["template"]);
  }

  private templateBefore(reference: Reference): unknown {
    const history = this.templates.get(keyOf(reference)) ?? [];
    const present = JSON.stringify(history.at(-1));
    return history.findLast((template) => JSON.stringify(template) !== present);
  }

  private missing({ kind, name, namespace = "default" }: Reference, path: Path): Unchanged {
    const known = [...this.objects.values()].filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
    const message = `there is no ${kind} ${JSON.stringify(name)} in the namespace ${namespace} at that time`;
    return { path, message, accepted: known.length === 0 ? `the name of a ${kind} that the scenario has` : known.join(", ") };
  }
}

export function isUnchanged(result: Manifest | Unchanged): result is Unchanged {
  return "message" in result;
}

function keyOf({ kind, name, namespace = "default" }: Reference): string {
  return kind === "Namespace" ? `${kind}//${name}` : `${kind}/${namespace}/${name}`;
}

/** @param at path of the patch below the action, for its mistakes */
export function patchManifest(object: Manifest, patch: object, at: Path): Manifest | Unchanged {
  try {
    const result = strategicMerge(object, patch) as Manifest;
    const { kind, metadata } = object;
    if (result.kind !== kind || result.metadata?.name !== metadata.name || result.metadata.namespace !== metadata.namespace)
      return { path: at, message: "a patch cannot change kind, name or namespace", accepted: "the other fields" };
    const [difference] = checkShape(result, MANIFEST_CASES[kind]!).differences;
    if (difference === undefined) return result;
    const { message, accepted, path } = difference;
    return { path: [...at, ...(at[0] === "template" ? path.slice(2) : path)], message, accepted };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    const [message = "", accepted = ""] = error.message.split("; accepted: ");
    return { path: at, message, accepted };
  }
}

function templatePatch(rollout: RolloutEntry, object: Manifest, at: string): object | Unchanged {
  const { image, images = {}, labels, annotations, restart } = rollout;
  const { template } = object["spec"] as {
    readonly template: { readonly spec: { readonly containers: readonly { readonly name: string }[] } };
  };
  const names = template.spec.containers.map(({ name }) => name);
  if (image !== undefined && names.length > 1)
    return { path: ["image"], message: `there are ${names.length} containers`, accepted: `images, by container: ${names.join(", ")}` };
  const stranger = Object.keys(images).find((name) => !names.includes(name));
  if (stranger !== undefined)
    return { path: ["images", stranger], message: `there is no container ${JSON.stringify(stranger)}`, accepted: names.join(", ") };
  const all = { ...(image === undefined ? {} : { [names[0]!]: image }), ...images };
  const containers = Object.entries(all).map(([name, each]) => ({ name, image: each }));
  const restarted = restart === true ? { [RESTARTED_AT]: at } : {};
  const metadata = {
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined && restart !== true ? {} : { annotations: { ...annotations, ...restarted } }),
  };
  return {
    spec: {
      template: {
        ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
        ...(containers.length === 0 ? {} : { spec: { containers } }),
      },
    },
  };
}

/** What kubectl rollout restart writes. */
const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
