import { describe, expect, it } from "vitest";
import type { Container } from "../model/index.ts";
import { FactKind } from "../store/index.ts";
import { after, ClusterFixture, container, GIB, MIB, S } from "./kubelets-fixture.ts";

/** An exit code after a second; undefined: it runs. */
type Exit = number | undefined;

function phaseOf(restartPolicy: string, apps: readonly Exit[], inits: readonly Exit[] = [], sidecars = 0): string {
  const world = new ClusterFixture();
  const named = (prefix: string, exits: readonly Exit[]): Container[] =>
    exits.map((code, i) => {
      world.rule("a", code === undefined ? {} : { exit: { ...after(1), code } }, `${prefix}${i}`);
      return container(`${prefix}${i}`);
    });
  const helpers = Array.from({ length: sidecars }, (_, i) => container(`side${i}`, { restartPolicy: "Always" }));
  const initContainers = [...helpers, ...named("init", inits)];
  const containers = named("app", apps);
  const pod = world.start().pod("a", { restartPolicy, initContainers, containers });
  world.run(5);
  return pod.phase;
}

describe("a pod's phase", () => {
  it.each([
    ["Always", [undefined], "Running"],
    ["Always", [0], "Running"],
    ["Always", [0, 1], "Running"],
    ["Always", [undefined, 1], "Running"],
    ["OnFailure", [undefined, 0], "Running"],
    ["OnFailure", [0, 0], "Succeeded"],
    ["OnFailure", [0, 1], "Running"],
    ["OnFailure", [1], "Running"],
    ["Never", [undefined, 0], "Running"],
    ["Never", [undefined, 1], "Running"],
    ["Never", [0, 0], "Succeeded"],
    ["Never", [0, 1], "Failed"],
    ["Never", [2], "Failed"],
  ] as const)("with %s and containers that end with %j is %s", (policy, apps, phase) => {
    expect(phaseOf(policy, apps)).toBe(phase);
  });

  it.each([
    ["Always", [undefined], "Pending"],
    ["Always", [1], "Pending"],
    ["OnFailure", [0, 1], "Pending"],
    ["Never", [0, undefined], "Pending"],
    ["Never", [1], "Failed"],
    ["Never", [0, 3], "Failed"],
    ["Always", [0, 0], "Running"],
  ] as const)("with %s and init containers that end with %j is %s", (policy, inits, phase) => {
    expect(phaseOf(policy, [undefined], inits)).toBe(phase);
  });

  it("is not held up by sidecars: they are ended when the app containers are over", () => {
    expect(phaseOf("Never", [0], [], 2)).toBe("Succeeded");
    expect(phaseOf("OnFailure", [0], [0], 1)).toBe("Succeeded");
    expect(phaseOf("Never", [3], [], 1)).toBe("Failed");
    expect(phaseOf("Never", [undefined], [1], 1)).toBe("Failed");
  });

  it("waits for the last container that has never run", () => {
    const images = { bytes: new Map([["big:1", GIB]]), registryBytesPerSecond: 10 * MIB };
    const world = new ClusterFixture({ images, settings: { downloadBytesPerSecond: 10 * MIB } }).rule("a", {}).start();
    const pod = world.pod("a", { containers: [container("first"), container("second", { image: "big:1" })] });
    world.run(100);
    expect([pod.phase, world.lines(FactKind.ContainerStarted).length]).toEqual(["Pending", 1]);
    world.run(110);
    expect([pod.phase, world.lines(FactKind.ContainerStarted).length]).toEqual(["Running", 2]);
  });

  it("is Failed after the deadline for the whole pod, which its containers get their grace period beyond", () => {
    const world = new ClusterFixture().rule("a", { stopUs: Infinity }).start();
    const pod = world.pod("a", { activeDeadlineSeconds: 20, terminationGracePeriodSeconds: 5 });
    world.run(24);
    expect(pod.phase).toBe("Running");
    world.run(25);
    expect([pod.phase, pod.reason, pod.finishedUs]).toEqual(["Failed", "DeadlineExceeded", 25 * S]);
  });

  it("says which container made it fail", () => {
    const world = new ClusterFixture().rule("a", { exit: { ...after(1), code: 7 } }).start();
    world.pod("a", { restartPolicy: "Never" });
    world.run(2);
    expect(world.causes(FactKind.PodFailed)).toEqual([
      { by: "kubelet", reason: "Error", message: "container main failed for good", evidence: { container: "main", exitCode: 7 } },
    ]);
  });
});
