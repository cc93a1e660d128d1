/**
 * Keeps the NoSchedule taints of nodes in line with their conditions, at once.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, doNoScheduleTaintingPass.
 */
import type { Node } from "../../model/index.ts";
import type { NodeWorld } from "../loop/controller-world.ts";
import type { NodeListener } from "../loop/node-view.ts";
import { WorkQueue } from "../loop/work-queue.ts";
import { noScheduleTaintChange, type TaintChange } from "./condition-taints.ts";
import { withTaints } from "./node-objects.ts";

export class NoScheduleTainter implements NodeListener {
  private readonly queue: WorkQueue;

  constructor({ engine, nodes }: NodeWorld) {
    this.queue = new WorkQueue(engine, "node taints", (id) =>
      nodes.write(Number(id), (live) => {
        const { add, remove } = changeOf(live);
        return withTaints(live, add, remove);
      }),
    );
    nodes.listen(this);
  }

  nodeChanged(id: number, node: Node): void {
    const { add, remove } = changeOf(node);
    if (add.length > 0 || remove.length > 0) this.queue.add(String(id));
  }
}

function changeOf({ spec, status }: Node): TaintChange {
  return noScheduleTaintChange(status?.conditions ?? [], spec?.unschedulable === true, spec?.taints ?? []);
}
