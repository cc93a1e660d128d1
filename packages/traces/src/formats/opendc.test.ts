import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { fromBytes, fromText } from "../bytes/index.ts";
import { haveSharedData, sharedFile } from "../testing/index.ts";
import { readOpendcTopology } from "./opendc-topology.ts";
import { readOpendcVms } from "./opendc.ts";

interface Rows {
  readonly tasks: readonly (readonly [id: string, submission: Date, cores: number, kb: bigint])[];
  readonly fragments: readonly (readonly [id: string, durationMs: bigint, mhz: number])[];
}

const TASKS: Rows["tasks"] = [
  ["7", new Date(2000), 2, 3000n],
  ["8", new Date(1000), 1, 500n],
];
const FRAGMENTS: Rows["fragments"] = [
  ["8", 300_000n, 1.5],
  ["7", 1000n, 0],
  ["8", 600_000n, 20],
];

function read({ tasks = TASKS, fragments = FRAGMENTS }: Partial<Rows> = {}) {
  const taskFile = parquetWriteBuffer({
    columnData: [
      { name: "id", data: tasks.map((row) => row[0]), type: "STRING" },
      { name: "submission_time", data: tasks.map((row) => row[1]), type: "TIMESTAMP" },
      { name: "cpu_count", data: tasks.map((row) => row[2]), type: "INT32" },
      { name: "mem_capacity", data: tasks.map((row) => row[3]), type: "INT64" },
    ],
  });
  const fragmentFile = parquetWriteBuffer({
    columnData: [
      { name: "id", data: fragments.map((row) => row[0]), type: "STRING" },
      { name: "duration", data: fragments.map((row) => row[1]), type: "INT64" },
      { name: "cpu_usage", data: fragments.map((row) => row[2]), type: "DOUBLE" },
    ],
  });
  return readOpendcVms({ tasks: fromBytes(new Uint8Array(taskFile)), fragments: fromBytes(new Uint8Array(fragmentFile)) });
}

describe("readOpendcVms", () => {
  it("reads machines and their fragments as columns", async () => {
    const vms = await read();
    expect(vms).toMatchObject({ count: 2, id: ["7", "8"] });
    expect([...vms.submissionMs, ...vms.cores, ...vms.memoryKb]).toEqual([2000, 1000, 2, 1, 3000, 500]);
    expect([...vms.fragments.vm]).toEqual([1, 0, 1]);
    expect([...vms.fragments.durationMs, ...vms.fragments.cpuUsageMhz]).toEqual([300_000, 1000, 600_000, 1.5, 0, 20]);
  });

  it("refuses files that do not fit together, with the row", async () => {
    await expect(read({ tasks: [...TASKS, TASKS[0]!] })).rejects.toThrow('tasks.parquet:3: VM twice: found "7"; accepted: one row a VM');
    await expect(read({ tasks: TASKS.slice(0, 1) })).rejects.toThrow(
      'fragments.parquet:1: usage of an unknown VM: found "8"; accepted: an id of tasks.parquet',
    );
    await expect(read({ fragments: FRAGMENTS.slice(0, 1) })).rejects.toThrow(
      'tasks.parquet:1: VM without usage: found "7"; accepted: at least one row of fragments.parquet for each VM',
    );
  });

  it("refuses rows that make no sense", async () => {
    await expect(read({ tasks: [["7", new Date(0), 0, 1n]] })).rejects.toThrow(
      /^tasks\.parquet:1:3: value too small: found cpu_count = "0"/,
    );
    await expect(read({ fragments: [["7", 1n, -1]] })).rejects.toThrow(/^fragments\.parquet:1:3: negative value: found cpu_usage = "-1"/);
  });

  it("refuses other files", async () => {
    const files = { tasks: fromText("id,x\n"), fragments: fromText("") };
    await expect(readOpendcVms(files, { tasks: "t" })).rejects.toThrow(/^t: unreadable Parquet file: .*; accepted: a whole Parquet file/);
  });

  it.runIf(haveSharedData("opendc-bitbrains-small"))("has the published counts", async () => {
    const file = (name: string) => sharedFile(`opendc-bitbrains-small/${name}.parquet`);
    const vms = await readOpendcVms({ tasks: file("tasks"), fragments: file("fragments") });
    expect([vms.count, vms.fragments.count]).toEqual([50, 276_979]);
    expect(vms.submissionMs[0]).toBe(Date.UTC(2013, 7, 12, 13, 35, 46));
    const widest = vms.id.indexOf("740");
    expect([vms.cores[widest], vms.memoryKb[widest]]).toEqual([32, 130_457_600]);
  });
});

