/** Which package and which room may import what: a table, and everything that is not in it is forbidden. */
import { builtinModules } from "node:module";
import path from "node:path";
import { moduleImports } from "./module-imports.ts";
import { isTest, type ProjectFile } from "./project-files.ts";

export interface PackageLaw {
  /** Folder of the package. */
  folder: string;
  /** Packages of the workspace it may use, values and types. */
  packages: readonly string[];
  /** Packages of the workspace of which it may name types only. */
  typesOf: readonly string[];
  /** Published libraries. */
  libraries: readonly string[];
  /** Published libraries that only tests may use. */
  testLibraries?: readonly string[];
  /** Whether Node's own modules may be used. */
  node: boolean;
  /** Where given: the rooms of the package (folders below `src`) and the rooms each may use. A room that is not named here is an error. */
  rooms?: Readonly<Record<string, readonly string[]>>;
}

const CODEMIRROR: readonly string[] = ["autocomplete", "commands", "lang-javascript", "lang-yaml", "language", "lint", "state", "view"].map(
  (name) => `@codemirror/${name}`,
);

/** The one direction: sim-core <- scheduler <- runner <- { cli, viz, bench }; traces knows only the types of sim-core. */
export const importLaw: readonly PackageLaw[] = [
  {
    folder: "packages/sim-core",
    packages: [],
    typesOf: [],
    libraries: ["seedrandom", "fastpriorityqueue"],
    node: false,
    rooms: {
      engine: [],
      model: [],
      store: ["engine", "model"],
      recording: ["engine", "model", "store"],
      kernel: ["engine", "model", "store"],
      workload: ["engine", "model"],
      kubelet: ["engine", "kernel", "model", "store", "workload"],
      controllers: ["engine", "model", "store"],
      components: ["engine", "model", "store", "recording", "kubelet"],
    },
  },
  {
    folder: "packages/scheduler",
    packages: ["sim-core"],
    typesOf: [],
    libraries: ["fastpriorityqueue"],
    node: false,
    rooms: {
      framework: [],
      cache: ["framework"],
      queue: ["framework"],
      plugins: ["framework"],
      config: ["framework", "plugins"],
      policies: ["config", "framework", "plugins"],
      cycle: ["framework", "cache", "config", "queue"],
      component: ["framework", "cache", "config", "cycle", "plugins", "policies", "queue"],
    },
  },
  {
    folder: "packages/traces",
    packages: [],
    typesOf: ["sim-core"],
    libraries: ["yaml", "hyparquet", "hyparquet-writer", "papaparse"],
    node: false,
  },
  {
    folder: "packages/runner",
    packages: ["sim-core", "scheduler"],
    typesOf: ["traces"],
    libraries: ["acorn", "yaml", "ajv", "hyparquet-writer", "seedrandom", "sucrase"],
    node: false,
  },
  {
    folder: "packages/cli",
    packages: ["sim-core", "scheduler", "runner", "traces"],
    typesOf: [],
    libraries: ["commander", "cli-table3"],
    node: true,
  },
  {
    folder: "packages/viz",
    packages: ["sim-core", "scheduler", "runner", "traces"],
    typesOf: [],
    libraries: ["comlink", "d3", ...CODEMIRROR, "@lezer/highlight"],
    testLibraries: ["playwright-core", "axe-core"],
    node: false,
    rooms: {
      testing: [],
      browser: [],
      words: [],
      dom: [],
      draw: [],
      state: [],
      cluster: ["draw"],
      worker: ["cluster"],
      source: ["words", "worker"],
      bundled: ["source", "worker"],
      app: ["bundled", "cluster", "draw", "source", "state", "words", "worker"],
      fleet: ["app", "cluster", "dom", "draw", "state", "words"],
      minimap: ["app", "dom", "draw", "words"],
      why: ["app", "cluster", "dom", "draw", "state", "words"],
      timeline: ["app", "cluster", "dom", "draw", "state", "words"],
      decisions: ["app", "cluster", "dom", "draw", "why", "words"],
      whatif: ["app", "dom", "worker", "words"],
      compare: ["app", "cluster", "dom", "draw", "fleet", "state", "whatif", "why", "worker", "words"],
      drop: ["app", "dom", "source", "words", "worker"],
      editor: ["app", "dom", "worker"],
      gallery: ["app", "bundled", "drop", "cluster", "dom", "draw", "fleet", "state", "worker", "words"],
      shell: [
        "app",
        "cluster",
        "compare",
        "decisions",
        "dom",
        "draw",
        "drop",
        "editor",
        "fleet",
        "gallery",
        "minimap",
        "state",
        "timeline",
        "whatif",
        "why",
        "words",
        "worker",
      ],
    },
  },
  {
    folder: "tools",
    packages: ["sim-core", "scheduler", "runner", "traces"],
    typesOf: [],
    libraries: ["cli-table3", "diff", "oxc-parser"],
    node: true,
  },
  {
    folder: "bench",
    packages: ["sim-core", "scheduler", "runner", "traces"],
    typesOf: [],
    libraries: ["fastpriorityqueue", "papaparse"],
    node: true,
  },
];

