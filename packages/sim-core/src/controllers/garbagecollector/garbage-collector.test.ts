/** What goes, what stays and in which order when owners are deleted, for objects of any kind. */
import { describe, expect, it } from "vitest";
import { Engine, Phase, randomStreams } from "../../engine/index.ts";
import { FactKind, Store } from "../../store/index.ts";
import type { ApiObject } from "../../store/index.ts";
import { ControllerManager } from "../controller-manager.ts";
import { deleteObject, type PropagationPolicy } from "./delete-object.ts";

class World {
  readonly engine = new Engine();
  readonly store = new Store(this.engine);
  private readonly steps: (() => void)[] = [];
  private readonly stepKind;

  constructor() {
    const { engine, store } = this;
    this.stepKind = engine.registerKind("step", Phase.arrival, (at) => this.steps[at]!());
    const heartbeats = { leaseRenewedUs: () => undefined };
    void new ControllerManager({ engine, store, watchDelayUs: 5_000, streams: randomStreams("1"), heartbeats, nodes: false });
  }

  /** Owners by name; a name with "!" blocks the owner's deletion in the foreground. */
  add(name: string, ...owners: string[]): void {
    const ownerReferences = owners.map((owner) => {
      const of = owner.replace("!", "");
      return { apiVersion: "v1", kind: "ConfigMap", name: of, uid: of, blockOwnerDeletion: owner.endsWith("!") };
    });
    this.store.setObject({ kind: "ConfigMap", metadata: { name, namespace: "default", uid: name, ownerReferences } });
  }

  delete(name: string, policy: PropagationPolicy, seconds = 1): void {
    this.at(seconds, () => void deleteObject(this.store, this.get(name)!, policy, this.engine.nowUs));
  }

  at(seconds: number, step: () => void): void {
    this.engine.emit(this.stepKind, this.steps.push(step) - 1, seconds * 1e6);
  }

  get(name: string): ApiObject | undefined {
    return this.store.state.objects.get(`ConfigMap/default/${name}`);
  }

  /** Runs to the end. @returns `~x` marked as being deleted, `-x` gone, in order */
  run(): string[] {
    this.engine.advance(100e6);
    expect(this.engine.pending).toBe(0);
    const { log } = this.store;
    const marked = new Set<string>();
    const found: string[] = [];
    for (let fact = 0; fact < log.length; fact++) {
      const { metadata } = log.payloads[log.subject[fact]!] as ApiObject;
      if (log.kind[fact] === FactKind.ObjectRemoved) found.push(`-${metadata.name}`);
      else if (log.kind[fact] === FactKind.ObjectSet && metadata.deletionTimestamp !== undefined && !marked.has(metadata.name)) {
        marked.add(metadata.name);
        found.push(`~${metadata.name}`);
      }
    }
    return found;
  }
}

describe("deletion of an owner", () => {
  it("in the background: it goes first, then what it owned, link by link", () => {
    const world = new World();
    for (const [name, ...owners] of [["a"], ["b", "a!"], ["c", "b!"], ["other"]] as [string, ...string[]][]) world.add(name, ...owners);
    world.delete("a", "Background");
    expect(world.run()).toEqual(["-a", "-b", "-c"]);
    expect(world.get("other")).toBeDefined();
  });

  it("in the foreground: it waits for what blocks it, and that for what blocks it in turn", () => {
    const world = new World();
    for (const [name, ...owners] of [["a"], ["b", "a!"], ["c", "b!"]] as [string, ...string[]][]) world.add(name, ...owners);
    world.delete("a", "Foreground");
    expect(world.run()).toEqual(["~a", "~b", "-c", "-b", "-a"]);
  });

  it("in the foreground: it does not wait for what does not block it", () => {
    const world = new World();
    world.add("a");
    world.add("b", "a");
    world.delete("a", "Foreground");
    expect(world.run().toSorted()).toEqual(["-a", "-b", "~a"]);
  });

  it("with Orphan: what it owned stays, without the reference", () => {
    const world = new World();
    world.add("a");
    world.add("x");
    world.add("b", "a!", "x");
    world.delete("a", "Orphan");
    expect(world.run()).toEqual(["~a", "-a"]);
    expect(world.get("b")!.metadata.ownerReferences!.map(({ name }) => name)).toEqual(["x"]);
  });

  it("leaves what has another owner, until that goes too", () => {
    const world = new World();
    for (const [name, ...owners] of [["a"], ["x"], ["two", "a!", "x!"]] as [string, ...string[]][]) world.add(name, ...owners);
    world.delete("a", "Foreground");
    world.delete("x", "Background", 5);
    world.engine.advance(4e6);
    expect(world.get("two")!.metadata.ownerReferences!.map(({ name }) => name)).toEqual(["x"]);
    expect(world.run()).toEqual(["~a", "-a", "-x", "-two"]);
  });

  it("in the foreground ends also where two own each other", () => {
    const world = new World();
    world.add("a", "b!");
    world.add("b", "a!");
    world.delete("a", "Foreground");
    expect(world.run().toSorted()).toEqual(["-a", "-b", "~a", "~b"]);
  });
});

it("collects what names an owner that was never there, or has another identity", () => {
  const world = new World();
  world.add("a");
  world.add("orphan", "missing!");
  world.store.setObject({
    ...world.get("a")!,
    metadata: {
      ...world.get("a")!.metadata,
      name: "b",
      uid: "b",
      ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "older" }],
    },
  });
  expect(world.run().toSorted()).toEqual(["-b", "-orphan"]);
});

it("takes an owner of a kind that this cluster does not have to exist", () => {
  const world = new World();
  const ownerReferences = [{ apiVersion: "v1", kind: "Node", name: "n", uid: "n" }];
  world.store.setObject({ kind: "ConfigMap", metadata: { name: "mirror", namespace: "default", uid: "m", ownerReferences } });
  expect(world.run()).toEqual([]);
});
