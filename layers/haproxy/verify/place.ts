import { basename } from "node:path/posix";
import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import { linesOf } from "./sections.ts";

const FOLDER = "/etc/haproxy";

/** Lines that need rights which a container of the lab has not, or take the process out of its sight. They decide nothing. */
const TAKEN_OUT = new Set(["chroot", "user", "group", "uid", "gid", "daemon", "pidfile"]);

/** A file with those lines as comments, so that all others keep their numbers; and the line feed that HAProxy wants at the end. */
function textFor(file: OwnFile): string {
  const out = new Set(linesOf(file).flatMap(({ words, at }) => (TAKEN_OUT.has(words[0]!) ? [at.line] : [])));
  const lines = file.text.split("\n").map((text, index) => (out.has(index + 1) ? `# taken out: ${text.trim()}` : text));
  return lines.join("\n").replace(/\n?$/, "\n");
}

/** The lines that are taken out, as they are told. */
function takenOut(file: OwnFile): string[] {
  const lines = linesOf(file).filter(({ words }) => TAKEN_OUT.has(words[0]!));
  return lines.map(({ at }) => `${at.file}:${at.line} taken out: ${at.text} (the lab's container has no such rights)`);
}

/** Folders of the sockets that it opens. */
function socketFolders(files: readonly OwnFile[]): string[] {
  const words = files.flatMap(linesOf).flatMap((line) => line.words);
  return words.flatMap((word) => /^(?:unix@)?(\/.+)\/[^/]+\.sock$/.exec(word)?.[1] ?? []);
}

/**
 * The files go to /etc/haproxy, where Debian's package and most guides have them; several are read in their order (`-f` each). None needs a
 * frame: `global` and `defaults` may be missing. `-db` keeps it in the foreground whatever the file says, `-W` makes it reload.
 */
export function place(files: readonly OwnFile[]): Placed {
  const paths = files.map((file) => [`${FOLDER}/${basename(file.name)}`, textFor(file)] as const);
  const read = paths.flatMap(([path]) => ["-f", path]);
  return {
    files: Object.fromEntries(paths),
    ours: [],
    assumed: files.flatMap(takenOut),
    check: ["haproxy", "-c", ...read],
    dump: null,
    start: ["haproxy", "-W", "-db", ...read],
    reloadSignal: "SIGUSR2",
    writable: [...new Set(["/run/haproxy", "/var/lib/haproxy", "/tmp", ...socketFolders(files)])],
  };
}
