/** Names inputs by their content beside the page: hashing hundreds of megabytes would block it. */
import { expose } from "comlink";
import { contentName } from "./content-name.ts";

expose({ contentName });
