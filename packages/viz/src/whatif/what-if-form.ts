/** What-ifs as controls: each makes one change at the moment that is shown, and either replaces this run or is compared with it. */
import type { NodeChoice, NodeFaultKind, WhatIf } from "@orrery/runner/session";
import { readWhatIfs, whatIfText } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { element, say } from "../dom/index.ts";
import type { OpenedRun } from "../worker/index.ts";
import { clockText } from "../words/index.ts";

/** @returns the change, or what is wrong with what was entered, in a sentence */
type Make = (atUs: number) => WhatIf | string;

interface Kind {
  readonly title: string;
  readonly fields: readonly HTMLElement[];
  readonly make: Make;
}

export interface WhatIfForm {
  readonly elements: readonly HTMLElement[];
  /** The moment that the clock shows has changed. */
  follow(): void;
}

/**
 * @param id of the field that chooses what is changed: there may be two forms in the page
 * @param done called when something is about to be opened
 */
export function whatIfForm(app: App, id: string, done: () => void): WhatIfForm {
  const kinds = kindsOf(app);
  const choice = element("select", { id });
  choice.append(...kinds.map(({ title }, index) => element("option", { value: String(index) }, title)));
  const fields = element("div", { class: "fields" });
  const problem = element("p", { class: "alarm", role: "alert" });
  const when = element("p", { class: "faint" });
  const show = () => {
    fields.replaceChildren(...kinds[Number(choice.value)]!.fields);
    problem.textContent = "";
  };
  choice.addEventListener("change", show);
  show();
  const go = async (compare: boolean) => {
    const change = kinds[Number(choice.value)]!.make(momentOf(app));
    const wrong = typeof change === "string" ? change : await whatIsWrong(app, change);
    problem.textContent = wrong;
    if (wrong !== "" || typeof change === "string") return;
    const { changes, seed, policy } = app.view.value;
    const changed = [...changes, change];
    done();
    if (compare) app.change({ other: { seed, changes: changed, policy }, projection: "compare" });
    else app.change({ changes: changed });
  };
  const follow = () =>
    say(when, `At ${clockText(momentOf(app))}. Everything before stays as it was, to the last event; a policy holds from the beginning.`);
  follow();
  return {
    follow,
    elements: [
      when,
      element("div", { class: "fields" }, element("label", { for: id }, "What"), choice),
      fields,
      problem,
      element(
        "div",
        { class: "buttons" },
        element("button", { class: "primary", type: "button", onclick: () => void go(true) }, "Compare with this run"),
        element("button", { type: "button", onclick: () => void go(false) }, "Go on with it"),
      ),
      ...changesList(app, done),
    ],
  };
}

function momentOf(app: App): number {
  return Math.round(app.view.value.timeUs);
}

/** Before anything is opened: a run that is shown is not given up for one that cannot be. @returns "": nothing */
async function whatIsWrong(app: App, change: WhatIf): Promise<string> {
  const read = readWhatIfs([change]);
  if ("problems" in read) return read.problems.join("; ");
  return ((await app.run?.whatIfProblems([change])) ?? []).join("; ");
}

function changesList(app: App, done: () => void): HTMLElement[] {
  const { changes } = app.view.value;
  if (changes.length === 0) return [];
  return [
    element("h3", {}, "Changes of this run"),
    element(
      "ul",
      {},
      ...changes.map((change, index) =>
        element(
          "li",
          {},
          `${clockText(change.atUs)} ${whatIfText(change)} `,
          element(
            "button",
            {
              type: "button",
              onclick: () => {
                done();
                app.change({ changes: changes.filter((_, i) => i !== index) });
              },
            },
            "Take back",
          ),
        ),
      ),
    ),
  ];
}

