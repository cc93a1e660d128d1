/** The files of the project that laws are about: what is written by hand, never what is installed or built. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export interface ProjectFile {
  /** Path from the root of the checkout, with `/`. */
  path: string;
  text: string;
}

/** The root of the checkout this file belongs to. */
export const CHECKOUT: string = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** Every text file of the project, by path. */
export function projectTexts(checkout: string = CHECKOUT): ProjectFile[] {
  const found: ProjectFile[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(path.join(checkout, folder), { withFileTypes: true })) {
      const below = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!NOT_OURS.includes(entry.name) && !NOT_OURS.includes(below)) visit(below);
      } else if (entry.isFile() && (TEXT.test(entry.name) || below.startsWith(".ci/"))) {
        found.push({ path: below, text: readFileSync(path.join(checkout, below), "utf8") });
      }
    }
  };
  visit("");
  return found.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** The files with program text: TypeScript, and the few in JavaScript that run before anything is built. */
export function projectSources(checkout: string = CHECKOUT): ProjectFile[] {
  return projectTexts(checkout).filter((file) => isSource(file.path));
}

export function isSource(file: string): boolean {
  return /\.(ts|tsx|js|mjs|cjs)$/.test(file);
}

/** Tests, and what only tests may import: fixtures and everything in a folder `testing`. */
export function isTest(file: string): boolean {
  return /((\.test|-fixtures?)\.tsx?$)|\/src\/testing\//.test(file);
}

const NOT_OURS: readonly string[] = [".git", "node_modules", "dist", "out", "coverage", ".vite"];

const TEXT = /(\.(ts|tsx|js|mjs|cjs|json|jsonc|md|yaml|yml|html|css|svg|sh)|^\.(editorconfig|gitignore|gitattributes|npmrc)|^LICENSE)$/;
