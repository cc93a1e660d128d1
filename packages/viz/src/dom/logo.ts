/** The mark of Orrery. */
import { element } from "./element.ts";

export function logo(): HTMLElement {
  return element("img", { src: new URL("../style/orrery.svg", import.meta.url).href, alt: "", width: 22, height: 22 });
}
