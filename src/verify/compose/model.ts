import { LabError } from "../../model/error.ts";

/** A Compose project as `docker compose config --format json` prints it: merged, interpolated, in canonical form. What is read of it. */
export interface ComposeModel {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, ComposeNetwork | null>>;
  readonly volumes?: Readonly<Record<string, ComposeVolume | null>>;
}

export interface ComposeService {
  readonly image?: string;
  readonly build?: object | null;
  readonly environment?: Readonly<Record<string, string | null>> | null;
  readonly ports?: readonly { readonly target: number; readonly protocol?: string }[];
  readonly expose?: readonly string[];
  readonly networks?: Readonly<
    Record<string, { readonly ipv4_address?: string; readonly ipv6_address?: string } | null>
  >;
  readonly network_mode?: string;
  readonly volumes?: readonly ComposeMount[];
  readonly container_name?: string;
  readonly privileged?: boolean;
  readonly pid?: string;
  readonly ipc?: string;
  readonly uts?: string;
  readonly userns_mode?: string;
  readonly cap_add?: readonly string[];
  readonly devices?: readonly unknown[];
  readonly restart?: string;
  readonly deploy?: { readonly replicas?: number; readonly restart_policy?: object } | null;
  readonly scale?: number;
}

export interface ComposeMount {
  readonly type: string;
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
}

export interface ComposeNetwork {
  readonly name?: string;
  readonly driver?: string;
  readonly external?: boolean;
}

export interface ComposeVolume {
  readonly name?: string;
  readonly driver?: string;
  readonly driver_opts?: Readonly<Record<string, string>>;
  readonly external?: boolean;
}

/** What is said where a flag names a service that is not there. */
export function unknownService(flag: string, name: string, services: ComposeModel["services"]): LabError {
  return new LabError("usage", `${flag}: there is no service ${name}`, {
    limit: Object.keys(services).join(", ") || "none: the file has no service",
  });
}
