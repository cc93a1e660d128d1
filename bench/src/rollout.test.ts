import { expect, it } from "vitest";
import { run } from "./rollout.ts";

it("rolls everything, with the recorded history", () => {
  const { events, digest, available } = run(50);
  expect({ events, digest, available }).toMatchInlineSnapshot();
});
