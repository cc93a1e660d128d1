import { expect, it } from "vitest";
import { run } from "./end-to-end.ts";

it("has the recorded history", () => {
  const { events, attempts, digest } = run({ tiny: true });
  expect({ events, attempts, digest }).toMatchInlineSnapshot(`
    {
      "attempts": 200,
      "digest": "7a22181fb1b21477",
      "events": 2998,
    }
  `);
});
