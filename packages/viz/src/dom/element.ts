/** Makes elements of a document in one expression: properties, attributes with a dash or `role`, listeners with `on`, children. */

type Listener = (event: Event) => void;
export type Properties = Readonly<Record<string, string | number | boolean | undefined | Listener>>;
export type Child = Node | string | number | undefined | false;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(made, name, value);
  made.append(...children.filter((child) => child !== undefined && child !== false).map(asNode));
  return made;
}

/** A text or an element as `append` takes it. */
function asNode(child: Child): Node | string {
  return child instanceof Node ? child : String(child);
}

function set(made: HTMLElement, name: string, value: Properties[string]): void {
  if (value === undefined) return;
  if (typeof value === "function") made.addEventListener(name.slice(2), value);
  else if (name === "class") made.className = String(value);
  else if (name.includes("-") || name === "role" || name === "for" || name === "list" || name === "colspan" || name === "scope")
    made.setAttribute(name, String(value));
  else Object.assign(made, { [name]: value });
}
