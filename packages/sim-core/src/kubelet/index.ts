/** The nodes' agents: what happens to a pod once it is bound. */
export * from "./kubelets.ts";