describe("readOpendcTopology", () => {
  const one = (host: string) => readOpendcTopology(fromText(`{"clusters": [\n  {"hosts": [${host}]}\n]}`), { file: "t.json" });
  const CPU = '"cpu": {"coreCount": 4, "coreSpeed": 2000}';
  const MEMORY = '"memory": {"memorySize": 1000}';

  it("lists hosts in file order, each as often as it says, with OpenDC's power where none is given", async () => {
    const text = `{"clusters": [
      {"name": "A", "hosts": [{"name": "a", "count": 2, ${CPU}, ${MEMORY}}]},
      {"name": "B", "count": 2, "hosts": [{"cpu": {"coreCount": 4, "count": 2, "coreSpeed": "2.5 GHz"}, "memory": {"memorySize": "549755813888 bytes"},
        "cpuPowerModel": {"modelType": "linear", "power": 400.0, "idlePower": 100.0, "maxPower": 200.0}}]}]}`;
    const power = { idlePowerW: 200, maxPowerW: 400 };
    const first = { cores: 4, coreSpeedMhz: 2000, memoryMb: 1000, ...power };
    const second = { cores: 8, coreSpeedMhz: 2500, memoryMb: 524_288, idlePowerW: 100, maxPowerW: 200 };
    expect(await readOpendcTopology(fromText(text))).toEqual([
      { name: "a-1", ...first },
      { name: "a-2", ...first },
      { name: "Host-2", ...second },
      { name: "Host-3", ...second },
    ]);
  });

  it("says where broken JSON breaks", async () => {
    await expect(one(`{${CPU},,}`)).rejects.toThrow(/^t\.json:2:\d+: not JSON: found ","; accepted: a key in double quotes/);
    await expect(readOpendcTopology(fromText(""), { file: "t.json" })).rejects.toThrow("t.json: empty file");
  });

  it("says which field is wrong, where, and what would be right", async () => {
    await expect(one(`{${CPU}}`)).rejects.toThrow(
      /^t\.json:2:14: clusters\[0\]\.hosts\[0\]\.memory: not an object: found nothing; accepted: an object with vendor, .*memorySize$/,
    );
    await expect(one(`{"cpu": {"coreCount": 1.5, "coreSpeed": 1}, ${MEMORY}}`)).rejects.toThrow(
      "t.json:2:36: clusters[0].hosts[0].cpu.coreCount: bad count: found 1.5; accepted: a whole number from 1",
    );
    await expect(one(`{${CPU}, "memory": {"memorySize": "12 apples"}}`)).rejects.toThrow(
      /memorySize: bad amount: found .*12 apples.*; accepted: MB above 0, or text such as "256 GiB"$/,
    );
    await expect(one(`{${CPU}, ${MEMORY}, "cuont": 2}`)).rejects.toThrow(/cuont: unknown field: .*; accepted: name, count, cpu, memory/);
    await expect(one(`{${CPU}, ${MEMORY}, "powerModel": {"modelType": "cubic", "idlePower": 1, "maxPower": 2}}`)).rejects.toThrow(
      /powerModel\.modelType: power model not modelled: .*cubic.*; accepted: "linear"$/,
    );
    await expect(one(`{${CPU}, ${MEMORY}, "powerModel": {"modelType": "linear", "idlePower": 3, "maxPower": 2}}`)).rejects.toThrow(
      "maxPower: less than idle",
    );
    await expect(readOpendcTopology(fromText('{"clusters": []}'))).rejects.toThrow("clusters: not a list");
  });

  it.runIf(haveSharedData("opendc-bitbrains-small"))("reads the hosts of the experiments", async () => {
    const hosts = (name: string) => readOpendcTopology(sharedFile(`opendc-bitbrains-small/topology-${name}.json`));
    const cores = (await hosts("multi")).map((host) => [host.cores, host.coreSpeedMhz, host.memoryMb].join(" "));
    expect(cores).toEqual(["32 3200 256000", ...Array<string>(6).fill("8 2930 64000"), "16 3200 128000", "16 3200 128000"]);
    expect(await hosts("single")).toMatchObject([{ name: "H01", cores: 12, coreSpeedMhz: 3300, memoryMb: 140_457_600_000 }]);
  });
});
