/** The head of a run: what runs, its seed and digest, the clock and its controls. */
import type { App } from "../app/index.ts";
import { ORRERY_VERSION } from "../worker/index.ts";
import { clockText, countText, speedText } from "../words/index.ts";
import { element, icon, logo, say } from "../dom/index.ts";
import { followed } from "./followed.ts";
import type { Part } from "./followed.ts";

export function headView(app: App): Part {
  const title = element("h1");
  const seed = element("span");
  const digest = element("span", { class: "mono" });
  const progress = element("span", { class: "optional" });
  const clock = element("output", { class: "clock", "aria-label": "simulated time" });
  const speed = element("span", { class: "speed", title: "simulated time a second (keys + and -)" });
  const play = element("button", { class: "play", type: "button", onclick: () => app.playhead.togglePlay() });
  const button = (name: Parameters<typeof icon>[0], label: string, run: () => void) =>
    element("button", { type: "button", "aria-label": label, title: label, onclick: run }, icon(name));
  const root = element(
    "header",
    { class: "head no-print" },
    element(
      "button",
      { class: "home quiet", type: "button", "aria-label": "Orrery: to the gallery", onclick: () => app.toGallery() },
      logo(),
      element("span", {}, "Orrery"),
    ),
    title,
    element(
      "span",
      { class: "facts" },
      seed,
      element("span", { title: "digest of the history so far: equal for equal runs, anywhere" }, "digest ", digest),
      progress,
    ),
    element("span", { class: "spacer" }),
    element(
      "div",
      { class: "transport", role: "group", "aria-label": "Time" },
      button("start", "To the beginning (Home)", () => app.playhead.seek(0)),
      button("back", "Previous event (,)", () => void app.playhead.step("event", -1)),
      play,
      button("forward", "Next event (.)", () => void app.playhead.step("event", 1)),
      button("end", "To what is simulated last (End)", () => app.playhead.seek(Infinity)),
      element(
        "button",
        { type: "button", "aria-label": "Slower (-)", title: "Slower (-)", onclick: () => app.playhead.changeSpeed(-1) },
        "−",
      ),
      speed,
      element(
        "button",
        { type: "button", "aria-label": "Faster (+)", title: "Faster (+)", onclick: () => app.playhead.changeSpeed(1) },
        "+",
      ),
    ),
    clock,
  );
  let wasPlaying: boolean | undefined;
  const follow = () => {
    const { view } = app;
    const state = app.run?.state.value;
    say(title, state?.opened?.name ?? view.value.scenario);
    say(seed, `seed ${state?.opened?.seed ?? view.value.seed}`);
    const found = state?.status?.digest ?? "";
    if (digest.title !== found) digest.title = found;
    const pinned = pinnedDigest(app);
    const differs = state?.phase === "finished" && pinned !== "" && found !== pinned;
    digest.classList.toggle("digest-bad", differs);
    say(digest, differs ? `${shortDigest(found)} differs from ${expectedOf(app, pinned)}` : found === "" ? "…" : shortDigest(found));
    say(progress, progressText(app));
    say(clock, clockText(view.value.timeUs));
    say(speed, speedText(view.value.speed));
    if (wasPlaying !== view.value.playing) {
      wasPlaying = view.value.playing;
      play.replaceChildren(icon(wasPlaying ? "pause" : "play"));
      play.setAttribute("aria-label", wasPlaying ? "Pause (space)" : "Play (space)");
    }
  };
  return followed(root, follow, [app.view, app.run?.state]);
}

function shortDigest(digest: string): string {
  return `${digest.slice(0, 4)}…${digest.slice(-4)}`;
}

/** What a digest is held against, and which version that was when it is another. */
function expectedOf(app: App, pinned: string): string {
  const recorded = app.view.value.expect === "" ? undefined : app.sourceRequest?.recorded;
  if (recorded === undefined) return `the pinned ${shortDigest(pinned)}`;
  const { orrery } = recorded;
  const versions = orrery === ORRERY_VERSION ? "" : `: Orrery ${orrery || "of an unknown version"} made it, and this is ${ORRERY_VERSION}`;
  return `the recording's ${shortDigest(pinned)}${versions}`;
}

/** That a link expects, as one to a recording does; or of a bundled scenario as it stands, with its own seed. */
function pinnedDigest(app: App): string {
  const { scenario, seed, changes, policy, expect } = app.view.value;
  if (expect !== "") return expect;
  if (seed !== "" || changes.length > 0 || policy !== "") return "";
  return app.isBundled ? (app.gallery.find(({ name }) => name === scenario)?.digest ?? "") : "";
}

function progressText(app: App): string {
  const state = app.run?.state.value;
  if (state?.status === undefined) return "";
  const { nowUs, horizonUs, events, end } = state.status;
  if (end !== undefined) return `simulated in full · ${countText(events)} events`;
  const share = horizonUs === null ? clockText(nowUs) : `${Math.floor((nowUs / horizonUs) * 100)} %`;
  return `simulating ${share}`;
}
