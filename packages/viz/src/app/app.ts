/** The dashboard's state and everything that can be done to it; views read the stores, commands and views call the methods. */
import type { Table } from "@orrery/runner/export";
import type { PodStory } from "@orrery/runner/session";
import type { LegendEntry, Stage } from "../draw/index.ts";
import { isWaiting } from "../cluster/index.ts";
import { findScenario } from "../bundled/index.ts";
import type { GalleryEntry } from "../bundled/index.ts";
import { explainInFull } from "./explain-in-full.ts";
import { repeatCommand } from "./repeat-command.ts";
import { Playhead } from "./playhead.ts";
import { Run } from "./run.ts";
import { BroughtError, isOther, keptFragment, packedFragment, sourceOfFragment } from "../source/index.ts";
import type { Source } from "../worker/index.ts";
import { Store, NO_VIEW, spanZoomed, toAddress } from "../state/index.ts";
import type { Selection, ViewState } from "../state/index.ts";

export interface Shell {
  /** What is open beside the views. */
  readonly dialog: "" | "help" | "palette" | "editor" | "what-if" | "policy" | "open" | "refused";
  readonly theme: "light" | "dark";
  /** A sentence for the status line; it stands until the next one. */
  readonly notice: string;
  /** A scenario that cannot even be fetched. */
  readonly missing: string;
  /** Whether that is because the page's server does not answer. */
  readonly isUnreachable: boolean;
  /** Files that would bring it back; none: that is not known. */
  readonly wanted: readonly string[];
  /** Why something that was brought cannot be opened, in sentences. */
  readonly refused: readonly string[];
}

export interface Refusals {
  /** `namespace/name`. */
  readonly pod: string;
  readonly groups: PodStory["attempts"][number]["refusedNodes"];
}

const OTHER_FILES = "These files have the names that the link wants, but not the content that it was made with.";

export class App {
  readonly view: Store<ViewState>;
  readonly shell: Store<Shell>;
  readonly gallery: readonly GalleryEntry[];
  readonly playhead: Playhead;
  /** Replaced when another input is opened. */
  readonly runs: Store<{ readonly main: Run | undefined; readonly other: Run | undefined }> = new Store({
    main: undefined,
    other: undefined,
  } as {
    main: Run | undefined;
    other: Run | undefined;
  });
  /** Which nodes refuse the pod that is selected and waits; undefined: nobody does, or it is not known. */
  readonly refusals: Store<Refusals | undefined> = new Store<Refusals | undefined>(undefined);
  /** A digest that a link gave, and what run it was given for. */
  private expected: { readonly run: string; readonly digest: string } | undefined;
  private source: { readonly name: string; readonly brought: string; readonly request: Source } | undefined;
  /** What was brought since the page was loaded, by name: an address that does not hold it yet finds it here. */
  private readonly session = new Map<string, Source>();
  private readonly fullStories = new Map<string, Promise<PodStory | undefined>>();
  /** Canvases of the projection that is shown. */
  readonly stages = new Set<Stage>();
  /** Set by Compare: what both runs gave over many seeds; undefined: they were not repeated. */
  repetition: Table | undefined;
  /** What the marks of the projection mean; set by the shell. */
  legend: readonly LegendEntry[] = [];
  /** Set by the shell. */
  focusFilter: () => void = () => {};

  constructor(view: ViewState, gallery: readonly GalleryEntry[], theme: Shell["theme"]) {
    this.view = new Store(view);
    this.playhead = new Playhead(this.view, this.runs, (notice) => this.notify(notice));
    this.gallery = gallery;
    this.shell = new Store<Shell>({ dialog: "", theme, notice: "", missing: "", isUnreachable: false, wanted: [], refused: [] });
  }

  get run(): Run | undefined {
    return this.runs.value.main;
  }

  /** Opens what the view names. */
  async reopen(): Promise<void> {
    const { scenario, brought, seed, changes, policy, other } = this.view.value;
    this.closeRuns();
    this.playhead.leave();
    if (scenario === "") return;
    if (this.source?.name !== scenario || this.source.brought !== brought) {
      const found = await this.find(scenario, brought);
      if (this.view.value.scenario !== scenario || this.view.value.brought !== brought) return;
      if ("wanted" in found) {
        this.shell.update({ missing: scenario, wanted: found.wanted });
        return;
      }
      this.source = { name: scenario, brought, request: found.source };
    }
    this.shell.update({ missing: "", isUnreachable: false });
    const { request } = this.source;
    // A recording brings its own policy.
    const under = (typed: string) => typed || (request.recorded?.policy ?? "");
    const main = new Run({ ...request, seed, changes, policy: under(policy), explain: [] });
    const second = other === undefined ? undefined : new Run({ ...request, ...other, policy: under(other.policy), explain: [] });
    this.runs.set({ main, other: second });
    this.playhead.follow(main);
  }

