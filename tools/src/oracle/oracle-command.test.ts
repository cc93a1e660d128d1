/** The oracle command as its users meet it: what it prints, and its exit codes. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultFolder, runOracleCommand } from "./oracle-command.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "orrery-oracle-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function oracle(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = await runOracleCommand(args, { stdout, stderr, cwd: folder });
  return { code, out, err };
}

async function put(name: string, content: string | Buffer): Promise<string> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), content);
  return name;
}

const kernelCase = (name: string) => JSON.stringify({ name, groups: [], expect: [] });

describe("oracle command", () => {
  it("counts what nobody answers yet as not covered, and that is no failure", async () => {
    const unknown = JSON.stringify({ fn: "functionOfNoFamily", in: {}, out: {} });
    await put("unknown-only/any-name.jsonl", `${unknown}\n\n${unknown}\n`);
    const { code, out } = await oracle("unknown-only");
    expect(code).toBe(0);
    expect(out).toMatch(/ any-name +2 +0 +0 +2 /);
    expect(out).toContain("2 cases in");
    expect(out).not.toContain("\u001b");
  });

  it("tells the family of a function by its name and reads packed files", async () => {
    const line = JSON.stringify({ fn: "hpaSequence", in: {}, out: {} });
    await put("packed/mine.jsonl.gz", gzipSync(`${line}\n`));
    const { out } = await oracle("packed", "--json");
    const report = JSON.parse(out) as { format: string; families: { family: string; cases: number }[] };
    expect(report.format).toBe("orrery-oracle-report/1");
    expect(report.families).toMatchObject([{ family: "hpa", cases: 1 }]);
  });

  it("names file and line of what is not JSON and of what is no case, runs the others, and exits with 2", async () => {
    await put("broken/cases.jsonl", `${kernelCase("one")}\n{"fn": \n[1]\n{"fn":"ParseQuantity"}\n`);
    const { code, out, err } = await oracle("broken");
    expect(code).toBe(2);
    expect(out).toContain("1 cases in");
    expect(err).toContain(`broken${path.sep}cases.jsonl:2: not JSON`);
    expect(err).toContain("cases.jsonl:3: found a list; a case has");
    expect(err).toContain("cases.jsonl:4: found an object with the fields fn; a case has");
  });

  it.each([
    [["nowhere"], "can't read nowhere"],
    [["empty"], "no *.jsonl"],
    [["--colour"], "--colour"],
    [["--mismatches", "many", "."], 'found "many"'],
    [["kernel-only", "--family", "fit"], "no family fit here; there are: kernel"],
    [["kernel-only", "--id", "three"], "no case has the id three"],
    [["hollow"], "the files hold no cases"],
    [["cut-short"], "cut.jsonl.gz"],
  ])("exits with 2 for %j", async (args, complaint) => {
    await put("kernel-only/any-name.jsonl", `${kernelCase("one")}\n${kernelCase("two")}\n`);
    await put("hollow/none.jsonl", "\n");
    await put("cut-short/cut.jsonl.gz", gzipSync(kernelCase("one").repeat(50)).subarray(0, 40));
    await mkdir(path.join(folder, "empty"), { recursive: true });
    const { code, err } = await oracle(...args);
    expect(err).toContain(complaint);
    expect(code).toBe(2);
  });

  it("runs one case when asked for its id", async () => {
    await put("kernel-only/any-name.jsonl", `${kernelCase("one")}\n${kernelCase("two")}\n`);
    const { code, out } = await oracle("kernel-only", "--id", "two");
    expect(code).toBe(0);
    expect(out).toContain("1 cases in");
  });

  it("takes the packed recordings where none lie beside the checkout", async () => {
    const checkout = path.join(folder, "elsewhere", "checkout");
    expect(defaultFolder(checkout)).toBe(path.join(checkout, "oracle"));
    await mkdir(path.join(folder, "elsewhere", "shared", "oracle"), { recursive: true });
    expect(defaultFolder(checkout)).toBe(path.join(folder, "elsewhere", "shared", "oracle"));
  });

  it("finds every packed case of the project, whole and well-formed", async () => {
    const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
    const { out, err } = await oracle(path.join(checkout, "oracle"), "--family", "kernel");
    expect(err).toBe("");
    expect(out).toMatch(/ kernel +29 /);
  });
});
