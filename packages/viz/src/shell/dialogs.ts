/** Keys and commands: a list to read, and one to search. */
import type { App, Command } from "../app/index.ts";
import { COMMANDS } from "../app/index.ts";
import { element, say } from "../dom/index.ts";

export function helpDialog(): HTMLElement[] {
  const groups = [...new Set(COMMANDS.map(({ group }) => group))];
  const sections = groups.map((group) =>
    element(
      "section",
      {},
      element("h3", {}, group),
      ...COMMANDS.filter((command) => command.group === group).map((command) =>
        element("div", {}, element("span", {}, command.title), keysOf(command)),
      ),
    ),
  );
  return [element("div", { class: "keys" }, ...sections)];
}

export function paletteDialog(app: App, close: () => void): HTMLElement[] {
  const list = element("ul", { role: "listbox", id: "palette-list", "aria-label": "Commands" });
  const input = element("input", {
    type: "text",
    role: "combobox",
    placeholder: "What do you want to do?",
    "aria-label": "Find a command",
    "aria-controls": "palette-list",
    "aria-expanded": "true",
    autocomplete: "off",
    autofocus: true,
  });
  let found: readonly Command[] = [];
  let at = 0;
  const none = element("p", { class: "none", role: "status" });
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    close();
    command.run(app);
  };
  const render = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    found = COMMANDS.filter(
      ({ title, group, when }) => (when?.(app) ?? true) && words.every((word) => `${title} ${group}`.toLowerCase().includes(word)),
    );
    at = Math.max(0, Math.min(at, found.length - 1));
    list.replaceChildren(
      ...found.map((command, index) =>
        element(
          "li",
          { role: "option", id: `palette-${index}`, "aria-selected": String(index === at), onclick: () => run(command) },
          element("span", {}, command.title),
          keysOf(command),
        ),
      ),
    );
    list.hidden = found.length === 0;
    none.hidden = found.length > 0;
    say(none, found.length > 0 ? "" : "No command has that name.");
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.setAttribute("aria-activedescendant", found.length > 0 ? `palette-${at}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => {
    at = 0;
    render();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") at += 1;
    else if (event.key === "ArrowUp") at -= 1;
    else if (event.key === "Enter") return run(found[at]);
    else return;
    event.preventDefault();
    render();
  });
  render();
  return [element("div", { class: "palette" }, input, list, none)];
}

function keysOf({ keys }: Command): HTMLElement {
  return element("span", {}, ...keys.slice(0, 2).map((key) => element("kbd", {}, KEY_NAMES.get(key) ?? key)));
}

const KEY_NAMES: ReadonlyMap<string, string> = new Map([
  [" ", "space"],
  ["ArrowLeft", "←"],
  ["ArrowRight", "→"],
  ["ArrowUp", "↑"],
  ["ArrowDown", "↓"],
  ["Escape", "Esc"],
  ["Ctrl+k", "Ctrl K"],
]);
