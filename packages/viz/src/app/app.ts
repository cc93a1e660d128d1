/** The dashboard's state and everything that can be done to it; views read the stores, commands and views call the methods. */
import type { Table } from "@orrery/runner/export";
import type { Moment, PodStory, StepUnit } from "@orrery/runner/session";
import type { Stage } from "../draw/index.ts";
import { isWaiting } from "../cluster/index.ts";
import { findScenario } from "../bundled/index.ts";
import type { GalleryEntry } from "../bundled/index.ts";
import { explainInFull } from "./explain-in-full.ts";
import { repeatCommand } from "./repeat-command.ts";
import { Run } from "./run.ts";
import { BroughtError, isOther, keptFragment, packedFragment, sourceOfFragment } from "../source/index.ts";
import type { Source, Wanted } from "../worker/index.ts";
import { SPEEDS } from "./speeds.ts";
import { Store, NO_VIEW, toAddress } from "../state/index.ts";
import type { Selection, ViewState } from "../state/index.ts";

export interface Shell {
  /** What is open beside the views. */
  readonly dialog: "" | "help" | "palette" | "editor" | "what-if" | "policy" | "open" | "refused";
  readonly theme: "light" | "dark";
  /** A sentence for the status line; it stands until the next one. */
  readonly notice: string;
  /** A scenario that cannot even be fetched. */
  readonly missing: string;
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
  /** Set where a step went to a moment that its time alone does not name. */
  private moment: Moment | undefined;
  private stepping: Promise<void> = Promise.resolve();
  private source: { readonly name: string; readonly brought: string; readonly request: Source } | undefined;
  /** What was brought since the page was loaded, by name: an address that does not hold it yet finds it here. */
  private readonly session = new Map<string, Source>();
  private readonly fullStories = new Map<string, Promise<PodStory | undefined>>();
  /** Canvases of the projection that is shown. */
  readonly stages = new Set<Stage>();
  /** Set by Compare: what both runs gave over many seeds; undefined: they were not repeated. */
  repetition: Table | undefined;
  /** Set by the shell. */
  focusFilter: () => void = () => {};

  constructor(view: ViewState, gallery: readonly GalleryEntry[], theme: Shell["theme"]) {
    this.view = new Store(view);
    this.gallery = gallery;
    this.shell = new Store<Shell>({ dialog: "", theme, notice: "", missing: "", wanted: [], refused: [] });
  }

  get run(): Run | undefined {
    return this.runs.value.main;
  }

  /** Opens what the view names. */
  async reopen(): Promise<void> {
    const { scenario, brought, seed, changes, policy, other } = this.view.value;
    this.closeRuns();
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
    this.shell.update({ missing: "" });
    const { request } = this.source;
    // A recording brings its own policy.
    const under = (typed: string) => typed || (request.recorded?.policy ?? "");
    const main = new Run({ ...request, seed, changes, policy: under(policy), explain: [] });
    const second = other === undefined ? undefined : new Run({ ...request, ...other, policy: under(other.policy), explain: [] });
    main.state.subscribe((state, before) => {
      if (state.opened !== undefined && before.opened === undefined) this.settle(state.opened.horizonUs);
    });
    this.runs.set({ main, other: second });
    this.showMoment();
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
      if (!(error instanceof BroughtError)) throw error;
      this.refuse(error.sentences);
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
    const isAnotherRun = view.seed !== undefined || view.changes !== undefined || view.policy !== undefined;
    this.view.update({ ...view, ...(isAnotherRun ? { expect: "" } : {}), playing: false });
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
    this.shell.update({ missing: "" });
    history.pushState(null, "", location.pathname);
    this.closeRuns();
  }

  togglePlay(): void {
    const { playing, timeUs } = this.view.value;
    const endUs = this.reachUs;
    const isOver = this.run?.state.value.phase === "finished" && timeUs >= endUs;
    this.moment = undefined;
    this.view.update({ playing: !playing, ...(isOver && !playing ? { timeUs: 0 } : {}) });
    this.showMoment();
  }

  /** Simulated so far. */
  get reachUs(): number {
    return this.run?.state.value.status?.nowUs ?? 0;
  }

  seek(timeUs: number): void {
    this.moment = undefined;
    this.view.update({ timeUs: Math.round(Math.max(0, Math.min(timeUs, this.reachUs))), playing: false });
    this.showMoment();
  }

  /** Lets the clock go on by what has passed on the wall. */
  tick(elapsedMs: number): void {
    const { playing, timeUs, speed } = this.view.value;
    if (!playing || this.run === undefined || speed === 0) return;
    const next = Math.min(timeUs + elapsedMs * 1000 * speed, this.reachUs);
    if (next > timeUs) {
      this.moment = undefined;
      this.view.update({ timeUs: next });
      this.showMoment();
    } else if (this.run.state.value.phase === "finished") this.view.update({ playing: false });
  }

  nudge(direction: 1 | -1): void {
    this.seek(this.view.value.timeUs + direction * this.view.value.speed * 1e6);
  }

  changeSpeed(direction: 1 | -1): void {
    const { speed } = this.view.value;
    const above = SPEEDS.findIndex((each) => each >= speed);
    const index = Math.max(0, Math.min(SPEEDS.length - 1, (above < 0 ? SPEEDS.length - 1 : above) + direction));
    this.view.update({ speed: SPEEDS[index]! });
  }

  /** Steps follow one another, however fast they are asked for: each begins where the one before has led. */
  step(unit: StepUnit, direction: 1 | -1): Promise<void> {
    this.view.update({ playing: false });
    this.stepping = this.stepping.then(() => this.takeStep(unit, direction));
    return this.stepping;
  }

  private async takeStep(unit: StepUnit, direction: 1 | -1): Promise<void> {
    const { run, wanted: from } = this;
    if (run === undefined) return;
    const moment = await run.step(from, unit, direction);
    // Somebody has gone elsewhere meanwhile.
    if (this.run !== run || this.wanted.timeUs !== from.timeUs) return;
    if (moment === undefined) {
      this.notify(`There is no ${direction > 0 ? "later" : "earlier"} ${unit} in what has been simulated.`);
      return;
    }
    this.moment = moment;
    this.view.update({ timeUs: moment.timeUs });
    this.showMoment();
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

  zoom(factor: number): void {
    const { viewport } = this.view.value;
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
    // A recording has all of its files and options with it.
    if (request?.recorded !== undefined || (request?.text ?? "") !== "")
      return repeatCommand({ input: path || scenario.replace(/^local:/, ""), ...own });
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

  private showMoment(): void {
    const at = this.wanted;
    this.runs.value.main?.show(at);
    this.runs.value.other?.show({ timeUs: at.timeUs });
  }

  private get wanted(): Wanted {
    return this.moment ?? { timeUs: this.view.value.timeUs };
  }

  /** A speed that shows the whole run in about a minute, where none is chosen. */
  private settle(horizonUs: number | null): void {
    if (this.view.value.speed !== 0) return;
    const wanted = horizonUs === null ? 60 : horizonUs / 1e6 / 60;
    this.view.update({ speed: SPEEDS.find((each) => each >= wanted) ?? SPEEDS.at(-1)! });
  }

  private closeRuns(): void {
    this.stepping = Promise.resolve();
    this.fullStories.clear();
    this.refusals.set(undefined);
    this.runs.value.main?.close();
    this.runs.value.other?.close();
    this.runs.set({ main: undefined, other: undefined });
  }
}

function firstLine(text: string): string {
  const [first = "", ...more] = text.split("\n");
  return more.length > 0 ? `${first} …` : first;
}
