/** Dropped folders come with all that is in them, however many a browser gives at a time, and without what is never meant. */
import { describe, expect, it } from "vitest";
import { filesOfChooser, filesOfTransfer } from "./transfer-files.ts";

interface Tree {
  readonly [name: string]: Tree | string;
}

function entry(name: string, of: Tree | string): FileSystemEntry {
  if (typeof of === "string") {
    const file = (done: (file: File) => void) => done(new File([of], name));
    return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const left = Object.entries(of).map(([each, below]) => entry(each, below));
  const readEntries = (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 100));
  return { name, isFile: false, isDirectory: true, createReader: () => ({ readEntries }) } as unknown as FileSystemEntry;
}

const dropped = (tree: Tree) =>
  filesOfTransfer({
    items: Object.entries(tree).map(([name, of]) => ({ kind: "file", webkitGetAsEntry: () => entry(name, of) })),
    files: [],
  } as unknown as DataTransfer);
const many = (count: number): Tree => Object.fromEntries(Array.from({ length: count }, (_, i) => [`pod-${i}.yaml`, ""]));

describe("a drop", () => {
  it("gives the files of folders with their paths, but no hidden ones and no packages", async () => {
    const tree = {
      rec: { "manifest.json": "{}", input: { a: { "own.yaml": "x" } }, ".git": { config: "" }, node_modules: { "x.js": "" } },
      "b.csv": "",
    };
    expect((await dropped(tree)).map(({ path }) => path)).toEqual(["rec/manifest.json", "rec/input/a/own.yaml", "b.csv"]);
  });

  it("gives all of a large folder, and refuses one that cannot be meant", async () => {
    expect(await dropped({ pods: many(250) })).toHaveLength(250);
    await expect(dropped({ pods: many(2001) })).rejects.toThrow("more than 2,000 files");
  });
});

it("a chooser gives the paths of a folder, and the names of files", () => {
  const inFolder = Object.defineProperty(new File([""], "own.yaml"), "webkitRelativePath", { value: "rec/input/own.yaml" });
  const alone = Object.defineProperty(new File([""], "own.yaml"), "webkitRelativePath", { value: "" });
  expect(filesOfChooser([inFolder, alone]).map(({ path }) => path)).toEqual(["rec/input/own.yaml", "own.yaml"]);
});
