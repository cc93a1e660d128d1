/** The simulation in its worker, and the page's end of the line to it. */
export * from "./open-request.ts";
export * from "./sim-client.ts";
export { checkedPolicy } from "./checked-policy.ts";
export * from "./version.ts";
