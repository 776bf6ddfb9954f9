import { closest, distance } from "fastest-levenshtein";
import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import { PROJECT_LABEL } from "./labels.ts";

/** For `./lab locate --project`, with those that run. */
export function unknownProject(project: string, running: readonly Docker.ContainerInfo[]): LabError {
  const names = [...new Set(running.flatMap(({ Labels }) => Labels[PROJECT_LABEL] ?? []))];
  return new LabError("usage", `no Compose project ${project} runs`, {
    ...(names.length > 0 ? { observed: names.join(", ") } : { observed: "no project runs" }),
    hint: suggestion("--project", project, names),
  });
}

/** For `./lab locate --container`. */
export function unknownContainer(name: string, running: readonly Docker.ContainerInfo[]): LabError {
  const names = running.map(({ Names }) => Names[0]?.replace(/^\//, "") ?? "");
  return new LabError("usage", `no container ${name} runs`, { hint: suggestion("--container", name, names) });
}

function suggestion(flag: string, name: string, names: readonly string[]): string {
  const nearest = names.length === 0 ? "" : closest(name, [...names]);
  const near = nearest !== "" && distance(name, nearest) <= Math.max(3, name.length / 2);
  return near ? `did you mean: ./lab locate ${flag} ${nearest}` : "docker compose ls   shows what runs";
}
