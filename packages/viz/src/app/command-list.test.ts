/** Every action is a named command with a key of its own. */
import { describe, expect, it } from "vitest";
import { COMMANDS } from "./command-list.ts";

describe("the commands", () => {
  it("have names and at least one key each, and no two share one", () => {
    for (const { id, title, keys } of COMMANDS) {
      expect(title, id).toMatch(/^\S.+/);
      expect(keys.length, id).toBeGreaterThan(0);
    }
    const keys = COMMANDS.flatMap((command) => command.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    const ids = COMMANDS.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });
});
