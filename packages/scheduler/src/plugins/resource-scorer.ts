/**
 * Scores by how much of a node's resources is or will be requested.
 * Source:
 * pkg/scheduler/framework/plugins/noderesources/{resource_allocation,least_allocated,most_allocated,requested_to_capacity_ratio}.go.
 */
import { isScalarResourceName, parseQuantity, podRequests } from "@orrery/sim-core/model";
import type { Quantity } from "@orrery/sim-core/model";
import { HUGE } from "../framework/index.ts";
import type { NodeInfo, PodInfo, PodTemplate, ScoreColumn } from "../framework/index.ts";
import { exactFormula, numberFormula } from "./resource-formulas.ts";
import type { ExactFormula, NumberFormula } from "./resource-formulas.ts";
import { plainScorer } from "./plain-resource-scores.ts";
import type { PlainScorer } from "./plain-resource-scores.ts";
import type { ScoringStrategy } from "./scoring-strategy.ts";

/** What the pod adds, per configured resource. */
export interface ScoredRequest {
  readonly amounts: Float64Array;
  readonly exact: readonly bigint[];
  readonly huge: boolean;
  /** The pod requests none of the configured resources. */
  readonly isNothing: boolean;
}

/** What a container without a request counts when scores are made (pkg/scheduler/util/pod_resources.go). */
const ASSUMED_REQUESTS: ReadonlyMap<string, Quantity> = new Map([
  ["cpu", parseQuantity("100m")],
  ["memory", parseQuantity("200Mi")],
]);

/** Which sum of a node stands for a resource. */
type Source = "cpu" | "memory" | "ephemeral-storage" | "scalar";

export function resourceScorer(strategy: ScoringStrategy): ResourceScorer {
  return new ResourceScorer(strategy);
}

export class ResourceScorer {
  private readonly names: readonly string[];
  private readonly sources: readonly Source[];
  private readonly isScalarName: readonly boolean[];
  private readonly formula: NumberFormula;
  private readonly exactFormula: ExactFormula;
  private readonly useRequested: boolean;
  private readonly requests = new WeakMap<PodTemplate, ScoredRequest>();
  private readonly requested: Float64Array;
  private readonly allocated: Float64Array;
  private readonly allocatable: Float64Array;
  private readonly plain: PlainScorer | undefined;

  constructor(strategy: ScoringStrategy) {
    this.useRequested = strategy.type === "Balanced";
    this.names = strategy.resources.map((r) => r.name);
    this.sources = this.names.map((name) => (name === "cpu" || name === "memory" || name === "ephemeral-storage" ? name : "scalar"));
    this.isScalarName = this.names.map((name) => isScalarResourceName(name));
    this.formula = numberFormula(strategy);
    this.exactFormula = exactFormula(strategy);
    const length = this.names.length;
    this.requested = new Float64Array(length);
    this.allocated = new Float64Array(length);
    this.allocatable = new Float64Array(length);
    this.plain = plainScorer(strategy);
  }

  /**
   * Requests as scoring counts them: unless real requests are used, containers without a request count 100m and 200 MiB, and pod-level
   * requests do not.
   */
  request(pod: PodInfo): ScoredRequest {
    let request = this.requests.get(pod.template);
    if (request === undefined) {
      request = this.compile(pod);
      this.requests.set(pod.template, request);
    }
    return request;
  }

  score(request: ScoredRequest, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): void {
    if (this.plain !== undefined && !request.huge) {
      this.plain(request.amounts[0]!, request.amounts[1]!, nodes, count, out);
      for (let i = 0; i < count; i++) {
        if (nodes[i]!.huge) out[i] = this.scoreExactly(request, nodes[i]!);
      }
      return;
    }
    for (let i = 0; i < count; i++) {
      const node = nodes[i]!;
      out[i] = node.huge || request.huge ? this.scoreExactly(request, node) : this.scoreNode(request, node);
    }
  }

  private scoreNode(request: ScoredRequest, node: NodeInfo): number {
    const { allocatable, allocated, requested } = this;
    for (let i = 0; i < this.names.length; i++) {
      allocatable[i] = allocated[i] = requested[i] = 0;
      if (request.amounts[i] === 0 && this.isScalarName[i]) continue;
      const has = this.allocatableOf(node, i);
      if (has === 0) continue;
      allocatable[i] = has;
      allocated[i] = this.allocatedOf(node, i);
      requested[i] = allocated[i]! + request.amounts[i]!;
    }
    return this.formula(requested, allocated, allocatable);
  }

  private allocatableOf(node: NodeInfo, i: number): number {
    switch (this.sources[i]) {
      case "cpu":
        return node.allocatableMilliCpu;
      case "memory":
        return node.allocatableMemory;
      case "ephemeral-storage":
        return node.allocatableEphemeralStorage;
      default:
        return node.allocatableScalar.get(this.names[i]!) ?? 0;
    }
  }

  private allocatedOf(node: NodeInfo, i: number): number {
    switch (this.sources[i]) {
      case "cpu":
        return this.useRequested ? node.requestedMilliCpu : node.nonZeroMilliCpu;
      case "memory":
        return this.useRequested ? node.requestedMemory : node.nonZeroMemory;
      case "ephemeral-storage":
        return node.requestedEphemeralStorage;
      default:
        return node.requestedScalar.get(this.names[i]!) ?? 0;
    }
  }

  private scoreExactly(request: ScoredRequest, node: NodeInfo): number {
    const totals = node.exactRequested();
    const limits = node.exactAllocatable();
    const columns = { requested: [] as bigint[], allocated: [] as bigint[], allocatable: [] as bigint[] };
    for (let i = 0; i < this.names.length; i++) {
      const name = this.names[i]!;
      let has = 0n;
      let used = 0n;
      if (!(request.exact[i] === 0n && this.isScalarName[i])) {
        if (name === "cpu") [has, used] = [limits.milliCPU, this.useRequested ? totals.milliCPU : totals.nonZeroMilliCPU];
        else if (name === "memory") [has, used] = [limits.memory, this.useRequested ? totals.memory : totals.nonZeroMemory];
        else if (name === "ephemeral-storage") [has, used] = [limits.ephemeralStorage, totals.ephemeralStorage];
        else [has, used] = [limits.scalar.get(name) ?? 0n, totals.scalar.get(name) ?? 0n];
      }
      columns.allocatable.push(has);
      columns.allocated.push(has === 0n ? 0n : used);
      columns.requested.push(has === 0n ? 0n : BigInt.asIntN(64, used + request.exact[i]!));
    }
    return Number(this.exactFormula(columns.requested, columns.allocated, columns.allocatable));
  }

  private compile(pod: PodInfo): ScoredRequest {
    const amounts = podRequests(
      pod.pod,
      this.useRequested
        ? { useStatusResources: false }
        : {
            skipPodLevelResources: true,
            nonMissingContainerRequests: ASSUMED_REQUESTS,
          },
    );
    const exact = this.names.map((name) => {
      const quantity: Quantity | undefined = amounts.get(name);
      if (quantity === undefined) return 0n;
      return name === "cpu" ? quantity.milliValue() : quantity.value();
    });
    return {
      amounts: Float64Array.from(exact, Number),
      exact,
      huge: exact.some((amount) => amount > BigInt(HUGE) || amount < -BigInt(HUGE)),
      isNothing: exact.every((amount) => amount === 0n),
    };
  }
}
