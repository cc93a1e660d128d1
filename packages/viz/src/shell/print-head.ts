/** The head of a page on paper: what ran, as of which moment, and how to run it again. Never on the screen. */
import { changesText, momentText, titleText } from "../app/index.ts";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";

export function printHead(app: App): { readonly root: HTMLElement; close(): void } {
  const root = element("header", { class: "print-head" });
  const follow = () => {
    const changes = changesText(app);
    root.replaceChildren(
      element("h1", {}, titleText(app)),
      element("p", {}, momentText(app)),
      ...(changes === "" ? [] : [element("p", {}, changes)]),
      element("p", { class: "faint" }, "Orrery · ", element("code", {}, app.command)),
    );
  };
  // What is on paper is as of the moment at which it is printed.
  addEventListener("beforeprint", follow);
  const stops = [app.view.subscribe(follow)];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(({ status }, before) => status !== before.status && follow()));
  follow();
  return {
    root,
    close() {
      removeEventListener("beforeprint", follow);
      for (const stop of stops) stop();
    },
  };
}
