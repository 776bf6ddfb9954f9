import type { Refusal } from "../product.ts";
import type { PlaceOf } from "./lines.ts";
import type { ComposeMount, ComposeModel, ComposeService } from "./model.ts";

/** What a service may not have: with it a stack reaches beyond its networks, or the machine itself. Each is refused by name. */
type ServiceRule = (service: ComposeService) => { readonly key: string; readonly says: string } | null;

/** A second file that leaves it out; theirs stays as it is. */
const instead = (name: string, key: string): string =>
  `without it, in a second file: services: { ${name}: { ${key}: !reset null } }`;

const named =
  (key: "pid" | "ipc" | "uts" | "userns_mode"): ServiceRule =>
  (service) =>
    service[key] === "host" ? { key, says: `${key}: host, which is this machine's own` } : null;

/** Capabilities that get out of a container (capabilities(7)). */
const CAPABILITIES = ["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "SYS_PTRACE", "DAC_READ_SEARCH", "SYS_BOOT"];

const RULES: readonly ServiceRule[] = [
  ({ network_mode: mode }) =>
    mode === undefined || mode === "none" || mode.startsWith("service:")
      ? null
      : { key: "network_mode", says: `network_mode: ${mode}, which leads out of the stack` },
  ({ privileged }) => (privileged ? { key: "privileged", says: "privileged: true" } : null),
  named("pid"),
  named("ipc"),
  named("uts"),
  named("userns_mode"),
  ({ cap_add = [] }) => {
    const given = cap_add.filter((name) => CAPABILITIES.includes(name.toUpperCase().replace(/^CAP_/, "")));
    return given.length === 0 ? null : { key: "cap_add", says: `cap_add: ${given.join(", ")}` };
  },
  ({ devices = [] }) => (devices.length === 0 ? null : { key: "devices", says: "devices of this machine" }),
  ({ volumes = [] }) => {
    const mount = volumes.find(isMachine);
    return mount === undefined ? null : { key: "volumes", says: `${mount.source}, which rules the machine` };
  },
];

const MACHINE =
  /^\/(?:(?:proc|sys|dev|boot|var\/run|run|var\/lib\/docker)(?:\/.*)?)?$|\/(?:docker|containerd|podman)\.sock$/;

function isMachine({ type, source }: ComposeMount): boolean {
  return type === "bind" && source !== undefined && MACHINE.test(source);
}

/** Why a stack is not started at all; empty: nothing speaks against it. @param model without the services that are not started */
export function refusalsOf(model: ComposeModel, place: PlaceOf): Refusal[] {
  const services = Object.entries(model.services).flatMap(([name, service]) =>
    RULES.flatMap((rule) => {
      const found = rule(service);
      if (found === null) return [];
      const says = `service ${name} has ${found.says}: not started`;
      return [{ ...at(place(["services", name, found.key])), says, hint: instead(name, found.key) }];
    }),
  );
  const networks = Object.entries(model.networks ?? {}).flatMap(([name, network]): Refusal[] => {
    const where = at(place(["networks", name]));
    if (network?.external) {
      const says = `network ${name} is external: what else hangs on it cannot be kept apart from this run`;
      return [
        { ...where, says, hint: `make it the stack's own in a second file: networks: { ${name}: !override {} }` },
      ];
    }
    const driver = network?.driver ?? "bridge";
    if (driver === "bridge" || driver === "default") return [];
    const says = `network ${name} has the driver ${driver}: it cannot be kept on this machine, and cannot be heard`;
    return [{ ...where, says, hint: null }];
  });
  const volumes = Object.entries(model.volumes ?? {}).flatMap(([name, volume]) =>
    volume?.external
      ? [
          {
            ...at(place(["volumes", name])),
            says: `volume ${name} is external: its data is not touched, and not copied`,
            hint: `make it the stack's own in a second file: volumes: { ${name}: !override {} }`,
          },
        ]
      : [],
  );
  return [...services, ...networks, ...volumes];
}

function at({ file, line }: ReturnType<PlaceOf>): Pick<Refusal, "file" | "line"> {
  return { file, line };
}
