/** What-ifs from outside are taken as they are, or refused with all that is wrong in them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readWhatIfs } from "./read-what-ifs.ts";
import type { WhatIf } from "./what-if-change.ts";

/** One of each kind, with everything it may have: the compiler sees to it that no kind is left out. */
const WHOLE: { readonly [Kind in WhatIf["do"]]: Extract<WhatIf, { readonly do: Kind }> } = {
  removeNodes: { atUs: 0, do: "removeNodes", nodes: { names: ["a-1"] } },
  fault: { atUs: 5, do: "fault", fault: "crash", nodes: { label: { key: "zone", value: "a" } }, forSeconds: 0.5 },
  cordon: { atUs: 0, do: "cordon", nodes: { pool: "a" } },
  uncordon: { atUs: 0, do: "uncordon", nodes: {} },
  addNodes: { atUs: 0, do: "addNodes", pool: "", count: 3 },
  oversell: { atUs: 0, do: "oversell", pool: "a", ratio: 2.5 },
  scale: { atUs: 0, do: "scale", kind: "Deployment", namespace: "default", name: "web", replicas: 0 },
  template: {
    atUs: 0,
    do: "template",
    kind: "ReplicaSet",
    namespace: "default",
    name: "web",
    image: "web:2",
    cpuRequest: "1",
    memoryRequest: "1Gi",
    cpuLimit: "2",
    memoryLimit: "2Gi",
    probes: { periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 },
  },
  deletePod: { atUs: 0, do: "deletePod", key: "default/web-1" },
  policy: { atUs: 0, do: "policy", strategy: "MostAllocated", weights: { NodeAffinity: 0 } },
};

describe("readWhatIfs", () => {
  it("takes what the documentation shows, which is every kind", () => {
    const page = readFileSync(path.resolve(import.meta.dirname, "../../../../docs/what-if.md"), "utf8");
    const read = readWhatIfs(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!));
    expect("changes" in read && new Set(read.changes.map((change) => change.do))).toEqual(new Set(Object.keys(WHOLE)));
  });

  it.each(Object.values(WHOLE))("takes $do", (change) => {
    expect(readWhatIfs(JSON.parse(JSON.stringify(change)))).toEqual({ changes: [change] });
  });

  it("takes a list, and null for what is left out", () => {
    expect(readWhatIfs([WHOLE.cordon, { ...WHOLE.fault, forSeconds: null }])).toEqual({
      changes: [WHOLE.cordon, { atUs: 5, do: "fault", fault: "crash", nodes: { label: { key: "zone", value: "a" } } }],
    });
    expect(readWhatIfs([])).toEqual({ changes: [] });
  });

  it.each<[unknown, string]>([
    [
      { atUs: 0, do: "oversel", pool: "a" },
      'do: not one of the known values; found "oversel"; accepted: oversell (did you mean this?), of removeNodes,',
    ],
    [{ atUs: 0 }, 'the field "do" is missing; accepted: removeNodes, fault,'],
    [{ do: "cordon", nodes: {} }, 'the field "atUs" is missing; accepted: microseconds since the start'],
    [{ atUs: -1, do: "cordon", nodes: {} }, "atUs: not accepted here; found -1; accepted: an integer from 0 to 500000000000000"],
    [{ atUs: 0, do: "cordon" }, 'the field "nodes" is missing; accepted: nodes by name, pool or label'],
    [{ atUs: 0, do: "cordon", nodes: { pol: "a" } }, 'nodes.pol: unknown field "pol"; accepted: pool (did you mean this?)'],
    [
      { atUs: 0, do: "scale", kind: "StatefulSet", namespace: "d", name: "w", replicas: 1 },
      'kind: not one of the known values; found "StatefulSet"',
    ],
    [
      [
        { atUs: 0, do: "deletePod", key: "a/b" },
        { atUs: 0, do: "addNodes", pool: "a", count: 1.5 },
      ],
      "[1].count: not accepted here; found 1.5",
    ],
    [
      { atUs: 0, do: "fault", fault: "crash", nodes: {}, forSeconds: 0 },
      "forSeconds: not accepted here; found 0; accepted: a number of at least 0.000001 and up to 500000000",
    ],
    [[{ atUs: 0, do: "fault", fault: "reboot", nodes: {} }], "[0].forSeconds: a reboot for good cannot be; found nothing"],
    [{ atUs: 0, do: "template", kind: "Deployment", namespace: "d", name: "w", cpuRequest: "12Q" }, "cpuRequest: "],
    [{ atUs: 0, do: "template", kind: "Deployment", namespace: "d", name: "w", memoryLimit: "-1Gi" }, "memoryLimit: a negative amount"],
    [
      { atUs: 0, do: "template", kind: "Deployment", namespace: "d", name: "w", image: " " },
      'image: not accepted here; found " "; accepted: the name of',
    ],
    ...["periodSeconds", "timeoutSeconds", "failureThreshold"].flatMap((field) =>
      [0, 1.5, 2 ** 31, "3"].map((found): [unknown, string] => [
        { atUs: 0, do: "template", kind: "Deployment", namespace: "d", name: "w", probes: { [field]: found } },
        `probes.${field}: not accepted here; found ${JSON.stringify(found)}; accepted: an integer from 1 to 2147483647`,
      ]),
    ),
    ...[0, -1, 100.5, 1e300].map((ratio): [unknown, string] => [
      { atUs: 0, do: "oversell", pool: "a", ratio },
      `ratio: not accepted here; found ${ratio}; accepted: a number over 0 and up to 100`,
    ]),
    ...[-1, 2.5, 2 ** 31].map((replicas): [unknown, string] => [
      { atUs: 0, do: "scale", kind: "Deployment", namespace: "d", name: "w", replicas },
      `replicas: not accepted here; found ${replicas}; accepted: an integer from 0 to 2147483647`,
    ]),
    ...[-1, 101, 0.5].map((weight): [unknown, string] => [
      { atUs: 0, do: "policy", strategy: "MostAllocated", weights: { NodeAffinity: weight } },
      `weights.NodeAffinity: not accepted here; found ${weight}; accepted: an integer from 0 to 100`,
    ]),
    [
      { atUs: 6e8, do: "policy", strategy: "MostAllocated", weights: {} },
      "atUs: not accepted here; found 600000000; accepted: 0: a policy holds",
    ],
    [{ atUs: 2 ** 50, do: "cordon", nodes: {} }, "atUs: not accepted here"],
    [{ atUs: 0, do: "cordon", nodes: { names: [] } }, "nodes.names: too short; found an empty list; accepted: at least 1 item"],
    [{ atUs: 0, do: "addNodes", pool: "a", count: 10_001 }, "count: not accepted here; found 10001; accepted: an integer from 1 to 10000"],
    [{ atUs: 0, do: "deletePod", key: "web-1" }, 'key: not accepted here; found "web-1"; accepted: a pod as "namespace/name"'],
    [7, "not an object; found 7; accepted: an object with the field do: removeNodes"],
    [null, "not an object; found null"],
  ])("refuses %j", (value, sentence) => {
    const read = readWhatIfs(value);
    expect("problems" in read && read.problems.join("\n")).toContain(sentence);
  });
});
