import { basename, dirname } from "node:path/posix";
import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import { directivesOf, everywhere } from "./directives.ts";
import { hostsOf, portsOf } from "./hosts.ts";
import { configOf } from "./includes.ts";
import { MODULES, textFor } from "./texts.ts";

const FOLDER = "/etc/apache2";

/** Modules that a proxy's config may use, and that the image does not have switched on. */
const FURTHER = (
  "headers rewrite proxy_balancer slotmem_shm lbmethod_byrequests lbmethod_bytraffic lbmethod_bybusyness proxy_http2 proxy_wstunnel " +
  "proxy_uwsgi proxy_scgi expires remoteip substitute sed brotli ratelimit cache cache_disk auth_digest authn_anon"
).split(" ");

/** Whether the first file is all that Apache reads, and not a site below Debian's apache2.conf. */
export function isWhole([first]: readonly OwnFile[]): boolean {
  return first !== undefined && directivesOf(first).some(({ name }) => name === "serverroot" || name === "loadmodule");
}

/** Whether the first file is Debian's apache2.conf, which includes all others. */
function isMain([first]: readonly OwnFile[]): boolean {
  const lines = first === undefined ? [] : directivesOf(first);
  return lines.some(({ name, args }) => name.startsWith("include") && args[0]?.includes("mods-enabled"));
}

/** Folders of the logs that it writes. */
function logFolders(files: readonly OwnFile[]): string[] {
  const logs = files.flatMap((file) => everywhere(directivesOf(file))).filter(({ name }) => /log$/.test(name));
  return logs.flatMap(({ args }) => args.filter((word) => /^\/.+\.\w+$/.test(word)).map((word) => dirname(word)));
}

/** Ports that virtual hosts name and no `Listen` opens. */
function missingPorts(files: readonly OwnFile[]): number[] {
  const { directives } = configOf(files);
  const open = portsOf(everywhere(directives));
  const wanted = hostsOf(directives).flatMap(({ listeners }) => listeners.map(({ port }) => port));
  return [...new Set(wanted)].filter((port) => !open.includes(port));
}

/** What stands in the environment of Debian's Apache (envvars), for a container without root. */
const ENVIRONMENT = [
  ...["env", "APACHE_RUN_USER=nobody", "APACHE_RUN_GROUP=nogroup", "APACHE_RUN_DIR=/tmp", "APACHE_LOCK_DIR=/tmp"],
  ...["APACHE_PID_FILE=/tmp/apache2.pid", "APACHE_LOG_DIR=/var/log/apache2"],
];

/**
 * A site goes to Debian's sites-enabled, below Debian's own apache2.conf; a whole config takes that one's place. The lab's own files open the
 * ports that virtual hosts name, and load modules.
 */
export function place(files: readonly OwnFile[]): Placed {
  const whole = isWhole(files);
  const { placed } = configOf(files);
  const pathOf = ({ name }: OwnFile, first: boolean): string => {
    if (first && (whole || isMain(files))) return `${FOLDER}/apache2.conf`;
    return placed.get(name) ?? `${FOLDER}/sites-enabled/${basename(name).replace(/(\.conf)?$/, ".conf")}`;
  };
  const texts = files.map((file, index) => ({ path: pathOf(file, index === 0), ...textFor(file) }));
  const listens = missingPorts(files).map((port) => `Listen ${port}\n`);
  const loads = FURTHER.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so\n`);
  const ours = { [`${FOLDER}/ports.conf`]: listens.join(""), [`${FOLDER}/conf-enabled/lab.conf`]: loads.join("") };
  const secured = files.some(({ text }) => /^\s*Sec[A-Z]\w+/m.test(text));
  const security = secured ? [`-C`, `LoadModule security2_module ${MODULES}/mod_security2.so`] : [];
  const apache = [...ENVIRONMENT, "apache2", ...security];
  return {
    files: { ...Object.fromEntries(texts.map(({ path, text }) => [path, text])), ...(whole ? {} : ours) },
    ours: whole ? [] : Object.keys(ours),
    assumed: [...texts.flatMap(({ told }) => told), ...listens.map((line) => `${line.trim()}, as ports.conf has it`)],
    check: [...apache, "-t"],
    dump: null,
    // what is said while it starts, on stderr and not in a file of the container
    start: [
      ...apache,
      "-D",
      "FOREGROUND",
      "-E",
      "/dev/stderr",
      "-c",
      "ErrorLog /dev/stderr",
      "-c",
      "PidFile /tmp/apache2.pid",
    ],
    reloadSignal: "SIGUSR1",
    writable: [...new Set(["/tmp", "/var/log/apache2", "/run/apache2", "/var/cache/apache2", ...logFolders(files)])],
  };
}
