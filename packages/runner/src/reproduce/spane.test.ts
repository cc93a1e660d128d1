import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SpaneEpisode } from "./spane-episode.ts";
import type { SpaneTrace } from "./spane-episode.ts";
import { NumaServers } from "./spane-servers.ts";
import { spaneTrace } from "./spane-trace.ts";
import { reproduceSpane, trimmedMean } from "./spane.ts";

const folder = fileURLToPath(new URL("../../../../../shared/data/huawei-east-1-lt/", import.meta.url));
const present = existsSync(folder);

/** Rows of [cores, GB, arrival, lifetime]. */
function trace(...rows: [number, number, number, number][]): SpaneTrace {
  const column = (i: number) => rows.map((row) => row[i]!);
  return { cpu: column(0), memoryGb: column(1), arrivalS: column(2), lifetimeS: column(3) };
}

describe("NumaServers", () => {
  it("First Fit takes the lowest NUMA node, and both of one server for more than 10 GB", () => {
    const servers = new NumaServers(2);
    servers.take(servers.choose("firstFit", 40, 10), 40, 10);
    expect(servers.choose("firstFit", 1, 10)).toBe(1);
    expect(servers.choose("firstFit", 1, 11)).toBe(2);
  });

  it("Balance Fit takes the freer NUMA node of the most uneven server, the other one if that is too small", () => {
    const servers = new NumaServers(2);
    expect(servers.choose("balanceFit", 1, 1)).toBe(0);
    servers.take(2, 10, 1);
    expect(servers.choose("balanceFit", 1, 1)).toBe(3);
    // Unit 3 gets the larger share (10/40 against 2/90) but too few cores; unit 2 has 30 of them.
    servers.take(3, 30, 1);
    for (let i = 0; i < 8; i++) servers.take(2, 0, 10);
    servers.take(2, 0, 7);
    expect(servers.choose("balanceFit", 20, 1)).toBe(2);
  });

  it("finds no place when only halves on different servers are free", () => {
    const servers = new NumaServers(2);
    servers.take(0, 40, 1);
    servers.take(2, 40, 1);
    expect(servers.choose("balanceFit", 2, 12)).toBe(-1);
  });
});

describe("SpaneEpisode", () => {
  it("blocks the queue at its head and never turns the clock back", () => {
    const rows = trace([40, 90, 0, 100], [80, 80, 10, 50], [1, 1, 20, 10]);
    const episode = new SpaneEpisode(rows, new NumaServers(1));
    // 90 GB is split over both nodes, so the second waits until 100, and the third with it, then until 150.
    expect(episode.totalWaitS(0, 2, "firstFit")).toBe(90);
    expect(episode.totalWaitS(0, 3, "firstFit")).toBe(90 + 130);
  });

  it("is as long as the VMs placed before the first one without room, and 40 more, up to the end of the trace", () => {
    const small = Array.from({ length: 60 }, (_, i): [number, number, number, number] => [1, 1, i, 1]);
    const episode = (rows: [number, number, number, number][]) => new SpaneEpisode(trace(...rows), new NumaServers(1)).length(0);
    expect(episode([[80, 90, 0, 9], ...small])).toBe(41);
    expect(episode(small)).toBe(60);
  });
});

describe("spaneTrace", () => {
  it("counts cores, GB and whole seconds", () => {
    const shapes = [
      { milliCpu: 1500, memoryBytes: 2 ** 29 },
      { milliCpu: 4000, memoryBytes: 2 ** 34 },
    ];
    expect(spaneTrace({ count: 2, shape: [1, 0], shapes, arrivalUs: [0, 2.9e6], durationUs: [194e6, 1e6] })).toEqual({
      cpu: Float64Array.of(4, 1.5),
      memoryGb: Float64Array.of(16, 0.5),
      arrivalS: Float64Array.of(0, 2),
      lifetimeS: Float64Array.of(194, 1),
    });
  });
});

describe("reproduceSpane", () => {
  it("drops a tenth at each side, by number and not by text", () => {
    expect(trimmedMean(Float64Array.of(1000, 9, 10, 8, 1, 7, 7, 7, 7, 7))).toBe(62 / 8);
  });

  it("refuses start rows outside the trace and VMs larger than a server", () => {
    const one = trace([1, 1, 0, 1]);
    const large = trace([81, 81, 0, 1]);
    expect(() => reproduceSpane({ trace: one, startRows: [1], servers: [2] })).toThrow("start row 0: found 1, accepted is 0..0");
    expect(() => reproduceSpane({ trace: large, startRows: [0], servers: [2] })).toThrow("row 0: a VM of 81 cores and 81 GB");
    expect(() => reproduceSpane({ trace: trace([1, 1, 0, 1]), startRows: [0], servers: [0] })).toThrow("servers: found 0");
  });

  it("ends on a trace shorter than an episode and has nothing to compare beyond nine servers", () => {
    const [row] = reproduceSpane({ trace: trace([1, 1, 0, 1]), startRows: [0], servers: [10] }).rows;
    expect(row).toMatchObject({ servers: 10, policy: "firstFit", totalWaitS: 0, published: undefined, equal: undefined });
  });

  it("has the traces at hand in CI", () => {
    if (process.env["CI"] === "true") expect(present, "shared/data/huawei-east-1-lt is missing").toBe(true);
    else if (!present) console.warn("skipped: SPANE on real data; get it with `orrery trace get huawei-east-1-lt`");
  });

  it.skipIf(!present)("meets the published numbers to the last digit", () => {
    const text = readFileSync(`${folder}Huawei-East-1-lt.csv`, "utf8");
    const lines = text
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
    const column = (i: number) => Float64Array.from(lines, (cells) => cells[i]!);
    const real = { cpu: column(1), memoryGb: column(2), arrivalS: column(3), lifetimeS: column(4) };
    // NumPy, version 1: 128 bytes of header, then little-endian 64-bit integers.
    const numbers = new BigInt64Array(Uint8Array.from(readFileSync(`${folder}test_random_time_1000.npy`).subarray(128)).buffer);
    const result = reproduceSpane({ trace: real, startRows: Array.from(numbers, Number), servers: [2, 5] });
    expect(result.rows.map((row) => row.totalWaitS)).toEqual([53866.53875, 38610.82625, 89822.5225, 86009.90875]);
    expect(result.rows.slice(2).map((row) => row.untrimmedMeanS)).toEqual([362634.624, 336486.767]);
    expect(result.equal).toBe(true);
  });
});
