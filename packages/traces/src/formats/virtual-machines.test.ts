import { describe, expect, it } from "vitest";
import { fromBytes, fromText } from "../bytes/index.ts";
import { haveSharedData, sharedFile } from "../testing/index.ts";
import { readAzureVms } from "./azure-vms.ts";
import { readDlrmPods } from "./dlrm.ts";
import { readHuaweiVms } from "./huawei.ts";
import { podManifest } from "./manifest.ts";
import { readNumpyIndex } from "./numpy-index.ts";
import { arrivalOrder } from "./trace.ts";

const DLRM =
  "instance_sn,role,app_name,cpu_request,cpu_limit,gpu_request,gpu_limit,rdma_request,rdma_limit,memory_request,memory_limit,disk_request,disk_limit,max_instance_per_node,creation_time,scheduled_time,deletion_time\n";

describe("DLRM", () => {
  it("keeps blank times as censoring and turns one-per-node into anti-affinity", async () => {
    const rows = [
      "i0,HN,app_0,12,12,1,1,25,25,120.0,120.0,640.0,800.0,8,,,",
      "i1,CN,app_1,2.5,2.5,0,0,0,0,4,4,10,10,1,5,6,16",
      "i2,CN,app_1,2.5,2.5,0,0,0,0,4,4,10,10,-1,7,,",
      "i3,XX,a,1,1,0,0,0,0,1,1,1,1,-1,,,",
    ];
    const pods = await readDlrmPods(fromText(DLRM + rows.join("\n")));
    expect([...pods.arrivalUs]).toEqual([Number.NaN, 5e6, 7e6]);
    expect([...pods.durationUs]).toEqual([Number.NaN, 10e6, Number.NaN]);
    expect([...pods.endCensored!]).toEqual([1, 0, 1]);
    expect([...arrivalOrder(pods)]).toEqual([0, 1, 2]);
    expect(pods.report).toMatchObject({
      badRows: 1,
      notModelled: ["max_instance_per_node above 1 (1 pods): kept as the annotation orrery.io/max-per-node"],
    });
    expect(podManifest(pods.shapes[0]!).spec.containers[0]!.resources!.requests).toEqual({
      cpu: "12",
      memory: "120Gi",
      "ephemeral-storage": "640Gi",
      "nvidia.com/gpu": "1",
      "orrery.io/rdma-percent": "25",
    });
    expect(
      podManifest(pods.shapes[1]!).spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.topologyKey,
    ).toBe("kubernetes.io/hostname");
    expect(podManifest(pods.shapes[2]!).spec.affinity).toBeUndefined();
  });

  it.runIf(haveSharedData("alibaba-dlrm-gpu-v2025"))("has the published counts", async () => {
    const pods = await readDlrmPods(sharedFile("alibaba-dlrm-gpu-v2025/disaggregated_DLRM_trace.csv"), { strict: true });
    const role = (wanted: string): number =>
      pods.shape.reduce((sum, shape) => sum + (pods.shapes[shape]!.labels["orrery.io/role"] === wanted ? 1 : 0), 0);
    expect([pods.count, role("CN"), role("HN")]).toEqual([23_871, 16_485, 7_386]);
    expect(new Set(pods.shapes.map((shape) => shape.app)).size).toBe(156);
    expect(pods.arrivalUs.filter(Number.isNaN).length).toBe(7_280);
    expect(pods.arrivalUs.filter((at, i) => !Number.isNaN(at) && !Number.isNaN(pods.endUs[i]!)).length).toBe(12_390);
  });
});

describe("Huawei-East-1", () => {
  it("reads arrivals and lifetimes; rows cut off or negative are reported", async () => {
    const pods = await readHuaweiVms(fromText("vmid,cpu,mem,at,lt\n0,4,16,0.0,194.0\n1,1,2,2.5,1\n2,1,2,-1,1\n3,1"));
    expect(pods.name).toEqual(["vm-0", "vm-1"]);
    expect([...pods.endUs]).toEqual([194e6, 3.5e6]);
    expect(pods.report.firstBad.map((bad) => bad.reason)).toEqual(["negative value", "truncated last line"]);
  });

  it.runIf(haveSharedData("huawei-east-1-lt"))("has the published counts and episode starts", async () => {
    const pods = await readHuaweiVms(sharedFile("huawei-east-1-lt/Huawei-East-1-lt.csv"), { strict: true });
    expect([pods.count, pods.shapes.length]).toEqual([116_313, 15]);
    const starts = await readNumpyIndex(sharedFile("huawei-east-1-lt/test_random_time_1000.npy"));
    expect(starts.length).toBe(1000);
    expect([...starts.subarray(0, 3)]).toEqual([0x11adc, 0x11f4f, 0x17b2a]);
    expect(starts.every((row) => row >= 0 && row < pods.count)).toBe(true);
    expect((await readNumpyIndex(sharedFile("huawei-east-1-lt/valid_random_time_150.npy"))).length).toBe(150);
  });
});

