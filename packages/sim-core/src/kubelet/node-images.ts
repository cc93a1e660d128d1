/** The images of one node, as its pods' workers ask for them. */
import type { ContainerProgram } from "./pod-program.ts";

export type ImageRequest =
  | { readonly kind: "present" }
  /** `pullEnded` of the worker will be called. */
  | { readonly kind: "pulling" }
  | { readonly kind: "failed"; readonly reason: string; readonly retryUs: number };

export interface NodeImages {
  request(podId: number, container: ContainerProgram, nowUs: number): ImageRequest;
  /** The worker wants it no more. */
  cancel(podId: number, container: number): void;
  /** Frees what nobody uses, for a disk under pressure. */
  reclaim(nowUs: number): void;
}
