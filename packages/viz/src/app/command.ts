/** An action with a name and keys: whatever can be done, can be done through one of these. */
import type { App } from "./app.ts";

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: "time" | "view" | "find" | "what if" | "run" | "help";
  /** As `KeyboardEvent.key`, with `Ctrl+` in front where it takes that. */
  readonly keys: readonly string[];
  /** Whether it makes sense now; left out: always. */
  readonly when?: (app: App) => boolean;
  readonly run: (app: App) => void;
}

/** The command of a key; undefined: none, or the key belongs to a field that is typed into. */
export function commandOf(commands: readonly Command[], event: KeyboardEvent, app: App): Command | undefined {
  const name = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
  const shifted = event.shiftKey && event.key.length > 1 ? `Shift+${name}` : name;
  if (movesItself(event.target, event.key)) return undefined;
  if (isTyping(event.target) && !name.startsWith("Ctrl+") && name !== "Escape") return undefined;
  if (event.altKey || (USES_KEYS.has(tagOf(event.target)) && (event.key === "Enter" || event.key === " "))) return undefined;
  return commands.find((command) => command.keys.includes(shifted) && (command.when?.(app) ?? true));
}

const USES_KEYS: ReadonlySet<string> = new Set(["BUTTON", "A", "SUMMARY", "SELECT"]);

function tagOf(target: EventTarget | null): string {
  return target instanceof HTMLElement ? target.tagName : "";
}

/** A slider obeys the keys of sliders, and what scrolls is scrolled by them. */
function movesItself(target: EventTarget | null, key: string): boolean {
  if (target instanceof HTMLInputElement && target.type === "range") return SLIDER_KEYS.has(key);
  return target instanceof HTMLElement && SCROLL_KEYS.has(key) && target.tabIndex >= 0 && target.scrollHeight > target.clientHeight + 1;
}

const SLIDER_KEYS: ReadonlySet<string> = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
const SCROLL_KEYS: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.tagName === "TEXTAREA" ||
    target.tagName === "SELECT" ||
    (target instanceof HTMLInputElement && target.type !== "range" && target.type !== "checkbox")
  );
}
