/** Finds the template of a pod, so that pods made from one template share its compiled form. */
import type { Pod, PodSpec } from "@orrery/sim-core/model";
import { compilePodTemplate, PodInfo } from "../framework/index.ts";
import type { PodTemplate } from "../framework/index.ts";

interface Known {
  readonly namespace: string;
  readonly labels: unknown;
  readonly owners: unknown;
  readonly annotations: unknown;
  readonly template: PodTemplate;
}

export class TemplateCache {
  private readonly bySpec = new WeakMap<PodSpec, Known[]>();
  private readonly byContent = new Map<string, PodTemplate>();

  /** The template of `pod`: by identity of its spec and labels objects (cheap, for pods stamped from one manifest), else by content. */
  template(pod: Pod): PodTemplate {
    const { namespace = "default", labels, ownerReferences: owners, annotations } = pod.metadata;
    let known = this.bySpec.get(pod.spec);
    if (known === undefined) {
      known = [];
      this.bySpec.set(pod.spec, known);
    }
    for (const k of known) {
      if (k.namespace === namespace && k.labels === labels && k.owners === owners && k.annotations === annotations) return k.template;
    }
    const content = templateContent(pod, namespace);
    let template = this.byContent.get(content);
    if (template === undefined) {
      template = compilePodTemplate(this.byContent.size, pod);
      this.byContent.set(content, template);
    }
    known.push({ namespace, labels, owners, annotations, template });
    return template;
  }

  podInfo(pod: Pod, startTimeUs?: number): PodInfo {
    return new PodInfo(pod, this.template(pod), startTimeUs);
  }
}

/** Everything that a plugin may read of a pod apart from its name, its state and where it runs. */
function templateContent(pod: Pod, namespace: string): string {
  const { nodeName: _, ...spec } = pod.spec;
  return JSON.stringify([
    namespace,
    pod.metadata.labels,
    pod.metadata.annotations,
    pod.metadata.ownerReferences,
    spec,
    spec.volumes?.some((v) => v.ephemeral) ? pod.metadata.name : "",
  ]);
}
