/** Which templates have pods where: the basis of every question about existing pods' labels and terms. */
import type { PodInfo, PodTemplate, TemplateOnNodes } from "../framework/index.ts";

class Entry implements TemplateOnNodes {
  readonly template: PodTemplate;
  total = 0;
  readonly bySlot = new Map<number, number>();

  constructor(template: PodTemplate) {
    this.template = template;
  }
}

export class TemplateCounts {
  private readonly all = new Map<PodTemplate, Entry>();
  private readonly withAffinity = new Map<PodTemplate, Entry>();

  /** `sign` +1: the pod came to the node; -1: it left. */
  move(pod: PodInfo, slot: number, sign: 1 | -1): void {
    const template = pod.template;
    let entry = this.all.get(template);
    if (entry === undefined) {
      entry = new Entry(template);
      this.all.set(template, entry);
      if (template.hasAffinity) this.withAffinity.set(template, entry);
    }
    const count = (entry.bySlot.get(slot) ?? 0) + sign;
    if (count > 0) entry.bySlot.set(slot, count);
    else entry.bySlot.delete(slot);
    entry.total += sign;
    if (entry.total === 0) {
      this.all.delete(template);
      this.withAffinity.delete(template);
    }
  }

  templates(): Iterable<TemplateOnNodes> {
    return this.all.values();
  }

  affinityHolders(): Iterable<TemplateOnNodes> {
    return this.withAffinity.values();
  }
}
