/** The whole way of `orrery reproduce bitbrains` on the real trace: files, experiment, comparison. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { reproduceBitbrains } from "@orrery/runner/reproduce";
import { readOpendcTopology, readOpendcVms } from "@orrery/traces/formats";
import { haveSharedData, sharedDataFolder, sharedFile } from "@orrery/traces/testing";
import { describe, expect, it } from "vitest";
import { emptyFolder, orrery } from "./orrery-process-fixture.ts";

const DATA = "opendc-bitbrains-small";
const present = haveSharedData(DATA);

async function reproduced(topology: string, share: number) {
  const file = (name: string) => sharedFile(`${DATA}/${name}`);
  const hosts = await readOpendcTopology(file(topology));
  const trace = await readOpendcVms({ tasks: file("tasks.parquet"), fragments: file("fragments.parquet") });
  return reproduceBitbrains({ trace, hosts, share });
}

describe.runIf(present)("the published experiments", () => {
  it("are met on nine hosts with all VMs", async () => {
    const result = await reproduced("topology-multi.json", 1);
    expect(result.idleMs + result.activeMs).toBe(46_591_200_000);
    expect(Math.abs(result.activeMs / 3_489_412_504 - 1)).toBeLessThan(2e-6);
    expect(Math.abs(result.energyJ / 1.0016123392181786e10 - 1)).toBeLessThan(1e-6);
    expect(result).toMatchObject({ publishedTest: "testLarge", agrees: true, makespanMs: 5_176_799_000, scheduled: 50, completed: 50 });
    // The widest VM waits for half of the month and delays those behind it.
    expect(result.placements.find((vm) => vm.id === "740")).toMatchObject({ submissionMs: 0, startMs: 2_584_799_000 });
    expect([result.delayed, result.pending]).toEqual([17, []]);
  });

  it("run on one host with a quarter of the load", async () => {
    const result = await reproduced("topology-single.json", 0.25);
    expect(result).toMatchObject({ vms: 11, publishedTest: undefined, scheduled: 11, completed: 11, pending: [] });
    expect((result.idleMs + result.activeMs) % 300_000).toBe(0);
  });

  it("have nothing to say about other samples; on one host the VM of 32 cores never starts", async () => {
    const result = await reproduced("topology-single.json", 1);
    expect(result).toMatchObject({ publishedTest: undefined, agrees: true, scheduled: 33, completed: 33 });
    expect([result.pending[0], result.pending.length]).toEqual(["740", 17]);
  });
});

describe("orrery reproduce bitbrains", () => {
  it.runIf(present)("prints ours beside the published", { timeout: 30_000 }, async () => {
    const { code, out, err } = await orrery(["reproduce", "bitbrains", "--data", sharedDataFolder()]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^host time \(ms\) +46591200000 +46591200000 +0 +exact +yes$/m);
    expect(out).toContain("every published number of testLarge is met");
    expect(out.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  });

  it.runIf(present)("prints JSON, for other hosts and samples too", { timeout: 30_000 }, async () => {
    const folder = path.join(sharedDataFolder(), DATA);
    const more = ["--topology", path.join(folder, "topology-single.json"), "--sample", ".3", "--json"];
    const { code, out } = await orrery(["reproduce", "bitbrains", "--data", folder, ...more]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ kind: "orrery/reproduce-bitbrains", sample: 0.3, vms: 12, publishedTest: null, agrees: null });
  });

  it("knows a topology when it checks one, and says what is wrong with it", { timeout: 30_000 }, async () => {
    const topology = path.join(emptyFolder(), "hosts.json");
    const hosts = (coreCount: number) =>
      `{"clusters": [{"hosts": [{"count": 3, "cpu": {"coreCount": ${coreCount}, "coreSpeed": 1000}, "memory": {"memorySize": 1}}]}]}`;
    writeFileSync(topology, hosts(4));
    expect(await orrery(["check", topology])).toMatchObject({ code: 0, out: expect.stringContaining("OpenDC topology: 3 hosts") });
    writeFileSync(topology, hosts(-4));
    const { code, out, err } = await orrery(["check", topology]);
    expect([code, (out + err).replace(/\s+/g, " ")]).toEqual([
      1,
      expect.stringContaining("hosts.json:1:60: clusters[0].hosts[0].cpu.coreCount"),
    ]);
  });

  it("refuses what is no share", { timeout: 30_000 }, async () => {
    for (const share of ["0", "1.5", "half"]) {
      const { code, err } = await orrery(["reproduce", "bitbrains", "--data", ".", "--sample", share]);
      expect([code, err]).toEqual([2, expect.stringContaining("Accepted: a number above 0 and at most 1")]);
    }
  });
});
