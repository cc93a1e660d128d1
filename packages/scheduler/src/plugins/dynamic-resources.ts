/**
 * DynamicResources for pods without resource claims: takes part in the profile, refuses nobody, scores 0.
 * Source: pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go, Kubernetes v1.36.2.
 *
 * Not modelled: ResourceClaims. A pod with spec.resourceClaims is refused with an error, never treated as if it had none.
 */
import { errorStatus, SKIP, unschedulable } from "../framework/index.ts";
import type {
  Cycle,
  FailedSearch,
  NodeInfo,
  Plugin,
  PluginFactory,
  PodInfo,
  PostFilterResult,
  PreFilterResult,
  ScoreColumn,
  Status,
} from "../framework/index.ts";
import { dynamicResourcesEvents } from "./dynamic-resources-hints.ts";

export const DYNAMIC_RESOURCES = "DynamicResources";

const NOTHING_TO_DEALLOCATE: PostFilterResult = { status: unschedulable(DYNAMIC_RESOURCES, "no new claims to deallocate") };

/** Kubernetes' plugin fails, and with it preemption, when an earlier refusal kept its PreFilter from running. */
const STATE_NOT_FOUND: PostFilterResult = { status: errorStatus(DYNAMIC_RESOURCES, "not found") };

export const newDynamicResources: PluginFactory = () => new DynamicResources();

class DynamicResources implements Plugin {
  readonly name = DYNAMIC_RESOURCES;
  readonly filterReads = "template";
  readonly scoreReads = "template";

  preEnqueue(_pod: PodInfo): Status | undefined {
    return undefined;
  }

  eventsToRegister() {
    return dynamicResourcesEvents();
  }

  preFilter({ pod }: Cycle): PreFilterResult<unknown> {
    if ((pod.template.spec.resourceClaims ?? []).length === 0) return { status: SKIP };
    return { status: errorStatus(DYNAMIC_RESOURCES, `pod ${pod.key} uses spec.resourceClaims, which is not modelled`) };
  }

  filter(_state: unknown, _pod: PodInfo, _node: NodeInfo): Status | undefined {
    return undefined;
  }

  postFilter(search: FailedSearch): PostFilterResult {
    return search.preFilterRan(this) ? NOTHING_TO_DEALLOCATE : STATE_NOT_FOUND;
  }

  score(_state: unknown, _pod: PodInfo, _nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    out.fill(0, 0, count);
    return undefined;
  }

  uniformScore(): number {
    return 0;
  }

  signPod(pod: PodInfo): unknown {
    return (pod.template.spec.resourceClaims ?? []).length === 0 ? [] : undefined;
  }
}