  /** Opens a bundled scenario from its beginning, running. */
  openScenario(name: string): void {
    const { theme } = this.shell.value;
    this.view.set({ ...NO_VIEW, scenario: name, playing: true });
    history.pushState(null, "", toAddress(this.view.value));
    this.shell.update({ theme });
    void this.reopen();
  }

  /**
   * Opens what a person brought or wrote. What fits is in the address from the beginning; what does not is kept by the browser while it
   * runs already.
   * @param view what is shown of it; left out: its beginning, running
   */
  async openText(name: string, request: Source, view: Partial<ViewState> = { playing: true }): Promise<void> {
    const brought = await packedFragment(request, document.baseURI);
    this.session.set(name, request);
    this.source = { name, brought, request };
    this.view.set({ ...NO_VIEW, ...view, scenario: name, brought });
    history.pushState(null, "", toAddress(this.view.value));
    void this.reopen();
    const wanted = view.brought ?? "";
    if (brought !== "") {
      if (isOther(wanted, brought)) this.notify(OTHER_FILES);
      return;
    }
    const kept = await keptFragment(name, request, this.view.value.expect);
    if (this.source.request !== request || this.view.value.scenario !== name) return;
    this.source = { ...this.source, brought: kept.fragment };
    this.view.update({ brought: kept.fragment });
    this.notify(isOther(wanted, kept.fragment) ? `${OTHER_FILES} ${kept.remark}` : kept.remark);
  }

  private async find(name: string, brought: string): Promise<{ readonly source: Source } | { readonly wanted: readonly string[] }> {
    if (brought !== "") return sourceOfFragment(brought, document.baseURI);
    const known = this.session.get(name);
    if (known !== undefined) return { source: known };
    try {
      const found = await findScenario(this.gallery, name);
      if (found === undefined) return { wanted: [] };
      if (found.expect !== "" && this.view.value.expect === "") this.view.update({ expect: found.expect });
      if (found.remark !== "") this.notify(found.remark);
      return found;
    } catch (error) {
      if (error instanceof BroughtError) this.refuse(error.sentences);
      // Fetching failed: offline, or its server has gone.
      else this.shell.update({ isUnreachable: true });
      return { wanted: [] };
    }
  }

  /** Says why something cannot be opened. */
  refuse(refused: readonly string[]): void {
    this.shell.update({ refused, dialog: "refused" });
  }

  /** The text that runs now, for the editor; undefined: none. */
  get sourceRequest(): Source | undefined {
    return this.source?.request;
  }

  /** Opens the same source with other changes, at the moment that is shown. */
  change(view: Partial<Pick<ViewState, "seed" | "changes" | "policy" | "other" | "projection">>): void {
    const before = this.view.value;
    if (before.expect !== "") this.expected = { run: runKey(before), digest: before.expect };
    const run = runKey({ ...before, ...view });
    // What was expected of a run is expected of it again when all changes are taken back.
    const expect = run === runKey(before) ? before.expect : run === this.expected?.run ? this.expected.digest : "";
    this.view.update({ ...view, expect, playing: false });
    history.pushState(null, "", toAddress(this.view.value));
    void this.reopen();
  }

  /** Opens what this browser keeps, from its beginning. */
  openKept(name: string, fragment: string, expect: string): void {
    this.view.set({ ...NO_VIEW, scenario: name, brought: fragment, expect, playing: true });
    history.pushState(null, "", toAddress(this.view.value));
    void this.reopen();
  }

  toGallery(): void {
    this.view.set(NO_VIEW);
    this.shell.update({ missing: "", isUnreachable: false });
    history.pushState(null, "", location.pathname);
    this.closeRuns();
    this.playhead.leave();
  }

  /** Attempts of a pod with the scores of their best candidates; asked for once a pod and moment. */
  fullStory(pod: string, untilUs: number, onProgress: (share: number) => void = () => {}): Promise<PodStory | undefined> {
    const { run } = this;
    if (run === undefined) return Promise.resolve(undefined);
    const key = `${pod} ${untilUs}`;
    let answer = this.fullStories.get(key);
    if (answer === undefined) this.fullStories.set(key, (answer = explainInFull(run.request, pod, untilUs, onProgress)));
    return answer;
  }

  select(selection: Selection | undefined): void {
    this.refusals.set(undefined);
    this.view.update({ selection });
  }

