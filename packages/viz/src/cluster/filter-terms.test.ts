/** What a filter does not understand is said, with what it would. */
import { describe, expect, it } from "vitest";
import { filterTerms } from "./filter-terms.ts";

const remarks = (filter: string) => filterTerms(filter).remarks;

describe("the filter's terms", () => {
  it("are words and key, sign and value", () => {
    expect(filterTerms("web  app=a=b ns!=shop phase==ready")).toEqual({
      terms: [
        { key: "", value: "web", isNot: false },
        { key: "app", value: "a=b", isNot: false },
        { key: "ns", value: "shop", isNot: true },
        { key: "phase", value: "ready", isNot: false },
      ],
      remarks: [],
    });
  });

  it.each(["phase=running", "phase=p", "phase=Unknown", "phase=in-back-off", "phase=running-not-ready", "is=Held", "is!=starved", "x=1"])(
    "%s is understood",
    (text) => {
      expect(remarks(text)).toEqual([]);
    },
  );

  it.each([
    ["phase=", "phase= lacks a value", /left out.*accepted: a phase \(Pending, Running, Succeeded, Failed, Unknown\)/],
    ["ns=", "ns= lacks a value", /“ns=” is left out/],
    ["app!=", "app!= lacks a value", /“app!=” is left out/],
    ["=", "= lacks a name", /left out.*accepted: words, or ns, phase/],
    ["=web", "=web lacks a name", /left out/],
    [
      "is=foo",
      "is=foo is unknown; known: throttled, starved, held",
      /finds no pod: nothing is called “foo”; accepted: throttled, starved, held/,
    ],
    ["phase=foo", "phase=foo is unknown; known: Running, Pending, Ready …", /finds no pod.*Failed, Unknown\) or.*ready, ready-restarted/],
    ["phase!=foo", "phase!=foo is unknown; known: Running, Pending, Ready …", /finds every pod/],
  ])("%s is said not to be", (text, short, long) => {
    expect(remarks(text).map((each) => each.short)).toEqual([short]);
    expect(remarks(text)[0]!.long).toMatch(long);
  });
});
