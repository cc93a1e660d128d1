import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitbrainsHosts } from "./bitbrains-hosts.ts";
import type { BitbrainsHost } from "./bitbrains-hosts.ts";
import { placeInOrder } from "./bitbrains-queue.ts";
import { bitbrainsVms, sampleByLoad } from "./bitbrains-workload.ts";
import type { RecordedVms } from "../scenario/index.ts";
import { bitbrainsTable } from "./comparison-table.ts";
import { reproduceBitbrains } from "./bitbrains.ts";

interface Vm {
  readonly at?: number;
  readonly cores?: number;
  readonly mb?: number;
  /** [milliseconds, MHz] */
  readonly use?: readonly (readonly [number, number])[];
}

/** VMs called a, b, c, ...; times in milliseconds. */
function trace(...vms: Vm[]): RecordedVms {
  const use = vms.flatMap((vm, row) => (vm.use ?? [[1000, 100]]).map(([ms, mhz]) => ({ row, ms, mhz })));
  return {
    count: vms.length,
    id: vms.map((_, i) => String.fromCharCode(97 + i)),
    submissionMs: vms.map((vm) => 1e12 + (vm.at ?? 0)),
    cores: vms.map((vm) => vm.cores ?? 1),
    memoryKb: vms.map((vm) => (vm.mb ?? 1) * 1000),
    fragments: {
      count: use.length,
      vm: use.map(({ row }) => row),
      durationMs: use.map(({ ms }) => ms),
      cpuUsageMhz: use.map(({ mhz }) => mhz),
    },
  };
}

function host(cores = 4, coreSpeedMhz = 1000, memoryMb = 100): BitbrainsHost {
  return { name: `h${cores}`, cores, coreSpeedMhz, memoryMb, idlePowerW: 200, maxPowerW: 400 };
}

/** [id, host, start, end] in the order of placing. */
function placed(vms: RecordedVms, ...hosts: BitbrainsHost[]): unknown[] {
  return placeInOrder(bitbrainsVms(vms), hosts).placements.map(({ vm, host: at, startMs, endMs }) => [vm.id, at, startMs, endMs]);
}

describe("bitbrainsVms", () => {
  it("orders by submission, ties as in the file, from the first on, and rounds thousands of KB half up", () => {
    const vms = bitbrainsVms({ ...trace({ at: 5 }, {}, { at: 5 }, {}), memoryKb: [1499, 1500, 2501, 130_457_600] });
    expect(vms.map((vm) => [vm.id, vm.submissionMs, vm.memoryMb])).toEqual([
      ["b", 0, 2],
      ["d", 0, 130_458],
      ["a", 5, 1],
      ["c", 5, 3],
    ]);
  });

  it("sums the fragments of a VM, also when those of several are mixed", () => {
    const mixed = trace({ use: [[1, 10]] }, { use: [[2, 20]] }, { use: [[3, 30]] });
    const vms = bitbrainsVms({ ...mixed, count: 2, fragments: { ...mixed.fragments, vm: [0, 1, 0] } });
    expect(vms.map((vm) => [vm.runtimeMs, vm.loadMhzMs, vm.fragments])).toEqual([
      [4, 100, [0, 2]],
      [2, 40, [1]],
    ]);
  });
});

describe("sampleByLoad", () => {
  const vms = bitbrainsVms(trace({ use: [[10, 1]] }, { use: [[20, 1]] }, { use: [[60, 1]] }, { use: [[10, 1]] }));
  const sampled = (share: number) => sampleByLoad(vms, share).map((vm) => vm.id);

  it("takes VMs while their load is at most the share, and stops at the first beyond", () => {
    expect([0.05, 0.1, 0.29, 0.3, 0.89, 0.9, 1].map((share) => sampled(share).join(""))).toEqual(["", "a", "a", "ab", "ab", "abc", "abcd"]);
  });

  it("takes all for a share of 1, whatever the rounding, and refuses what is no share", () => {
    const parts = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(parts, (usage) => {
        const all = bitbrainsVms(trace(...usage.map((mhz): Vm => ({ use: [[300_000, mhz]] }))));
        expect(sampleByLoad(all, 1)).toHaveLength(usage.length);
      }),
    );
    for (const share of [0, -1, 1.01, Number.NaN]) expect(() => sampled(share)).toThrow("above 0 and at most 1");
  });
});

describe("BitbrainsHosts", () => {
  it("prefers the most free memory, the first of equals", () => {
    const hosts = new BitbrainsHosts([host(4, 1, 50), host(4, 1, 100), host(4, 1, 100)]);
    const vm = { cores: 1, memoryMb: 50 };
    const order = Array.from({ length: 6 }, () => {
      const at = hosts.choose(vm);
      if (at >= 0) hosts.take(at, vm);
      return at;
    });
    expect(order).toEqual([1, 2, 0, 1, 2, -1]);
    hosts.release(0, vm);
    expect(hosts.choose(vm)).toBe(0);
  });

  it("promises each core sixteen times, but to no VM wider than the host", () => {
    const hosts = new BitbrainsHosts([host(2)]);
    expect(hosts.choose({ cores: 3, memoryMb: 0 })).toBe(-1);
    for (let i = 0; i < 31; i++) hosts.take(0, { cores: 1, memoryMb: 0 });
    expect(hosts.choose({ cores: 2, memoryMb: 0 })).toBe(-1);
    expect(hosts.choose({ cores: 1, memoryMb: 0 })).toBe(0);
  });
});

