/** A shell reads of a copied command exactly the words that were meant, whatever is in them. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repeatCommand } from "./repeat-command.ts";
import type { RepeatedRun } from "./repeat-command.ts";

/** The words after `orrery`, and what it reads from standard input, as a shell has them. */
function heard(command: string): { readonly words: string[]; readonly input: string } {
  const script = String.raw`orrery() { printf '%s\0' "$@"; printf '\0'; cat; }` + `\n${command}`;
  const { stdout, stderr, status } = spawnSync("bash", ["-c", script], { input: "", encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  const end = stdout.indexOf("\0\0");
  return { words: stdout.slice(0, end).split("\0"), input: stdout.slice(end + 2) };
}

const plain: RepeatedRun = { input: "scenarios/rollout.yaml", seed: "", changes: [], policy: "" };

describe("repeatCommand", () => {
  it("is short where nothing is changed", () => {
    expect(repeatCommand(plain)).toBe("orrery run scenarios/rollout.yaml");
    expect(repeatCommand({ ...plain, input: { kind: "trace", nodes: ["n.csv"], pods: ["p.csv", "-q.csv"] } })).toBe(
      "orrery replay --nodes n.csv --pods p.csv --pods ./-q.csv",
    );
    expect(repeatCommand({ ...plain, input: { kind: "snapshot", files: ["my dump.json"] } })).toBe(
      "orrery replay --snapshot 'my dump.json'",
    );
  });

  it("has seed, what-ifs and policy", () => {
    const change = { atUs: 5, do: "deletePod", key: "it's/$HOME" } as const;
    const { words, input } = heard(
      repeatCommand({ ...plain, seed: "a 'b' `c`", changes: [change], policy: "POLICY\nPOLICY_1\n$x `y` \\z" }),
    );
    expect(words).toEqual(["run", plain.input, "--seed", "a 'b' `c`", "--what-if", JSON.stringify(change), "--policy", "-"]);
    expect(input).toBe("POLICY\nPOLICY_1\n$x `y` \\z\n");
  });

  it("holds a scenario's text, which with a policy goes by way of a file", () => {
    const text = "a: $b\nSCENARIO\nPOLICY\n";
    const alone = heard(repeatCommand({ ...plain, input: { kind: "text", text }, seed: "3" }));
    expect([alone.words, alone.input]).toEqual([["run", "-", "--seed", "3"], text]);
    const command = repeatCommand({ ...plain, input: { kind: "text", text }, policy: "x" });
    const both = heard(`${command}cat "$scenario"; rm "$scenario"`);
    expect(both.words.slice(2)).toEqual(["--policy", "-"]);
    expect(both.input).toBe(`x\n${text}`);
  });

  it("means what it says, whatever is in it", () => {
    // A shell has no words with NUL, and no text of a page has one.
    const text = fc.string({
      unit: fc.constantFrom("'", '"', "\\", "$", "`", "\n", " ", "a", "!", "*", "é", "~", "#", "&"),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, text, text, (name, seed, policy) => {
        const { words, input } = heard(repeatCommand({ input: `x${name}`, seed, changes: [], policy }));
        expect(words).toEqual(["run", `x${name}`, "--seed", seed, "--policy", "-"]);
        expect(input).toBe(policy.endsWith("\n") ? policy : `${policy}\n`);
      }),
      { numRuns: 60 },
    );
  });
});
