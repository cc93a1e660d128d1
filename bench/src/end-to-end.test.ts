import { expect, it } from "vitest";
import { run } from "./end-to-end.ts";

it("has the recorded history", () => {
  const { events, attempts, digest } = run({ tiny: true });
  expect({ events, attempts, digest }).toMatchInlineSnapshot(`
    {
      "attempts": 200,
      "digest": "8bd12e5bafd1baf2",
      "events": 2603,
    }
  `);
});
