/** Node labels as columns of small numbers, one column per label key in use, kept up to date as nodes come, change and go. */
import type { LabelMap } from "@orrery/sim-core/model";
import type { NodeInfo, TopologyColumn } from "../framework/index.ts";

class Column implements TopologyColumn {
  readonly key: string;
  valueOf: Int32Array = new Int32Array(0);
  readonly values: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(key: string) {
    this.key = key;
  }

  set(slot: number, labels: LabelMap): void {
    if (slot >= this.valueOf.length) this.grow(slot + 1);
    const value = labels.get(this.key);
    this.valueOf[slot] = value === undefined ? -1 : this.number(value);
  }

  clear(slot: number): void {
    if (slot < this.valueOf.length) this.valueOf[slot] = -1;
  }

  grow(length: number): void {
    if (length <= this.valueOf.length) return;
    const bigger = new Int32Array(Math.max(length, this.valueOf.length * 2)).fill(-1);
    bigger.set(this.valueOf);
    this.valueOf = bigger;
  }

  private number(value: string): number {
    let number = this.numbers.get(value);
    if (number === undefined) {
      number = this.values.length;
      this.values.push(value);
      this.numbers.set(value, number);
    }
    return number;
  }
}

export class TopologyColumns {
  private readonly columns = new Map<string, Column>();

  /** The column of `key`; made on first use from `nodes`. */
  column(key: string, nodes: Iterable<NodeInfo>, slots: number): TopologyColumn {
    let column = this.columns.get(key);
    if (column === undefined) {
      column = new Column(key);
      this.columns.set(key, column);
      for (const node of nodes) column.set(node.slot, node.labels);
    }
    column.grow(slots);
    return column;
  }

  setNode(node: NodeInfo): void {
    for (const column of this.columns.values()) column.set(node.slot, node.labels);
  }

  removeNode(node: NodeInfo): void {
    for (const column of this.columns.values()) column.clear(node.slot);
  }
}