describe("NumPy index files", () => {
  const file = (header: string, data: Uint8Array): Uint8Array =>
    new Uint8Array([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0, ...new TextEncoder().encode(header), ...data]);
  it("reads int32 and int64, and refuses what is cut or of another type", async () => {
    const header = (type: string): string => `{'descr': '${type}', 'fortran_order': False, 'shape': (2,), }\n`;
    expect([...(await readNumpyIndex(fromBytes(file(header("<i4"), new Uint8Array(new Int32Array([7, -8]).buffer)))))]).toEqual([7, -8]);
    expect([...(await readNumpyIndex(fromBytes(file(header("<i8"), new Uint8Array(new BigInt64Array([-3n, 2n ** 40n]).buffer)))))]).toEqual(
      [-3, 2 ** 40],
    );
    await expect(readNumpyIndex(fromBytes(file(header("<i8"), new Uint8Array(9))))).rejects.toThrow("truncated NumPy file");
    await expect(readNumpyIndex(fromBytes(file(header("<f8"), new Uint8Array(16))))).rejects.toThrow("another NumPy array");
    await expect(readNumpyIndex(fromText("vmid,cpu\n1,2\n3,4\n"))).rejects.toThrow("not a NumPy file");
  });
});

describe("Azure machines", () => {
  const files = (arrivals: string, lifetimes: string) => ({
    arrivals: fromText(arrivals),
    lifetimes: fromText(lifetimes),
    flavors: fromText("1,0.75 a\n2,3.5 g\n"),
    intervals: fromText("0 0\n300 1\n600 2\n900 2\n"),
  });

  it("joins arrivals, flavors and lifetimes, keeps batches, applies the rule for bins", async () => {
    const read = (lifetimeRule?: "lower" | "middle" | "upper") =>
      readAzureVms(
        files("600 a,|,g,g,|,\n900 a,|,\n", "600 U1,|,U2,C2,|,\n900 U0,|,\n"),
        lifetimeRule === undefined ? {} : { lifetimeRule },
      );
    const pods = await read();
    expect([...pods.arrivalUs]).toEqual([600e6, 600e6, 600e6, 900e6]);
    expect([...pods.durationUs]).toEqual([300e6, 750e6, Number.NaN, 0]);
    expect([...pods.batch!]).toEqual([0, 1, 1, 2]);
    expect([...pods.endCensored!]).toEqual([0, 0, 1, 0]);
    expect(pods.shapes[0]).toMatchObject({ milliCpu: 1000, memoryBytes: 0.75 * 2 ** 30 });
    expect([(await read("lower")).durationUs[1], (await read("upper")).durationUs[1]]).toEqual([600e6, 900e6]);
  });

  it("counts what does not fit together, with line and column", async () => {
    const pods = await readAzureVms(files("600 a,|,x,\n900 a,\n1200 a,\n", "600 U1,|,U1,\n900 U1,U1,\n1200 Q1,\n"), { file: "vms" });
    expect(pods.count).toBe(1);
    expect(pods.report.firstBad.map((bad) => [bad.reason, bad.line, bad.column])).toEqual([
      ["unknown flavor", 1, 9],
      ["arrivals and lifetimes differ", 2, 1],
      ["unknown lifetime", 3, 6],
    ]);
  });

  it.runIf(haveSharedData("azure-vm-v1-huawei-rnn"))("has the published counts", async () => {
    const open = (name: string) => sharedFile(`azure-vm-v1-huawei-rnn/${name}`);
    const read = (arrivals: string, lifetimes: string) =>
      readAzureVms(
        { arrivals: open(arrivals), lifetimes: open(lifetimes), flavors: open("flav_map.txt"), intervals: open("v1.interval_map.txt") },
        { strict: true },
      );
    const test = await read("v1.test.txt", "v1.test.c2591400.txt");
    expect([test.count, test.batch!.at(-1)! + 1, test.endCensored!.reduce((sum, n) => sum + n, 0)]).toEqual([410_276, 82_946, 23_311]);
    const dev = await read("v1.dev.txt", "v1.dev.c2100000.txt");
    expect([dev.count, dev.batch!.at(-1)! + 1, dev.endCensored!.reduce((sum, n) => sum + n, 0)]).toEqual([259_159, 53_109, 14_317]);
  });
});
