/**
 * The state of the cluster after any number of facts, forwards and backwards, at the cost of what changes in between: going back, each
 * subject that a taken-back fact was about is built anew from its own facts.
 */
import { ClusterState } from "@orrery/sim-core/store";
import { Subject } from "./history-index.ts";
import type { HistoryIndex } from "./history-index.ts";

export class HistoryCursor {
  readonly state: ClusterState = new ClusterState();
  facts = 0;
  private readonly index: HistoryIndex;

  constructor(index: HistoryIndex) {
    this.index = index;
  }

  /**
   * @param facts at most as many as the index has followed
   * @param onFact hears of each fact that is applied, in order; going back, of the facts of the subjects that are built anew
   * @param onSubject hears once or more of each subject that may have changed, when it has its new state
   */
  moveTo(facts: number, onFact: (fact: number) => void, onSubject: (kind: Subject, number: number) => void): void {
    if (facts >= this.facts) this.forwards(facts, onFact, onSubject);
    else this.backwards(facts, onFact, onSubject);
    this.facts = facts;
  }

  private forwards(facts: number, onFact: (fact: number) => void, onSubject: (kind: Subject, number: number) => void): void {
    const { index, state } = this;
    for (let fact = this.facts; fact < facts; fact++) {
      state.apply(index.log, fact);
      onFact(fact);
      onSubject(index.subjectKind(fact), index.subjectNumber(fact));
    }
  }

  private backwards(facts: number, onFact: (fact: number) => void, onSubject: (kind: Subject, number: number) => void): void {
    const { index, state } = this;
    /** By subject: the newest of its facts that stays. */
    const newest = [new Map<number, number>(), new Map<number, number>(), new Map<number, number>()];
    for (let fact = this.facts - 1; fact >= facts; fact--)
      newest[index.subjectKind(fact)]!.set(index.subjectNumber(fact), index.previous[fact]!);
    // What had not been there goes first: a name may have belonged to somebody else before.
    for (const [kind, subjects] of newest.entries()) {
      const unborn = [...subjects].filter(([, fact]) => fact < 0).map(([number]) => number);
      for (const number of unborn.sort((a, b) => b - a)) this.forget(kind as Subject, number);
    }
    for (const [kind, subjects] of newest.entries())
      for (const [number, fact] of subjects) {
        const own: number[] = [];
        for (let at = fact; at >= 0; at = index.previous[at]!) {
          own.push(at);
          if (kind === Subject.object) break;
        }
        for (let i = own.length - 1; i >= 0; i--) {
          state.apply(index.log, own[i]!);
          onFact(own[i]!);
        }
        onSubject(kind as Subject, number);
      }
  }

  /** Pods and nodes are numbered in order of creation, so that those to forget are the last ones, from the end. */
  private forget(kind: Subject, number: number): void {
    const { state } = this;
    switch (kind) {
      case Subject.object:
        state.objects.delete(this.index.objectKeys[number]!);
        break;
      case Subject.pod: {
        const { key } = state.pods[number]!;
        if (state.podIds.get(key) === number) state.podIds.delete(key);
        state.pods.length = number;
        break;
      }
      case Subject.node: {
        const { name } = state.nodes[number]!.node.metadata;
        if (state.nodeIds.get(name) === number) state.nodeIds.delete(name);
        state.nodes.length = number;
        break;
      }
    }
  }
}
