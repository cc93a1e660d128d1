/** `node tools/dist/oracle/pack.js [FROM [TO]]`: packs the recordings beside the checkout into `oracle/`. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { collectRecordings, packRecordings } from "./pack-recordings.ts";

const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const from = path.resolve(process.argv[2] ?? path.join(checkout, "../shared/oracle"));
const to = path.resolve(process.argv[3] ?? path.join(checkout, "oracle"));

const manifest = await packRecordings(await collectRecordings(from), to);
for (const { file, family, cases } of manifest.files) process.stdout.write(`${file}: ${cases} cases of ${family}\n`);
process.stdout.write(`${manifest.cases} cases in ${manifest.files.length} files\n`);
