import { expect, it } from "vitest";
import { run } from "./rollout.ts";

it("rolls everything, with the recorded history", () => {
  const { events, digest, available } = run(50);
  expect({ events, digest, available }).toMatchInlineSnapshot(`
    {
      "available": 50,
      "digest": "9f45634d413a8c81",
      "events": 1247,
    }
  `);
});