/** Where the few programs that run before the build may reach: they load what they have just built. */
const LAUNCHERS = /^(tools\/launch|[^/]+\/bin|packages\/[^/]+\/bin)\//;

/** The violations of one file: `file:line: what it imports, and what it may import instead`. */
export function importViolations(file: ProjectFile, law: readonly PackageLaw[] = importLaw): string[] {
  if (LAUNCHERS.test(file.path) || file.path === "vitest.config.ts") return [];
  const own = law.find((each) => file.path.startsWith(`${each.folder}/`));
  if (own === undefined) return [`${file.path}:1: belongs to no package of the import law (${law.map((each) => each.folder).join(", ")})`];
  const room = roomOf(file.path, own);
  const found: string[] = [];
  if (own.rooms !== undefined && room !== "" && !(room in own.rooms)) {
    found.push(`${file.path}:1: the room "${room}" is not in the import law of ${own.folder}; add it with the rooms that it may use`);
  }
  for (const { specifier, typesOnly, line } of moduleImports(file)) {
    const why = specifier.startsWith(".")
      ? relativeViolation(file.path, specifier, own, room)
      : foreignViolation(file.path, specifier, own, typesOnly, room);
    if (why !== "") found.push(`${file.path}:${line}: imports "${specifier}": ${why}`);
  }
  return found;
}

function relativeViolation(from: string, specifier: string, own: PackageLaw, room: string): string {
  const target = path.posix.join(path.posix.dirname(from), specifier);
  if (!target.startsWith(`${own.folder}/`)) return `a relative path may not leave the package; use @orrery/<package>/<room>`;
  if (!/\.(ts|json)$/.test(target)) return "a relative import names the file with its ending .ts";
  const targetRoom = roomOf(target, own);
  if (isTest(target) && !isTest(from)) return "only tests may use fixtures";
  if (targetRoom === room) return "";
  if (path.posix.basename(target) !== "index.ts" && targetRoom !== "") {
    return `another room is entered through its index.ts, "${targetRoom}/index.ts"`;
  }
  return roomViolation(targetRoom, own, room, isTest(from));
}

function foreignViolation(from: string, specifier: string, own: PackageLaw, typesOnly: boolean, room: string): string {
  const ours = /^@orrery\/([^/]+)\/?(.*)$/.exec(specifier);
  if (ours !== null) {
    const [, name = "", targetRoom = ""] = ours;
    if (own.folder.endsWith(`/${name}`)) return roomViolation(targetRoom, own, room, isTest(from));
    if (own.packages.includes(name) || (typesOnly && own.typesOf.includes(name))) return "";
    if (own.typesOf.includes(name)) return `${own.folder} may use only types of ${name}; write \`import type\``;
    return `${own.folder} may use ${[...own.packages, ...own.typesOf.map((each) => `types of ${each}`)].join(", ") || "no other package"}`;
  }
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) {
    return own.node || isTest(from) ? "" : `${own.folder} is free of any platform; only cli, tools, bench and tests use Node's modules`;
  }
  const library = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  if (own.libraries.includes(library) || (isTest(from) && ["vitest", "fast-check", ...(own.testLibraries ?? [])].includes(library)))
    return "";
  return `${own.folder} may use the libraries ${own.libraries.join(", ") || "(none)"}`;
}

function roomViolation(targetRoom: string, own: PackageLaw, room: string, test: boolean): string {
  if (own.rooms === undefined || targetRoom === "" || room === "" || targetRoom === room || test) return "";
  const allowed = own.rooms[room] ?? [];
  return allowed.includes(targetRoom) ? "" : `the room ${room} may use ${allowed.join(", ") || "no other room"}`;
}

/** First folder below `src`, "" for files directly in it. */
function roomOf(file: string, own: PackageLaw): string {
  const [first = "", ...rest] = file.slice(`${own.folder}/src/`.length).split("/");
  return rest.length > 0 ? first : "";
}