function kindsOf(app: App): Kind[] {
  const { run, view } = app;
  const state = run?.state.value;
  const pools = state?.opened?.pools ?? [];
  const scalable = state?.opened?.scalable ?? [];
  const labels = (state?.frame?.nodes.labels ?? []).filter(
    ({ values }) => new Set(values).size > 1 && new Set(values).size < values.length,
  );
  const values = labels.flatMap(({ key, values: column }) =>
    [...new Set(column)].filter((id) => id !== 0).map((id) => ({ key, value: run!.texts[id]! })),
  );
  const nodes = state?.frame?.nodes;
  const names = nodes === undefined ? [] : Array.from({ length: nodes.count }, (_, row) => run!.texts[nodes.name[row]!]!);
  const selection = view.value.selection;
  const kinds: Kind[] = [];

  if (pools.length > 0) {
    const [pool, poolField] = select(
      "Pool",
      pools.map((name) => [name, name === "" ? "(all nodes)" : name]),
    );
    const ratio = number("CPU sold … times", 2, 0.1, 100, false);
    kinds.push({
      title: "Sell a pool's CPU so many times",
      fields: [poolField, ratio.field],
      make: (atUs) => ratio.wrong() || { atUs, do: "oversell", pool: pool.value, ratio: ratio.value() },
    });
    const [grown, grownField] = select(
      "Pool",
      pools.map((name) => [name, name === "" ? "(all nodes)" : name]),
    );
    const count = number("Nodes", 4, 1, 10_000);
    kinds.push({
      title: "Add nodes to a pool",
      fields: [grownField, count.field],
      make: (atUs) => count.wrong() || { atUs, do: "addNodes", pool: grown.value, count: count.value() },
    });
  }
  const choices = nodeChoices(selection?.kind === "node" ? selection.name : "", names, pools, values);
  const removed = nodeChoice(choices);
  kinds.push({
    title: "Remove nodes for good: one, a rack, a zone, a pool",
    fields: [removed.field],
    make: (atUs) => ({ atUs, do: "removeNodes", nodes: removed.choice() }),
  });
  const struck = nodeChoice(choices);
  const [fault, faultField] = select("What happens", [
    ["crash", "the machines crash"],
    ["reboot", "the machines reboot in order"],
    ["stopKubelet", "the kubelets stop, their pods go on"],
    ["hangRuntime", "the container runtimes hang"],
  ]);
  const minutes = number("For … minutes (0: for good)", 10, 0, 100_000, false);
  kinds.push({
    title: "Strike nodes: crash, reboot, silence one, a rack, a zone, a pool",
    fields: [struck.field, faultField, minutes.field],
    make: (atUs) => {
      const length = minutes.value() > 0 ? { forSeconds: minutes.value() * 60 } : {};
      return minutes.wrong() || { atUs, do: "fault", fault: fault.value as NodeFaultKind, nodes: struck.choice(), ...length };
    },
  });
  const cordoned = nodeChoice(choices);
  kinds.push({
    title: "Cordon nodes",
    fields: [cordoned.field],
    make: (atUs) => ({ atUs, do: "cordon", nodes: cordoned.choice() }),
  });
  if (scalable.length > 0) {
    const [workload, workloadField] = select(
      "Workload",
      scalable.map(({ kind, namespace, name }, i) => [String(i), `${kind} ${namespace}/${name}`]),
    );
    const twice = () => Math.min(100_000, scalable[Number(workload.value)]!.replicas * 2);
    const replicas = number("Replicas", twice(), 0, 100_000);
    workload.addEventListener("change", () => replicas.set(twice()));
    kinds.push({
      title: "Scale a workload",
      fields: [workloadField, replicas.field],
      make: (atUs) => {
        const { kind, namespace, name } = scalable[Number(workload.value)]!;
        return replicas.wrong() || { atUs, do: "scale", kind, namespace, name, replicas: replicas.value() };
      },
    });
  }
  if (scalable.length > 0) kinds.push(templateKind(scalable));
  if (selection?.kind === "pod")
    kinds.push({ title: `Delete pod ${selection.name}`, fields: [], make: (atUs) => ({ atUs, do: "deletePod", key: selection.name }) });
  const [strategy, strategyField] = select("Prefer", [
    ["MostAllocated", "the fullest node that fits (MostAllocated)"],
    ["LeastAllocated", "the emptiest node (LeastAllocated)"],
  ]);
  const weights = PLUGINS.map(([plugin, weight]) => ({ plugin, weight, entered: number(plugin, weight, 0, 100) }));
  kinds.push({
    title: "Another scheduling policy, from the beginning",
    fields: [strategyField, ...weights.map(({ entered }) => entered.field)],
    make: () => {
      const wrong = weights.map(({ entered }) => entered.wrong()).filter((each) => each !== "");
      const changed = weights.filter(({ entered, weight }) => entered.value() !== weight);
      if (wrong.length > 0) return wrong.join("; ");
      return {
        atUs: 0,
        do: "policy",
        strategy: strategy.value === "MostAllocated" ? "MostAllocated" : "LeastAllocated",
        weights: Object.fromEntries(changed.map(({ plugin, entered }) => [plugin, entered.value()])),
      };
    },
  });
  return kinds;
}

