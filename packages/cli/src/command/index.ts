/** The `orrery` command. */
export { orrery } from "./orrery.ts";