  /** The next one in the order of the frame; from a pod, its node counts as selected. */
  selectNeighbour(what: "node" | "pod" | "waiting", direction: 1 | -1): void {
    const { run } = this;
    const frame = run?.state.value.frame;
    if (run === undefined || frame === undefined) return;
    const { texts } = run;
    const { selection } = this.view.value;
    const podName = (row: number) => `${texts[frame.pods.namespace[row]!]}/${texts[frame.pods.name[row]!]}`;
    const pods = Array.from({ length: frame.pods.count }, (_, row) => row);
    const selectedPod = selection?.kind === "pod" ? pods.find((row) => podName(row) === selection.name) : undefined;
    const nodeNames = Array.from(frame.nodes.name, (name) => texts[name]!);
    const node =
      selectedPod === undefined ? nodeNames.indexOf(selection?.kind === "node" ? selection.name : "") : frame.pods.node[selectedPod]!;
    if (what === "node") {
      const next = nodeNames.at((node + direction) % nodeNames.length);
      if (next !== undefined) this.select({ kind: "node", name: next });
      return;
    }
    const among =
      what === "waiting"
        ? pods.filter((row) => isWaiting(frame.pods, row))
        : pods.filter((row) => frame.pods.node[row] === node && node >= 0);
    if (among.length === 0) {
      this.notify(what === "waiting" ? "No pod waits at this moment." : "Select a node first: arrow right.");
      return;
    }
    const at = selectedPod === undefined ? -1 : among.indexOf(selectedPod);
    this.select({ kind: "pod", name: podName(among.at((at + direction) % among.length)!) });
  }

  /** @param factor 0: everything */
  zoom(factor: number): void {
    const { viewport, projection, span, timeUs } = this.view.value;
    if (projection === "timeline") {
      this.view.update({ span: factor === 0 ? undefined : spanZoomed(span, this.playhead.endUs, timeUs, factor) });
      return;
    }
    const k = Math.max(1, Math.min(60, viewport.k * factor));
    if (k === 1) this.view.update({ viewport: { x: 0, y: 0, k: 1 } });
    else {
      const [cx, cy] = [innerWidth * 0.35, innerHeight * 0.35];
      const ratio = k / viewport.k;
      this.view.update({ viewport: { k, x: cx - (cx - viewport.x) * ratio, y: cy - (cy - viewport.y) * ratio } });
    }
  }

  toggleTheme(): void {
    this.shell.update({ theme: this.shell.value.theme === "dark" ? "light" : "dark" });
  }

  openDialog(dialog: Shell["dialog"]): void {
    this.shell.update({ dialog });
  }

  notify(notice: string): void {
    this.shell.update({ notice });
  }

  async copyLink(): Promise<void> {
    await this.copy(new URL(toAddress(this.view.value), location.href).href, "The link");
  }

  async copyCommand(): Promise<void> {
    const { command } = this;
    if (command === undefined) this.notify("The files are still being read; the command is known when they are.");
    else await this.copy(command, "The command");
  }

  /** What repeats the run in a terminal; undefined: it is not known yet what the files are. */
  get command(): string | undefined {
    const { scenario, path, seed, changes, policy } = this.view.value;
    const opened = this.run?.state.value.opened?.input;
    const request = this.source?.request;
    const own = { seed, changes, policy };
    if (this.isBundled) return repeatCommand({ input: `scenarios/${scenario}.yaml`, ...own });
    const text = request?.text ?? "";
    const isNamed = path !== "" || scenario.startsWith("local:") || request?.recorded !== undefined;
    if (!isNamed && text !== "" && opened?.kind === "scenario" && opened.isAlone)
      return repeatCommand({ input: { kind: "text", text }, ...own });
    // A recording has all of its files and options with it.
    if (isNamed || text !== "") return repeatCommand({ input: path || scenario.replace(/^local:/, ""), ...own });
    return opened === undefined || opened.kind === "scenario" ? undefined : repeatCommand({ input: opened, ...own });
  }

  /** Whether it runs what came with the site: what a person brought may be called alike. */
  get isBundled(): boolean {
    const { scenario, brought } = this.view.value;
    return brought === "" && !this.session.has(scenario) && this.gallery.some(({ name }) => name === scenario);
  }

  private async copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.notify(`${what} is copied: ${firstLine(text)}`);
    } catch {
      this.notify(`The browser does not let it be copied: ${firstLine(text)}`);
    }
  }

  private closeRuns(): void {
    this.fullStories.clear();
    this.refusals.set(undefined);
    this.runs.value.main?.close();
    this.runs.value.other?.close();
    this.runs.set({ main: undefined, other: undefined });
  }
}

/** What makes a run another one. */
function runKey({ scenario, brought, seed, changes, policy }: ViewState): string {
  return JSON.stringify([scenario, brought, seed, changes, policy]);
}

function firstLine(text: string): string {
  const [first = "", ...more] = text.split("\n");
  return more.length > 0 ? `${first} …` : first;
}
