/** Which pod templates are the same: equal ones get equal numbers. */
import type { PodTemplate } from "./workload-objects.ts";

/** The label by which the pods of a Deployment's ReplicaSets differ; it belongs to no template's identity. */
export const TEMPLATE_HASH_LABEL = "pod-template-hash";

/**
 * Numbers templates.
 *
 * Not modelled: API defaults inside templates: one that writes a default out and one that leaves it out are different here.
 * Source: pkg/controller/deployment/util/deployment_util.go, EqualIgnoreHash.
 */
export class TemplateIdentities {
  private readonly numbers = new Map<string, number>();
  private readonly known = new WeakMap<PodTemplate, number>();

  of(template: PodTemplate | undefined): number {
    if (template === undefined) return -1;
    let number = this.known.get(template);
    if (number === undefined) {
      const text = canonicalTemplate(template);
      number = this.numbers.get(text);
      if (number === undefined) this.numbers.set(text, (number = this.numbers.size));
      this.known.set(template, number);
    }
    return number;
  }
}

/** The template as one text, with keys in order and without the hash label. */
export function canonicalTemplate(template: PodTemplate): string {
  const { [TEMPLATE_HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return canonicalText({ labels, annotations: template.metadata?.annotations ?? {}, spec: template.spec });
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${canonicalText(each)}`).join(",")}}`;
}
