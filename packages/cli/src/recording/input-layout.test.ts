/** Copies lie to one another as the files did, and never on top of one another. */
import { expect, it } from "vitest";
import { inputLayout } from "./input-layout.ts";

it("keeps what lies beside and below a scenario where it lay", () => {
  expect([...inputLayout(["run/mine.yaml", "run/a/pods.yaml", "run/b/pods.yaml"], "run/mine.yaml").values()]).toEqual([
    "input/mine.yaml",
    "input/a/pods.yaml",
    "input/b/pods.yaml",
  ]);
});

it("goes up as far as what the scenario names, and no farther", () => {
  expect([...inputLayout(["/x/y/run/mine.yaml", "/x/y/shared/nodes.csv"], "/x/y/run/mine.yaml").values()]).toEqual([
    "input/run/mine.yaml",
    "input/shared/nodes.csv",
  ]);
});

it("puts what has no folder in common with the scenario into one of its own, with the names kept apart", () => {
  const layout = inputLayout(["/x/mine.yaml", "/data/a/pods.csv", "/data/b/pods.csv"], "/x/mine.yaml");
  expect([...layout.values()]).toEqual(["input/mine.yaml", "input/elsewhere/pods.csv", "input/elsewhere/2/pods.csv"]);
});

it("keeps files without a scenario apart that have one name", () => {
  expect([...inputLayout(["a/pods.csv", "b/pods.csv", "c/2/pods.csv"], undefined).values()]).toEqual([
    "input/pods.csv",
    "input/2/pods.csv",
    "input/3/pods.csv",
  ]);
});
