import { expect, it } from "vitest";
import { run } from "./end-to-end.ts";

it("has the recorded history", () => {
  const { events, attempts, digest } = run({ tiny: true });
  expect({ events, attempts, digest }).toMatchInlineSnapshot(`
    {
      "attempts": 200,
      "digest": "7f80d89cf8880aff",
      "events": 2802,
    }
  `);
});
