/** Causes as columns: who, why, in a sentence, and the evidence as JSON. */
import type { Cause } from "@orrery/sim-core/store";
import type { Column } from "./column.ts";

export function causeColumns(causes: readonly (Cause | undefined)[]): Column[] {
  return [
    { name: "by", type: "STRING", data: causes.map((cause) => cause?.by ?? null) },
    { name: "because", type: "STRING", data: causes.map((cause) => cause?.reason ?? null) },
    { name: "message", type: "STRING", data: causes.map((cause) => cause?.message ?? null) },
    { name: "evidence", type: "STRING", data: causes.map(evidenceText) },
  ];
}

function evidenceText(cause: Cause | undefined): string | null {
  return cause?.evidence === undefined ? null : JSON.stringify(cause.evidence);
}
