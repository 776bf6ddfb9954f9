import { basename, extname, join, sep } from "node:path";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { Layer, Layers } from "../model/layer.ts";
import { LAYERS_DIR } from "../model/root.ts";
import { Id } from "../model/words.ts";
import { isFurtherVersion, readFragment, tagOf } from "./fragments.ts";
import type { Service } from "./fragments.ts";

/** The labels that the lab reads off a fragment (compose/README.md), and what each may say. */
const LABELS: Readonly<Record<string, RegExp>> = {
  "buffering-lab.role": /^reader$/,
  "buffering-lab.version-command": /\S/,
  "buffering-lab.reload": /^SIG[A-Z0-9]+$/,
  "buffering-lab.asked-with": /\S/,
  "buffering-lab.shared": /^true$/,
  "buffering-lab.starts-within": /^[1-9][0-9]*s$/,
};

/** Layers whose variables would be the same ones; and what is wrong with each. */
export function layersProblems(layers: Layers, dir = LAYERS_DIR): string[] {
  const alike = [...Map.groupBy(layers.values(), ({ prefix }) => prefix)].filter(([, same]) => same.length > 1);
  return [
    ...alike.map(
      ([prefix, same]) => `layers ${same.map(({ name }) => name).join(" and ")} share ${prefix}_VARIANT and the like`,
    ),
    ...[...layers.values()].flatMap((layer) => layerProblems(layer, dir)),
  ];
}

/**
 * What is wrong with one service of a layer's fragment, and with the variants that it can run; the spelling of its variables is looked at in
 * src/stack/wiring.ts.
 * @returns one line per problem, with its file; empty: none
 */
function layerProblems(layer: Layer, dir: string): string[] {
  const { services, text } = readFragment(layer.folder, dir);
  const file = `layers/${layer.folder}/compose.yaml`;
  return [
    ...serviceProblems(layer, services[layer.name] ?? {}).map((problem) => `${file}: ${layer.name} ${problem}`),
    ...(layer.name === layer.folder ? versionServices(layer.folder, services) : []).map((each) => `${file}: ${each}`),
    ...variantsProblems(layer, text, join(dir, layer.folder, "variants")),
  ];
}

function serviceProblems({ prefix, variants, defaultVariant }: Layer, { image, labels }: Service): string[] {
  const strange = Object.entries(labels ?? {}).filter(
    ([label, value]) => label.startsWith("buffering-lab.") && !LABELS[label]?.test(value),
  );
  return [
    ...(image?.startsWith(`\${${prefix}_IMAGE:-`)
      ? []
      : [`has the image ${image ?? "of none"}; it must be \${${prefix}_IMAGE:-...}, or no version can be asked for`]),
    ...(variants.size > 0 && defaultVariant === null
      ? [`has variants, but no \${${prefix}_VARIANT:-<default>}: whatever a side names, the same would run`]
      : []),
    ...strange.map(
      ([label, value]) => `has the label ${label}: ${value}; the lab reads ${Object.keys(LABELS).join(", ")}`,
    ),
  ];
}

/** A side asks for a version by its tag; a service of another name would build something else than it says. */
function versionServices(folder: string, services: Readonly<Record<string, Service>>): string[] {
  const tags = Object.entries(services)
    .filter(([, service]) => isFurtherVersion(service))
    .map(([name, { image }]): [string, string] => [name, tagOf(image ?? "")]);
  return tags.flatMap(([name, tag], index) => [
    ...(name === `${folder}-${tag}`
      ? []
      : [`${name} builds the version ${tag}, so it must be called ${folder}-${tag}`]),
    ...(tags.findIndex(([, other]) => other === tag) < index ? [`${name}: another service builds ${tag}, too`] : []),
  ]);
}

/** A variant is one config. Which of its files the layer starts from, the ending in its command says; and that file names the others. */
function variantsProblems({ folder, prefix, variants }: Layer, text: string, dir: string): string[] {
  const ending = new RegExp(String.raw`\$\{${prefix}_VARIANT:-[^}]*\}(\.[a-z]+)?`).exec(text)?.[1];
  return [...variants].flatMap(([name, files]) => {
    const below = files.filter((file) => file.startsWith(join(dir, name) + sep));
    const beside = files.filter((file) => !below.includes(file));
    const starts = beside.filter((file) => ending === undefined || extname(file) === ending);
    const names = beside.map((file) => basename(file)).join(", ");
    const namesOthers = (file: string): boolean => {
      const config = readFileSync(file, "utf8");
      return beside.every((other) => other === file || config.includes(basename(other)));
    };
    const problems = [
      ...(v.is(Id, name) ? [] : ["must be kebab-case: experiments name it"]),
      ...(below.length > 0 && beside.length > 0 ? [`is a folder and ${names}: which is meant?`] : []),
      ...(ending !== undefined && starts.length === 0
        ? [`has no ${name}${ending}, from which the command starts`]
        : []),
      ...(starts.length > 0 && beside.length > 1 && !starts.some(namesOthers)
        ? [`is ${names}, and none names the others: which is meant?`]
        : []),
    ];
    return problems.map((problem) => `layers/${folder}/variants/${name} ${problem}`);
  });
}
