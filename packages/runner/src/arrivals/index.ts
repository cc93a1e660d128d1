/** Orders of arrival made from traces. */
export * from "./inflation.ts";
