import { describe, expect, it } from "vitest";
import { EVERYTHING, parseSelector, selectorFromMap } from "../model/index.ts";
import type { BehaviorRule, ContainerBehavior } from "./behavior.ts";
import { type BehaviorSubject, BehaviorSet, IDLE } from "./behavior-set.ts";

const behavior = (processes: number): ContainerBehavior => ({ ...IDLE, processes });
const rule = (name: string, processes: number, changes: Partial<BehaviorRule> = {}): BehaviorRule => ({
  name,
  namespace: undefined,
  selector: EVERYTHING,
  container: undefined,
  behavior: behavior(processes),
  ...changes,
});
const subject = (labels: Record<string, string>, namespace?: string): BehaviorSubject => ({
  metadata: { namespace, labels },
  spec: {
    initContainers: [{ name: "init" }, { name: "sidecar", restartPolicy: "Always" }],
    containers: [{ name: "app" }, { name: "log" }],
  },
});
const found = (set: BehaviorSet, each: BehaviorSubject): number[] => [0, 1, 2, 3].map((number) => set.behavior(each, number).processes);

describe("BehaviorSet", () => {
  it("gives every container the first rule that names it", () => {
    const set = new BehaviorSet([
      rule("logs", 1, { container: "log" }),
      rule("web", 2, { selector: selectorFromMap({ app: "web" }) }),
      rule("others", 3),
    ]);
    expect(found(set, subject({ app: "web" }))).toEqual([0, 2, 2, 1]);
    expect(found(set, subject({ app: "db" }))).toEqual([0, 3, 3, 1]);
  });

  it("names an init container that is no sidecar by its name only", () => {
    expect(found(new BehaviorSet([rule("all", 1)]), subject({}))).toEqual([0, 1, 1, 1]);
    expect(found(new BehaviorSet([rule("init", 2, { container: "init" }), rule("all", 1)]), subject({}))).toEqual([2, 1, 1, 1]);
  });

  it("heeds the namespace, default where none is said", () => {
    const set = new BehaviorSet([rule("here", 1, { namespace: "default" }), rule("there", 2, { namespace: "there" })]);
    expect([undefined, "default", "there", "elsewhere"].map((namespace) => set.behavior(subject({}, namespace), 2).processes)).toEqual([
      1, 1, 2, 0,
    ]);
  });

  it("tells pods that no rule names, and looks at a manifest once", () => {
    let looks = 0;
    const selector = parseSelector("app=web");
    const counted = Object.assign(Object.create(selector) as typeof selector, {
      matches: (labels: ReadonlyMap<string, string>) => ++looks > 0 && selector.matches(labels),
    });
    const set = new BehaviorSet([rule("web", 1, { selector: counted })]);
    const [web, db] = [subject({ app: "web" }), subject({ app: "db" })];
    expect([set.isIdle(web), set.isIdle(db), set.isIdle(web), set.isIdle(db), found(set, db)]).toEqual([
      false,
      true,
      false,
      true,
      [0, 0, 0, 0],
    ]);
    expect(looks).toBe(2);
    expect(new BehaviorSet([]).isIdle(web)).toBe(true);
    expect(set.behavior(db, 3)).toBe(IDLE);
  });
});
