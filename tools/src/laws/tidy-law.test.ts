/** Every file is tidy, and the law catches what it forbids; planted texts are put together from pieces so as not to find themselves. */
import { describe, expect, it } from "vitest";
import { projectTexts } from "./project-files.ts";
import { LONGER_FILES, MAX_LINES, tidyViolations } from "./tidy-law.ts";

const texts = projectTexts().filter((file) => file.path !== "pnpm-lock.yaml");

describe("tidy law", () => {
  it("holds for every file", () => {
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.flatMap((file) => tidyViolations(file)).join("\n")).toBe("");
  });

  it("knows no longer file that is not there or no longer long", () => {
    for (const [path, reason] of LONGER_FILES) {
      const file = texts.find((each) => each.path === path);
      expect(file, path).toBeDefined();
      expect(file?.text.split("\n").length, `${path} (${reason})`).toBeGreaterThan(MAX_LINES);
    }
  });

  const source = (body: string) => ({ path: "tools/src/planted.ts", text: `/** Promises something. */\n${body}\n` });

  it.each([
    [`// TO${"DO"}: later`, "is left open"],
    [`it.${"skip"}("never", () => {});`, "switches tests off"],
    [`describe.${"only"}("alone", () => {});`, "switches tests off"],
    [`// @ts-${"ignore"}`, "switches the type checker off"],
    [`const a = b as ${"any"};`, "switches the type checker off"],
    [`// oxlint-${"disable"}-next-line`, "switches the linter off"],
    [`throw new Error("not ${"implemented"}");`, "is a stub"],
    [`const a = "${"/wo"}rk/main";`, "is a path of one machine"],
    [`const a = "https://registry.${"npm"}js.org/x";`, "names a package registry"],
    ["const a = 1; ", "white space at the end"],
    [`const a = ${"b + ".repeat(40)}c;`, "columns; at most 140"],
    [`// ${"word ".repeat(30)}end`, "columns; at most 140"],
  ])("catches %s", (body, complaint) => {
    expect(tidyViolations(source(body)).join("\n")).toContain(complaint);
  });

  it.each([
    [{ path: "tools/src/helpers.ts", text: "/** A. */\n" }, "name it after what it exports"],
    [{ path: "tools/src/types.ts", text: "/** A. */\n" }, "name it after what it exports"],
    [{ path: "tools/src/bigFile.ts", text: "/** A. */\n" }, "kebab-case"],
    [{ path: "tools/src/a.ts", text: "export const a = 1;\n" }, "the first line is a comment"],
    [{ path: "tools/src/a.ts", text: "/** A. */" }, "does not end in a newline"],
    [{ path: "docs/a.md", text: "# A\n\n" }, "ends in an empty line"],
    [{ path: "docs/a.md", text: "# A\r\n" }, "lines end in LF alone"],
    [{ path: "docs/a.md", text: "" }, "the file is empty"],
  ])("catches %j", (file, complaint) => {
    expect(tidyViolations(file).join("\n")).toContain(complaint);
  });

  it("catches a file that is too long", () => {
    const violations = tidyViolations(source("export {};\n".repeat(MAX_LINES).trimEnd()));
    expect(violations).toEqual([`tools/src/planted.ts:${MAX_LINES + 1}: ${MAX_LINES + 1} lines; at most ${MAX_LINES}: one idea a file`]);
  });

  it("leaves a sentence in one line", () => {
    expect(tidyViolations(source(`  return "${"word ".repeat(40)}";`))).toEqual([]);
  });

  it("lets pass what only looks alike", () => {
    const fine = "const path = `${root}/work/x`; // a hackathon, any pod, ../shared/oracle, a-b/tmp/c, test.skipped";
    expect(tidyViolations(source(fine))).toEqual([]);
  });
});
