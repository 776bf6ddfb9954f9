import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OWNER_LABEL, PROJECT_LABEL, RUN_LABEL } from "./labels.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { labelledFolder } from "./stage.ts";

/** Copies of files that a guest gets, each mounted at its path. They go when the guest goes, also when this process is killed. */
export class GuestFiles {
  readonly #folder: string;
  readonly #files = new Map<string, string>();

  constructor(project: string, run: string) {
    this.#folder = labelledFolder(project, {
      [OWNER_LABEL]: ownerOfThisProcess(),
      [RUN_LABEL]: run,
      [PROJECT_LABEL]: project,
    });
    mkdirSync(join(this.#folder, "files"), { recursive: true });
  }

  /** Path in the container -> file of the host. */
  get mounts(): ReadonlyMap<string, string> {
    return this.#files;
  }

  /** Writes a file. In place where it is there already: a container that has it mounted holds on to its inode. */
  write(path: string, text: string): void {
    const file = this.#files.get(path) ?? join(this.#folder, "files", String(this.#files.size));
    this.#files.set(path, file);
    writeFileSync(file, text, { mode: 0o644 });
  }

  /** Writes a folder of the lab's own files. @returns where it stands */
  folder(name: string, files: Readonly<Record<string, string>>): string {
    const folder = join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { mode: 0o644 });
    return folder;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
