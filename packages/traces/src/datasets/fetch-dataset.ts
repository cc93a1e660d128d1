/** Brings a data set from a source to a sink and lets nothing through that is not what was published. */
import { allBytes } from "../bytes/index.ts";
import type { Dataset, DatasetFile } from "./dataset.ts";
import { dataset, datasets } from "./registry.ts";
import { sha256 } from "./verify.ts";

/** A mirror folder or the network: `path` is `<data set>/<file>`, `file.url` where the file is published. */
export interface FileSource {
  read(path: string, file: DatasetFile): AsyncIterable<Uint8Array>;
}

/** Where verified files go; `path` as above. */
export interface FileSink {
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** A data set that is unknown, cannot be had from this source, or is not what was published. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
}

/**
 * Each file is written only after its size and SHA-256 were right. `onFile` hears of each written file.
 * @throws DatasetError; what source and sink throw passes through.
 */
export async function fetchDataset(
  name: string,
  source: FileSource,
  sink: FileSink,
  onFile: (file: DatasetFile) => void = () => undefined,
): Promise<Dataset> {
  const entry = dataset(name);
  if (entry === undefined)
    throw new DatasetError(
      `no data set ${JSON.stringify(name)}; there are ${datasets()
        .map((known) => known.name)
        .join(", ")}`,
    );
  for (const file of entry.files) {
    const path = `${entry.name}/${file.path}`;
    const bytes = await allBytes(source.read(path, file));
    if (bytes.length !== file.sizeBytes) throw new DatasetError(`${path}: ${bytes.length} bytes came, ${file.sizeBytes} were published`);
    const actual = await sha256(bytes);
    if (actual !== file.sha256) throw new DatasetError(`${path}: SHA-256 is ${actual}, published was ${file.sha256}`);
    await sink.write(path, bytes);
    onFile(file);
  }
  return entry;
}
