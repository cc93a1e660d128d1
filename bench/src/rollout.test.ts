import { expect, it } from "vitest";
import { run } from "./rollout.ts";

it("rolls everything, with the recorded history", () => {
  const { events, digest, available } = run(50);
  expect({ events, digest, available }).toMatchInlineSnapshot(`
    {
      "available": 50,
      "digest": "a6415a5948989cac",
      "events": 1166,
    }
  `);
});
