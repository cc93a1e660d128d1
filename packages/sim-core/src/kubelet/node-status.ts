/**
 * The status of one node as its kubelet reports it: worked out every ten seconds, written where it has changed.
 *
 * Source: pkg/kubelet/kubelet_node_status.go, pkg/kubelet/pleg/generic.go.
 *
 * Not modelled: the jitter of up to 4 %; reports every five minutes of a status that has not changed, which tell nobody anything.
 */
import type { NodeRecord, Store } from "../store/index.ts";
import type { PressureCondition } from "./eviction-signals.ts";
import { type ReportedState, withConditions } from "./node-conditions.ts";
import { tickAfter } from "./tick-grid.ts";

export const STATUS_INTERVAL_US = 10_000_000;

/** So long without a relist and the kubelet reports itself as not ready. Source: genericPlegRelistThreshold. */
export const RELIST_THRESHOLD_US = 180_000_000;

/** What a status is made from. */
export interface NodeHealth {
  readonly shuttingDown: boolean;
  /** When the container runtime stopped answering; Infinity: it answers. */
  readonly hungSinceUs: number;
}

export class NodeStatus {
  private readonly record: NodeRecord;
  private readonly store: Store;
  private readonly health: NodeHealth;
  private readonly pressures: () => ReadonlySet<PressureCondition>;
  private readonly anchorUs: number;

  /** @param anchorUs the moment of one status, before the start perhaps */
  constructor(
    node: { readonly record: NodeRecord; readonly store: Store },
    health: NodeHealth,
    pressures: () => ReadonlySet<PressureCondition>,
    anchorUs: number,
  ) {
    this.record = node.record;
    this.store = node.store;
    this.health = health;
    this.pressures = pressures;
    this.anchorUs = anchorUs;
  }

  /** Whether the API server's copy tells something else. */
  isOutdated(nowUs: number): boolean {
    return withConditions(this.record.node, this.reported(nowUs)) !== this.record.node;
  }

  nextUs(nowUs: number): number {
    return tickAfter(this.anchorUs, STATUS_INTERVAL_US, nowUs);
  }

  write(nowUs: number): void {
    const node = withConditions(this.record.node, this.reported(nowUs));
    if (node !== this.record.node && !this.record.removed) this.store.updateNode(node);
  }

  private reported(nowUs: number): ReportedState {
    const { shuttingDown, hungSinceUs } = this.health;
    const isHung = nowUs - hungSinceUs >= RELIST_THRESHOLD_US;
    const notReady = shuttingDown ? "node is shutting down" : isHung ? PLEG_UNHEALTHY : undefined;
    return { notReady, pressures: this.pressures() };
  }
}

const PLEG_UNHEALTHY = "PLEG is not healthy: pleg was last seen active too long ago; threshold is 3m0s";
