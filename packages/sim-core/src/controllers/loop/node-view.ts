/** Nodes as the controllers know them: what the store said a watch delay ago, and what they have written themselves since. */
import { FactKind } from "../../store/index.ts";
import type { NodePayload, Store } from "../../store/index.ts";
import type { Node } from "../../model/index.ts";

export interface NodeListener {
  /** The node is new, or its object is another one. */
  nodeChanged?(id: number, node: Node, before: Node | undefined): void;
  nodeRemoved?(id: number, node: Node): void;
  /** Its heartbeats have stopped, or come again. */
  heartbeatsChanged?(id: number): void;
}

const WATCHED: readonly FactKind[] = [
  FactKind.NodeAdded,
  FactKind.NodeUpdated,
  FactKind.NodeRemoved,
  FactKind.NodeStopped,
  FactKind.NodeStarted,
];

export class NodeView {
  /** By number, in order of joining. */
  readonly nodes = new Map<number, Node>();
  private readonly store: Store;
  private readonly listeners: NodeListener[] = [];

  constructor(store: Store, watchDelayUs: number) {
    this.store = store;
    store.watch(watchDelayUs, WATCHED, (fact) => this.apply(fact));
  }

  listen(listener: NodeListener): void {
    this.listeners.push(listener);
  }

  /** Writes what `change` makes of the node as it is in the store now; nothing where it is gone, or stays the same object. */
  write(id: number, change: (node: Node) => Node): void {
    const record = this.store.state.nodes[id]!;
    if (record.removed) return;
    const changed = change(record.node);
    if (changed === record.node) return;
    this.store.updateNode(changed);
    if (this.nodes.has(id)) this.nodes.set(id, changed);
  }

  private apply(fact: number): void {
    const { log } = this.store;
    const id = log.subject[fact]!;
    const kind = log.kind[fact] as FactKind;
    const before = this.nodes.get(id);
    if (kind === FactKind.NodeRemoved) {
      if (before === undefined) return;
      this.nodes.delete(id);
      for (const listener of this.listeners) listener.nodeRemoved?.(id, before);
    } else if (kind === FactKind.NodeAdded || kind === FactKind.NodeUpdated) {
      const payload = log.payloads[log.detail[fact]!];
      const node = kind === FactKind.NodeAdded ? (payload as NodePayload).node : (payload as Node);
      if (kind === FactKind.NodeUpdated && before === undefined) return;
      this.nodes.set(id, node);
      for (const listener of this.listeners) listener.nodeChanged?.(id, node, before);
    } else {
      for (const listener of this.listeners) listener.heartbeatsChanged?.(id);
    }
  }
}
