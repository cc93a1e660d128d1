/** What suffers comes gravest first, each kind once, with the one that fares worst. */
import { describe, expect, it } from "vitest";
import { NodeFlag } from "@orrery/runner/session";
import { livingFrame, smallFrame } from "../testing/index.ts";
import { sufferingOf } from "./suffering.ts";

describe("what suffers", () => {
  it("is nothing where all is well", async () => {
    const { frame, texts } = await smallFrame();
    expect(sufferingOf(frame, texts)).toEqual([]);
  });

  it("names machines that are down before pods that crash, and pods by workload", async () => {
    const { frame, texts } = await livingFrame();
    const found = sufferingOf(frame, texts).map(({ what, of, count }) => `${count} ${of} ${what}`);
    expect(found).toEqual([
      "1  machine down",
      "1  short of CPU",
      "2 crasher CrashLoopBackOff, ended with an error",
      "2 hungry starved of CPU by others",
    ]);
  });

  it("is told apart by flags: a machine that is short of CPU, of which more is wanted than it has", async () => {
    const { frame, texts } = await livingFrame();
    const row = frame.nodes.name.findIndex((name) => texts[name] === "left-0");
    expect(frame.nodes.flags[row]! & NodeFlag.slow).toBe(NodeFlag.slow);
  });
});
