/** The images of one node, as its pods' workers and its eviction manager ask for them. */
import type { ContainerProgram } from "./pod-program.ts";

export type ImageRequest =
  | { readonly kind: "present" }
  /** `pullEnded` of the worker will be called. */
  | { readonly kind: "pulling" }
  | { readonly kind: "failed"; readonly reason: string; readonly retryUs: number };

export interface NodeImages {
  request(podId: number, container: ContainerProgram, nowUs: number): ImageRequest;
  /** The pod wants no more images. */
  cancel(podId: number, nowUs: number): void;
  /** Its containers are gone, and use nothing any more. */
  podGone(podId: number, nowUs: number): void;
  kubeletStarts(nowUs: number): void;
  /** Frees what nobody uses, for a disk under pressure. */
  reclaim(nowUs: number): void;
  /** A pass of the garbage collector. */
  collect(nowUs: number): void;
  nextCollectionUs(nowUs: number, all: boolean): number;
}
