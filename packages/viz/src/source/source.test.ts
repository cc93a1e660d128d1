/** What is brought is known for what it is, and comes back from an address as it went in. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RecordingManifest } from "@orrery/runner/recording";
import { broughtSource, BroughtError, filesOf, isOther, notTaken, packedFragment, sourceOfFragment } from "./index.ts";
import { contentName } from "./content-name.ts";
import { packSource } from "./packed-source.ts";

const SITE = "http://127.0.0.1:8000/";
const SCENARIO = "apiVersion: orrery/v1\nkind: Scenario\nmetadata: { name: own }\n";
const brought = (files: Readonly<Record<string, string>>) =>
  broughtSource(Object.entries(files).map(([path, text]) => ({ path, file: new Blob([text]) })));
const sentences = (files: Readonly<Record<string, string>>) =>
  brought(files).then(
    () => ["nothing is wrong"],
    (error: unknown) => (error instanceof BroughtError ? error.sentences : [String(error)]),
  );
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const copy = (file: string, text: string) => ({ file, path: file.replace("input/", ""), sizeBytes: text.length, sha256: sha256(text) });

const MANIFEST: Partial<RecordingManifest> = {
  kind: "orrery/recording",
  version: 1,
  orrery: "0.0.9",
  name: "own",
  digest: "00ff",
  partial: false,
  command: ["run", "own.yaml"],
  input: {
    kind: "scenario",
    scenario: "input/own.yaml",
    untilUs: 5,
    files: [copy("input/own.yaml", SCENARIO), copy("input/a/pods.yaml", "pods")],
  },
};
const recording = (more: object = {}, files: Readonly<Record<string, string>> = {}) => ({
  "rec/manifest.json": JSON.stringify({ ...MANIFEST, ...more }),
  "rec/pods.parquet": "PAR1",
  "rec/input/own.yaml": SCENARIO,
  "rec/input/a/pods.yaml": "pods",
  ...files,
});

describe("files that are brought", () => {
  it("are a scenario with what lies beside, below and above it", async () => {
    const { name, source } = await brought({ "top/run/own.yaml": SCENARIO, "top/run/a/pods.yaml": "a", "top/shared/n.csv": "n" });
    expect([name, source.fileName, source.text]).toEqual(["own.yaml", "own.yaml", SCENARIO]);
    expect([...source.files.keys()]).toEqual(["a/pods.yaml", "../shared/n.csv"]);
  });

  it("are a snapshot or a trace when there is no scenario, by one name in any order", async () => {
    const { name, source } = await brought({ "pods.csv": "b", "nodes.csv": "a", ".DS_Store": "" });
    expect([name, [...source.files.keys()]]).toEqual(["nodes.csv+pods.csv", ["nodes.csv", "pods.csv"]]);
  });

  it("are said to be of no use when the scenario does not name them", async () => {
    const naming = `${SCENARIO}spec: { manifests: [{ file: a/pods.yaml }], traces: [{ nodes: "n.csv" }] }\n`;
    const remark = async (files: readonly string[]) =>
      (await brought({ "own.yaml": naming, ...Object.fromEntries(files.map((each) => [each, ""])) })).remark;
    expect(await remark(["a/pods.yaml", "n.csv"])).toBe("");
    // A path is not always kept: names are enough.
    expect(await remark(["pods.yaml"])).toBe("");
    expect(await remark(["n.csv", "note.txt"])).toBe("Not used: note.txt; own.yaml does not name it.");
    expect(await remark(["dump.json", "s.yaml"])).toBe("Not used: dump.json, s.yaml; own.yaml does not name them.");
    expect(await remark(["1", "2", "3", "4", "5", "6"])).toContain("Not used: 1, 2, 3, 4 and 2 more;");
  });

  it("are said to be of no use when what runs was not made from them", () => {
    const paths = ["dump.json", "nodes.csv", "pods.csv"];
    expect(notTaken({ kind: "snapshot", files: ["dump.json"] }, paths)).toEqual(["nodes.csv", "pods.csv"]);
    expect(notTaken({ kind: "trace", nodes: ["nodes.csv"], pods: ["pods.csv"] }, paths)).toEqual(["dump.json"]);
    expect(notTaken({ kind: "scenario", isAlone: true }, paths)).toEqual([]);
  });

  it("are refused when they are several scenarios, or nothing", async () => {
    expect(await sentences({ "a.yaml": SCENARIO, "b.yaml": SCENARIO })).toEqual([
      "There are 2 scenarios: a.yaml, b.yaml.",
      "Bring one of them, together with the files that it names.",
    ]);
    expect(await sentences({ ".git/config": SCENARIO })).toEqual(["Nothing that can be read was brought."]);
  });
});

describe("a recording", () => {
  it("is its input with its options, held against its digest", async () => {
    const { name, source, expect: digest, remark } = await brought(recording());
    expect([name, digest, remark]).toEqual(["rec", "00ff", ""]);
    expect(source).toMatchObject({ fileName: "input/own.yaml", text: SCENARIO, recorded: { input: MANIFEST.input, orrery: "0.0.9" } });
    expect([...source.files.keys()]).toEqual(["input/a/pods.yaml"]);
  });

  it("is found when its files were dropped without their folders", async () => {
    const { "rec/manifest.json": manifest } = recording();
    const { name } = await brought({ "manifest.json": manifest, "own.yaml": SCENARIO, "pods.yaml": "pods" });
    expect(name).toBe("own");
  });

  it("says what lies beside its folder and is not used", async () => {
    const { remark } = await brought(recording({}, { "note.txt": "", "own.yaml": SCENARIO }));
    expect(remark).toBe("Not used: note.txt, own.yaml; a recording is what lies in its folder.");
  });

  it("that was interrupted is held against no digest, and says so", async () => {
    const { expect: digest, remark } = await brought(recording({ partial: true }));
    expect(digest).toBe("");
    expect(remark).toMatch(/interrupted/);
  });

  it.each([
    [recording({ input: undefined }), /holds no copy of its input; an older Orrery made it\.,It came from: orrery run own\.yaml/],
    [recording({ input: undefined, noInput: "own.yaml has changed since it was read" }), /input: own\.yaml has changed since it was read/],
    [recording({ version: 7 }), /rec\/manifest\.json: this recording has version 7; accepted: up to 1/],
    [{ "manifest.json": JSON.stringify(MANIFEST) }, /lacks input\/own\.yaml, input\/a\/pods\.yaml.*whole folder/],
    [recording({}, { "rec/input/a/pods.yaml": "longer" }), /input\/a\/pods\.yaml: found 6 bytes; accepted: 4 bytes/],
    [recording({}, { "rec/input/a/pods.yaml": "pads" }), new RegExp(`found SHA-256 ${sha256("pads")}; accepted: ${sha256("pods")}`)],
  ])("is refused when it cannot be run as it was: %#", async (files, says) => {
    expect((await sentences(files)).join()).toMatch(says);
  });
});

describe("an address", () => {
  it("holds a source and gives it back: text, files of bytes, the recording's options, and where the rest comes from", async () => {
    const bytes = new Uint8Array([0, 10, 255, 13]);
    const { source } = await brought(recording());
    const given = { ...source, files: new Map([...source.files, ["b.parquet", new Blob([bytes])]]), baseUrl: `${SITE}scenarios/` };
    const found = await sourceOfFragment(await packedFragment(given, SITE), SITE);
    if (!("source" in found)) throw new Error("it was lost");
    expect(found.source).toMatchObject({ fileName: given.fileName, text: given.text, baseUrl: given.baseUrl, recorded: given.recorded });
    expect(await found.source.files.get("input/a/pods.yaml")!.text()).toBe("pods");
    expect(new Uint8Array(await found.source.files.get("b.parquet")!.arrayBuffer())).toEqual(bytes);
  });

  it("fetches nothing from elsewhere, whoever made it", async () => {
    const { source } = await brought({ "own.yaml": SCENARIO });
    const packed = await packSource({ ...source, baseUrl: "https://elsewhere.example/" }, SITE);
    expect(await sourceOfFragment(`files=${packed}`, SITE)).toMatchObject({ source: { baseUrl: undefined } });
  });

  it("says when it is cut off, and holds nothing that is too large", async () => {
    const fragment = await packedFragment((await brought({ "own.yaml": SCENARIO })).source, SITE);
    expect(await sourceOfFragment(fragment.slice(0, -9), SITE)).toEqual({ wanted: [] });
    const noise = Array.from({ length: 40_000 }, (_, i) => createHash("md5").update(String(i)).digest("hex").slice(0, 3)).join("");
    expect(await packedFragment((await brought({ "own.yaml": `${SCENARIO}# ${noise}` })).source, SITE)).toBe("");
  });

  it("that names what a browser keeps tells others which files to bring", async () => {
    expect(await sourceOfFragment("kept=00&file=nodes.csv&file=pods.csv", SITE)).toEqual({ wanted: ["nodes.csv", "pods.csv"] });
    const { name, source } = await brought({ "own.yaml": SCENARIO, "pods.csv": "a" });
    expect(filesOf(name, source)).toEqual(["own.yaml", "pods.csv"]);
    expect(["kept=00&file=pods.csv", "kept=01", "files=x"].map((each) => isOther("kept=00", each))).toEqual([false, true, true]);
    expect(isOther("files=x", "files=y")).toBe(false);
  });

  it("names an input by its content alone", async () => {
    const name = async (files: Readonly<Record<string, string>>) => contentName((await brought(files)).source);
    const first = await name({ "nodes.csv": "a", "pods.csv": "b" });
    expect(first).toMatch(/^[0-9a-f]{24}$/);
    expect(await name({ "pods.csv": "b", "nodes.csv": "a" })).toBe(first);
    expect(await name({ "pods.csv": "c", "nodes.csv": "a" })).not.toBe(first);
  });
});