/** What is left blank stays as it is. */
function templateKind(scalable: OpenedRun["scalable"]): Kind {
  const [workload, workloadField] = select(
    "Workload",
    scalable.map(({ kind, namespace, name }, i) => [String(i), `${kind} ${namespace}/${name}`]),
  );
  const texts = (["image", "cpuRequest", "memoryRequest", "cpuLimit", "memoryLimit"] as const).map((name) => ({
    name,
    made: text(TEMPLATE_WORDS[name]),
  }));
  const numbers = (["periodSeconds", "timeoutSeconds", "failureThreshold"] as const).map((name) => ({
    name,
    made: text(TEMPLATE_WORDS[name]),
  }));
  return {
    title: "Roll out: a version, requests and limits, probe settings",
    fields: [workloadField, ...[...texts, ...numbers].map(({ made }) => made[1])],
    make: (atUs) => {
      const { kind, namespace, name } = scalable[Number(workload.value)]!;
      const wrong = numbers.filter(({ made }) => made[0].value !== "" && !/^\d+$/.test(made[0].value.trim()));
      if (wrong.length > 0)
        return wrong.map(({ name: field, made }) => `${TEMPLATE_WORDS[field]}: “${made[0].value}” is no whole number`).join("; ");
      const changed = texts.flatMap(({ name: field, made }) => (made[0].value === "" ? [] : [[field, made[0].value] as const]));
      const probes = numbers.flatMap(({ name: field, made }) => (made[0].value === "" ? [] : [[field, Number(made[0].value)] as const]));
      if (changed.length + probes.length === 0) return "Nothing is changed yet: what is left blank stays as it is.";
      return {
        atUs,
        do: "template",
        kind,
        namespace,
        name,
        ...Object.fromEntries(changed),
        ...(probes.length === 0 ? {} : { probes: Object.fromEntries(probes) }),
      };
    },
  };
}

const TEMPLATE_WORDS = {
  image: "Image",
  cpuRequest: "CPU request",
  memoryRequest: "Memory request",
  cpuLimit: "CPU limit",
  memoryLimit: "Memory limit",
  periodSeconds: "Probes: period, s",
  timeoutSeconds: "Probes: timeout, s",
  failureThreshold: "Probes: failures",
} as const;

function text(title: string): [HTMLInputElement, HTMLElement] {
  const made = element("input", { type: "text", placeholder: "as it is", size: 12, "aria-label": title });
  return [made, element("label", { class: "field" }, element("span", {}, title), made)];
}

/** Score plugins of the default profile with their weights. */
const PLUGINS: readonly (readonly [string, number])[] = [
  ["NodeResourcesFit", 1],
  ["NodeResourcesBalancedAllocation", 1],
  ["PodTopologySpread", 2],
  ["InterPodAffinity", 2],
  ["NodeAffinity", 2],
  ["TaintToleration", 3],
  ["ImageLocality", 1],
];

interface NodeOption {
  readonly title: string;
  readonly nodes: NodeChoice;
}

/** So many nodes are listed one by one. */
const MOST_NODES = 2000;

/** By the selected node, pools, labels that tell nodes apart, and nodes. */
function nodeChoices(
  selected: string,
  names: readonly string[],
  pools: readonly string[],
  labels: readonly { readonly key: string; readonly value: string }[],
): readonly NodeOption[] {
  const options: NodeOption[] = [
    ...(selected === "" ? [] : [{ title: `node ${selected}`, nodes: { names: [selected] } }]),
    ...pools.filter((pool) => pool !== "").map((pool) => ({ title: `pool ${pool}`, nodes: { pool } })),
    ...labels.map((label) => ({ title: `${label.key.slice(label.key.lastIndexOf("/") + 1)} ${label.value}`, nodes: { label } })),
    ...names.slice(0, MOST_NODES).map((name) => ({ title: `node ${name}`, nodes: { names: [name] } })),
  ];
  const titles = new Set<string>();
  return options.filter(({ title }) => !titles.has(title) && titles.add(title));
}

function nodeChoice(options: readonly NodeOption[]) {
  const [chosen, field] = select(
    "Which",
    options.map(({ title }, i) => [String(i), title]),
  );
  return { field, choice: () => options[Number(chosen.value)]!.nodes };
}

function select(title: string, options: readonly (readonly [string, string])[]): [HTMLSelectElement, HTMLElement] {
  const made = element("select", { "aria-label": title });
  made.append(...options.map(([value, text]) => element("option", { value }, text)));
  return [made, element("label", { class: "field" }, element("span", {}, title), made)];
}

interface NumberField {
  readonly field: HTMLElement;
  value(): number;
  set(value: number): void;
  /** @returns "": nothing */
  wrong(): string;
}

function number(title: string, value: number, min: number, max: number, isWhole = true): NumberField {
  const made = element("input", {
    type: "number",
    value: String(value),
    min: String(min),
    max: String(max),
    step: isWhole ? "1" : "any",
    required: true,
    "aria-label": title,
  });
  return {
    field: element("label", { class: "field" }, element("span", {}, title), made),
    value: () => made.valueAsNumber,
    set: (now) => void (made.value = String(now)),
    wrong: () =>
      made.checkValidity() ? "" : `${title}: accepted: a ${isWhole ? "whole " : ""}number from ${min} to ${max.toLocaleString("en")}`,
  };
}
