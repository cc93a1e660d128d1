/** GPU sharing and the placement policies published for it. */
export * from "./device-rule.ts";
export * from "./fragmentation.ts";
export * from "./gpu-node.ts";
export * from "./gpu-request.ts";
export * from "./gpu-resources.ts";
export * from "./policy-profile.ts";
export * from "./typical-pods.ts";
