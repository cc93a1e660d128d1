/** Numbers for people, as explanations have them too. */
export { amount, count, durationText, factor, percent } from "@orrery/runner/report";
