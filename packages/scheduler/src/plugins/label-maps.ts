/** The labels of raw objects as maps, made once per object: one change is put before many waiting pods. */
import { labelMap } from "@orrery/sim-core/model";
import type { LabelMap, ObjectMeta } from "@orrery/sim-core/model";

export class LabelMaps {
  private readonly maps = new WeakMap<object, LabelMap>();

  of(object: { readonly metadata: ObjectMeta }): LabelMap {
    let map = this.maps.get(object);
    if (map === undefined) {
      map = labelMap(object.metadata.labels);
      this.maps.set(object, map);
    }
    return map;
  }
}
