/** Starts the dashboard: the address is the state, and the state is kept in the address. */
import { App, commandOf, COMMANDS } from "./app/index.ts";
import type { Shell } from "./app/index.ts";
import { linkProblem, fromAddress, toAddress } from "./state/index.ts";
import { loadGallery } from "./bundled/index.ts";
import { acceptDrops } from "./drop/index.ts";
import { galleryView } from "./gallery/index.ts";
import { dialogView, runView } from "./shell/index.ts";

async function start(): Promise<void> {
  // Before the address is written anew without them.
  const problem = linkProblem(location.search);
  const place = document.getElementById("app")!;
  const stored = localStorage.getItem("theme");
  const dark = stored === null ? matchMedia("(prefers-color-scheme: dark)").matches : stored === "dark";
  const app = new App(fromAddress(location), await loadGallery(), dark ? "dark" : "light");
  followTheme(app);
  document.body.append(dialogView(app));

  let page: { readonly root: HTMLElement; close(): void } | undefined;
  const show = () => {
    page?.close();
    page = app.view.value.scenario === "" ? galleryView(app) : runView(app);
    place.replaceChildren(page.root);
  };
  app.runs.subscribe(show);
  followAddress(app);
  acceptDrops(app);
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") !== null) return;
    const command = commandOf(COMMANDS, event, app);
    if (command === undefined) return;
    event.preventDefault();
    command.run(app);
  });
  if (app.view.value.scenario === "") show();
  else await app.reopen();
  if (app.shell.value.missing !== "") show();
  if (problem !== "") app.notify(problem);
  runClock(app);
}

function followTheme(app: App): void {
  /** The theme to go back to when the page has been printed: paper is light. */
  let chosen: Shell["theme"] | undefined;
  const apply = () => {
    document.documentElement.dataset["theme"] = app.shell.value.theme;
  };
  app.shell.subscribe((shell, before) => {
    if (shell.theme === before.theme) return;
    if (chosen === undefined) localStorage.setItem("theme", shell.theme);
    apply();
  });
  apply();
  // Before any picture is told to print: whoever listens first is heard first.
  addEventListener("beforeprint", () => {
    chosen ??= app.shell.value.theme;
    app.shell.update({ theme: "light" });
  });
  addEventListener("afterprint", () => {
    if (chosen !== undefined) app.shell.update({ theme: chosen });
    chosen = undefined;
  });
}

/**
 * Browsers hold back a page that changes its address often, and each change takes milliseconds: it is written when the view has rested for
 * so long, and while the clock moves once in so long.
 */
const RESTED_MS = 400;
const AT_LATEST_MS = 2000;

function followAddress(app: App): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    const address = toAddress(app.view.value);
    if (address !== location.search + location.hash) history.replaceState(null, "", address === "" ? location.pathname : address);
  };
  let sinceMs = 0;
  app.view.subscribe(() => {
    const nowMs = performance.now();
    if (timer === undefined) sinceMs = nowMs;
    clearTimeout(timer);
    timer = setTimeout(write, Math.max(0, Math.min(RESTED_MS, sinceMs + AT_LATEST_MS - nowMs)));
  });
  addEventListener("pagehide", write);
  // What cannot be read is left out of the view: the address does not go on naming it.
  write();
  addEventListener("popstate", () => {
    clearTimeout(timer);
    timer = undefined;
    app.view.set(fromAddress(location));
    void app.reopen();
  });
}

/** The clock of the page: what has passed on the wall moves the playhead. */
function runClock(app: App): void {
  let beforeMs = performance.now();
  const tick = (nowMs: number) => {
    app.playhead.tick(Math.min(250, nowMs - beforeMs));
    beforeMs = nowMs;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

await start();
