import { expect, it } from "vitest";
import { run } from "./scheduling-decisions.ts";

it("takes the recorded decisions", () => {
  expect(run({ tiny: true }).map(({ kind, nodes, digest }) => `${kind} ${nodes} ${digest}`)).toMatchInlineSnapshot();
});
