import { create } from "xmlbuilder";
import type { XMLElement } from "xmlbuilder";
import type { LocationReport, VerifyDocument, VerifyFinding } from "../../verify/document.ts";
import { oneLine, sayFinding, sayHolds, sayLocation, sayServer, sayVerdict } from "./say.ts";

type Outcome = "passed" | "failure" | "error" | "skipped";

/** How a location's verdict counts. What could not be measured is an error and no skip: skipped tests are green. */
const OUTCOMES: Record<LocationReport["verdict"], Outcome> = {
  ...{ streams: "passed", holds: "failure", loses: "failure", cuts: "failure" },
  ...{ refused: "error", "not-measured": "error", "not-reached": "error" },
};

/** JUnit XML: one suite, a test for each location, and one for each refusal of the file. */
export function renderJunit(document: VerifyDocument): string {
  const { file, product, version, locations, refused, loads } = document;
  const outcomes = locations.map((location) => outcomeOf(location, document));
  const counts = {
    tests: locations.length + refused.length,
    failures: outcomes.filter((each) => each === "failure").length,
    errors: outcomes.filter((each) => each === "error").length + refused.length,
    skipped: outcomes.filter((each) => each === "skipped").length,
  };
  // what XML 1.0 has no way to write (2.2) is left out
  const root = create("testsuites", { encoding: "UTF-8", invalidCharReplacement: "" });
  root.att({ name: "buffering-lab verify", ...counts });
  const suite = root.ele("testsuite", { name: `${file} (${product} ${version})`, ...counts });
  for (const { file: where, line, message, hint } of refused) {
    const place = { file: where, ...(line === null ? {} : { line }) };
    const test = suite.ele("testcase", { classname: file, name: loads ? "is measured" : "loads", ...place });
    test.ele("error", { message }, hint === null ? message : `${message}\nnext: ${hint}`);
  }
  locations.forEach((location, index) => addLocation(suite, location, outcomes[index]!, document));
  return root.end({ pretty: true });
}

function outcomeOf({ verdict, findings }: LocationReport, { unmeasured }: VerifyDocument): Outcome {
  if (findings.some(({ level }) => level === "error")) return "failure";
  return unmeasured ? "skipped" : OUTCOMES[verdict];
}

function addLocation(suite: XMLElement, location: LocationReport, outcome: Outcome, { file }: VerifyDocument): void {
  const test = suite.ele("testcase", {
    ...{ classname: `${file} ${sayServer(location)}`, name: sayLocation(location) },
    ...{ file: location.file, line: location.line },
  });
  const message = messageOf(location);
  const text = [message, ...location.findings.flatMap((finding) => linesOf(finding, file))].join("\n");
  if (outcome === "skipped") test.ele("skipped", { message });
  else if (outcome !== "passed") test.ele(outcome, { message, type: typeOf(location) }, text);
  else if (location.findings.length > 0) test.ele("system-out", {}, text);
}

function messageOf(location: LocationReport): string {
  const { verdict, why } = location;
  const held = sayHolds(location).map(({ held: word, when }) => `${word} ${when}`);
  return oneLine([held.length > 0 ? held.join("; ") : sayVerdict(verdict), why].filter(Boolean).join(": "));
}

function typeOf({ findings, verdict }: LocationReport): string {
  return findings.find(({ level }) => level === "error")?.rule ?? verdict;
}

function linesOf(finding: VerifyFinding, file: string): string[] {
  const cures = finding.cures.flatMap(({ text, seen, diff }, index) => [
    `${index === 0 ? "cure" : "or"}: ${text} (measured: ${seen})`,
    ...(diff === null ? [] : [diff.trimEnd()]),
  ]);
  const proof = finding.experiment === "" ? [] : [`proof: ./lab run ${finding.experiment}`];
  const next = finding.next ? [`next: ${finding.next}`] : [];
  return [`${finding.rule}: ${sayFinding(finding, file)}`, ...cures, ...next, ...proof];
}
