import { basename } from "node:path/posix";
import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import { listenPort } from "./backends.ts";
import { configOf, FOLDER } from "./includes.ts";

/** Its working directory: VCL is compiled to a library there, and loaded from it. */
const WORK = "/var/lib/varnish";

/**
 * The file goes to /etc/varnish/default.vcl as it is, and what it includes where the include looks for it. Where it listens is said on
 * varnishd's command line, and not in VCL: this one is that of Debian's service and of the official image, with HTTP/2. Its log in memory, its
 * storage and its idle threads are small, for a container of the lab's.
 */
export function place(files: readonly OwnFile[]): Placed {
  const { nodes, placed, unread } = configOf(files);
  const pathOf = ({ name }: OwnFile): string => placed.get(name) ?? `${FOLDER}/${basename(name)}`;
  const port = listenPort(nodes);
  const small = ["-p", "vsl_space=4M", "-p", "thread_pool_min=20", "-s", "malloc,64m"];
  const beside = files.filter(({ name }) => !placed.has(name));
  return {
    files: Object.fromEntries(files.map((file) => [pathOf(file), file.text])),
    ours: [],
    names: Object.fromEntries(files.map((file) => [pathOf(file), file.name])),
    assumed: [
      `varnishd -a :${port} -p feature=+http2: its command line is not in VCL`,
      "an app that answers with chunks: of one that ends its answer by closing, the first token may wait for the second",
    ],
    ungiven: [
      ...unread.map(({ file, line, text }) => `${file}:${line} includes what was not given: ${text}`),
      ...beside.map(({ name }) => `${name} is included by none of the files, and not read`),
    ],
    // it makes a working directory of its own, which must be one that programs can be run in, and takes it away
    check: ["env", `TMPDIR=${WORK}`, "varnishd", "-C", "-f", `${FOLDER}/default.vcl`],
    dump: null,
    start: [
      ...["varnishd", "-F", "-n", `${WORK}/lab`, "-T", "none", "-a", `:${port}`, "-p", "feature=+http2", ...small],
      ...["-f", `${FOLDER}/default.vcl`],
    ],
    // a probe that fails at the start is made good by several that come seconds apart
    originFirst: true,
    // it reads a new VCL by its command line interface only
    reloadSignal: null,
    writable: ["/tmp"],
    executable: [WORK],
  };
}
