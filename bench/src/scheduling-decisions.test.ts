import { expect, it } from "vitest";
import { run } from "./scheduling-decisions.ts";

it("takes the recorded decisions", () => {
  expect(run({ tiny: true }).map(({ kind, nodes, digest }) => `${kind} ${nodes} ${digest}`)).toMatchInlineSnapshot(`
    [
      "basic 5 f98cb706492349e2",
      "basic 23 fca52f066756a689",
      "basic 103 7d51f6e17c257346",
      "anti-affinity 103 36de8538cdcb85ce",
      "zone spread 103 4f1849ef387beb23",
      "mixed 103 0a484fd75052cdec",
    ]
  `);
});
