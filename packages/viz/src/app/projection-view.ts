/** A projection as the page holds it: an element, and an end. */
export interface ProjectionView {
  readonly root: HTMLElement;
  close(): void;
}
