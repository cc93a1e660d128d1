/** A part of the page that follows some stores until it is closed. */
interface Followable {
  subscribe(listener: () => void): () => void;
}

export interface Part {
  readonly root: HTMLElement;
  close(): void;
}

/** @param stores undefined: there is no run whose state could be followed */
export function followed(root: HTMLElement, follow: () => void, stores: readonly (Followable | undefined)[]): Part {
  const stops = stores.map((store) => store?.subscribe(follow));
  follow();
  return {
    root,
    close() {
      for (const stop of stops) stop?.();
    },
  };
}
