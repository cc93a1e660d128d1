/** Shapes that several Kubernetes kinds share: metadata, selectors, resource lists. */
import { ANYTHING, flag, integer, list, map, object, oneOf, QUANTITY, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

export const LABELS: Shape = map(text());

const OWNER_REFERENCE = object(
  { apiVersion: text(), kind: text(), name: text(), uid: text(), controller: flag(), blockOwnerDeletion: flag() },
  { required: ["apiVersion", "kind", "name"] },
);

const METADATA_FIELDS: Readonly<Record<string, Shape>> = {
  name: text(),
  namespace: text(),
  labels: LABELS,
  annotations: LABELS,
  ownerReferences: list(OWNER_REFERENCE),
  uid: text(),
  generateName: text(),
  creationTimestamp: ANYTHING,
  deletionTimestamp: { kind: "any", refused: "an object that is being deleted cannot be created; delete it by spec.timeline" },
  deletionGracePeriodSeconds: ANYTHING,
  resourceVersion: ANYTHING,
  generation: ANYTHING,
  selfLink: ANYTHING,
  managedFields: ANYTHING,
  finalizers: { kind: "any", notModelled: "finalizers do not delay a deletion" },
};

/** Of an object that is created under its name. */
export const METADATA: ObjectShape = object(METADATA_FIELDS, { name: "metadata", required: ["name"] });
/** Of a template: the names of its pods come from elsewhere. */
export const TEMPLATE_METADATA: ObjectShape = object(METADATA_FIELDS, { name: "templateMetadata" });

const REQUIREMENT = object(
  { key: text(), operator: oneOf(["In", "NotIn", "Exists", "DoesNotExist"]), values: list(text()) },
  { required: ["key", "operator"] },
);
export const LABEL_SELECTOR: ObjectShape = object({ matchLabels: LABELS, matchExpressions: list(REQUIREMENT) }, { name: "labelSelector" });

const NODE_REQUIREMENT = object(
  { key: text(), operator: oneOf(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]), values: list(text()) },
  { required: ["key", "operator"] },
);
export const NODE_SELECTOR_TERM: ObjectShape = object(
  { matchExpressions: list(NODE_REQUIREMENT), matchFields: list(NODE_REQUIREMENT) },
  { name: "nodeSelectorTerm" },
);
export const NODE_SELECTOR: ObjectShape = object(
  { nodeSelectorTerms: list(NODE_SELECTOR_TERM, undefined, 1) },
  { required: ["nodeSelectorTerms"] },
);

export const RESOURCE_LIST: Shape = { ...map(QUANTITY), name: "resourceList" };
export const TAINT: ObjectShape = object(
  { key: text(), value: text(), effect: oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"]), timeAdded: ANYTHING },
  { name: "taint", required: ["key", "effect"] },
);
export const PORT_NUMBER: Shape = integer(1, undefined, 65535);
