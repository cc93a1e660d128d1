/**
 * The state at any moment of the past: a copy of the state every so many facts, and the facts in between applied to it. Exact, because the
 * same `apply`
 * built the state in the first place.
 */
import { ClusterState } from "./cluster-state.ts";
import type { FactLog } from "./fact.ts";

export class Keyframes {
  private readonly log: FactLog;
  private readonly every: number;
  private readonly frames: { readonly facts: number; readonly state: ClusterState }[] = [];

  /** @param every facts between two frames: a seek applies at most so many */
  constructor(log: FactLog, every = 50_000) {
    this.log = log;
    this.every = every;
  }

  /** The state after every fact at or before `timeUs`. The caller must not change it. */
  at(timeUs: number): ClusterState {
    const wanted = this.log.countUntil(timeUs);
    this.extend(wanted);
    const frame = this.frames[Math.floor(wanted / this.every) - 1];
    const state = frame === undefined ? new ClusterState() : copyState(frame.state);
    for (let fact = frame?.facts ?? 0; fact < wanted; fact++) state.apply(this.log, fact);
    return state;
  }

  private extend(wanted: number): void {
    while ((this.frames.length + 1) * this.every <= wanted) {
      const last = this.frames[this.frames.length - 1];
      const state = last === undefined ? new ClusterState() : copyState(last.state);
      const facts = (this.frames.length + 1) * this.every;
      for (let fact = last?.facts ?? 0; fact < facts; fact++) state.apply(this.log, fact);
      this.frames.push({ facts, state });
    }
  }
}

function copyState(state: ClusterState): ClusterState {
  const copy = new ClusterState();
  for (const node of state.nodes) copy.nodes.push({ ...node });
  for (const pod of state.pods) copy.pods.push({ ...pod });
  for (const [key, object] of state.objects) copy.objects.set(key, object);
  for (const [name, id] of state.nodeIds) copy.nodeIds.set(name, id);
  for (const [key, id] of state.podIds) copy.podIds.set(key, id);
  return copy;
}