describe("placeInOrder", () => {
  it("holds up the queue behind a head that does not fit, and shifts a late VM without shortening it", () => {
    const vms = trace({ mb: 60, use: [[1000, 1]] }, { at: 100, mb: 60, use: [[500, 1]] }, { at: 200, mb: 1, use: [[50, 1]] });
    expect(placed(vms, host())).toEqual([
      ["a", 0, 0, 1000],
      ["b", 0, 1000, 1500],
      ["c", 0, 1000, 1050],
    ]);
  });

  it("frees the room of VMs that end at an instant before it places those submitted then", () => {
    const vms = trace({ mb: 100, use: [[700, 1]] }, { at: 700, mb: 100, use: [[10, 1]] });
    expect(placed(vms, host())).toEqual([
      ["a", 0, 0, 700],
      ["b", 0, 700, 710],
    ]);
  });

  it("ends a VM without runtime after those behind it were tried", () => {
    const vms = trace({ mb: 60, use: [[0, 5]] }, { mb: 40, use: [[10, 1]] }, { mb: 60, use: [[10, 1]] });
    expect(placed(vms, host())).toEqual([
      ["a", 0, 0, 0],
      ["b", 0, 0, 10],
      ["c", 0, 0, 10],
    ]);
  });

  it("leaves a VM larger than every host at the head for ever, and ends all the same", () => {
    const run = placeInOrder(bitbrainsVms(trace({}, { at: 10, cores: 5 }, { at: 20 })), [host()]);
    expect([run.placements.length, run.completed, run.pending.map((vm) => vm.id), run.makespanMs]).toEqual([1, 1, ["b", "c"], 1000]);
  });

  it("never oversells memory, keeps the order, and completes whatever fits on an empty host", () => {
    const vm = fc.record({
      at: fc.nat(50),
      cores: fc.integer({ min: 1, max: 4 }),
      mb: fc.integer({ min: 0, max: 100 }),
      use: fc.nat(30).map((ms) => [[ms, 1]] as const),
    });
    fc.assert(
      fc.property(fc.array(vm, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (vms, count) => {
        const { placements, completed, pending } = placeInOrder(
          bitbrainsVms(trace(...vms)),
          Array.from({ length: count }, () => host()),
        );
        expect([completed, pending]).toEqual([vms.length, []]);
        placements.forEach(({ vm: own, host: at, startMs }, i) => {
          expect(startMs).toBeGreaterThanOrEqual(Math.max(own.submissionMs, placements[i - 1]?.startMs ?? 0));
          const here = placements.slice(0, i + 1).filter((other) => other.host === at && (other.endMs > startMs || other.vm === own));
          expect(here.reduce((sum, other) => sum + other.vm.memoryMb, 0)).toBeLessThanOrEqual(100);
        });
      }),
    );
  });
});

describe("reproduceBitbrains", () => {
  it("counts demand over capacity as active, the rest up to a whole export step as idle, on every host", () => {
    const vms = trace(
      { use: [[100_000, 1000]] },
      {
        at: 50_000,
        use: [
          [0, 9],
          [250_000, 3000],
          [1, 0],
        ],
      },
    );
    const result = reproduceBitbrains({ trace: vms, hosts: [host(), host(1, 1000, 10)] });
    // First host: 50 s at 1/4, 50 s at 4/4, 200 s at 3/4. The makespan of 300.001 s counts as 600 s.
    expect(result).toMatchObject({ makespanMs: 300_001, hostTimeMs: 1_200_000, activeMs: 212_500, idleMs: 987_500 });
    expect(result.energyJ).toBe(200 * 1200 + 200 * 212.5);
    expect(result.hosts.map((row) => [row.vms, row.activeMs, row.idleMs])).toEqual([
      [2, 212_500, 387_500],
      [0, 0, 600_000],
    ]);
    expect(result).toMatchObject({ scheduled: 2, completed: 2, delayed: 0, pending: [], publishedTest: undefined, agrees: true });
  });

  it("gives no more than a host has", () => {
    const vms = trace({ use: [[100_000, 5000]] }, { use: [[300_000, 1000]] });
    expect(reproduceBitbrains({ trace: vms, hosts: [host()] }).activeMs).toBe(100_000 + 50_000);
  });

  it("takes energy between the idle and the full power of each host", () => {
    const hosts = [{ ...host(), idlePowerW: 100, maxPowerW: 150 }];
    expect(reproduceBitbrains({ trace: trace({ use: [[300_000, 2000]] }), hosts }).energyJ).toBe(125 * 300);
  });

  it("has nothing to count for a share that no VM fits into, and wants hosts", () => {
    const none = reproduceBitbrains({ trace: trace({}, {}), hosts: [host()], share: 0.4 });
    expect(none).toMatchObject({ vms: 0, traceVms: 2, hostTimeMs: 0, activeMs: 0, energyJ: 0 });
    expect(() => reproduceBitbrains({ trace: trace({}), hosts: [] })).toThrow("hosts: found none");
  });

  it("shows ours alone where nothing is published", () => {
    expect(bitbrainsTable(reproduceBitbrains({ trace: trace({}), hosts: [host()] })).rows[0]).toEqual([
      "host time (ms)",
      "300000",
      "",
      "",
      "",
      "",
    ]);
  });
});
