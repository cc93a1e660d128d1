/** Settings without effect are still checked as Kubernetes does. Source: component-base/config/validation/validation.go. */
import type { ConfigErrors, FieldPath } from "./config-error.ts";
import { durationSeconds, isFields } from "./decode.ts";
import type { Fields } from "./decode.ts";

export function validateProcessSettings(document: Fields, root: FieldPath, errors: ConfigErrors): void {
  const parallelism = (document["parallelism"] ?? 16) as number;
  if (parallelism <= 0)
    errors.invalid(root.child("parallelism"), parallelism, "should be an integer value greater than zero", "an integer of at least 1");
  const connection = document["clientConnection"];
  if (isFields(connection) && ((connection["burst"] ?? 0) as number) < 0) {
    errors.invalid(root.child("clientConnection", "burst"), connection["burst"], "must be non-negative", "an integer of at least 0");
  }
  if (isFields(document["leaderElection"])) validateLeaderElection(document["leaderElection"], root.child("leaderElection"), errors);
}

function validateLeaderElection(election: Fields, path: FieldPath, errors: ConfigErrors): void {
  if (election["leaderElect"] === false) return;
  // Zero means the default.
  const seconds = (name: string, byDefault: number): number => durationSeconds((election[name] ?? "0") as string) || byDefault;
  const lease = seconds("leaseDuration", 15);
  const renew = seconds("renewDeadline", 10);
  const values: readonly [string, number][] = [
    ["leaseDuration", lease],
    ["renewDeadline", renew],
    ["retryPeriod", seconds("retryPeriod", 2)],
  ];
  for (const [name, value] of values) {
    if (value <= 0) errors.invalid(path.child(name), election[name], "must be greater than zero", "a duration above 0");
  }
  if (lease <= renew) {
    errors.invalid(
      path.child("leaseDuration"),
      election["renewDeadline"] ?? "10s",
      "must be greater than `RenewDeadline`",
      "a duration above renewDeadline",
    );
  }
  const lock = (election["resourceLock"] as string | undefined) || "leases";
  if (lock !== "leases") errors.invalid(path.child("resourceLock"), lock, 'resourceLock value must be "leases"', "leases");
}
