import { expect, test } from "vitest";
import { heardIn, namesInStack } from "../../src/heard.ts";
import { hopsOf } from "../../src/hops/index.ts";
import { placesIn } from "../../src/verify/compose/lines.ts";
import type { Heard } from "../../src/verify/compose/loop.ts";
import { later, PACED, talk, together } from "./hops-talks.ts";
import { inPieces, pcapOf } from "./hops-wire.ts";
import type { Talk } from "./hops-wire.ts";

const FILE = { name: "compose.yaml", text: "services:\n  web: { image: a }\n  api: { image: b }\n" };
const SERVICES = { web: { image: "a" }, api: { image: "b" } };
/** The instrument, in the network in front and in the one behind. */
const [FRONT, BACK] = ["10.0.0.9", "10.0.1.9"];
const NAMES: Readonly<Record<string, string>> = { "10.0.0.3": "web", "10.0.0.4": "api" };
const nameOf = namesInStack([FRONT, BACK], (address) => NAMES[address] ?? address);

async function heard(...talks: readonly Talk[]): Promise<Heard> {
  const file = pcapOf(talks.flatMap(({ packets }) => packets).toSorted((a, b) => a.atMs - b.atMs));
  const { located } = await hopsOf([{ name: "stack.pcap", source: inPieces(file) }], nameOf);
  return heardIn(located, SERVICES, placesIn([FILE]));
}

const end = PACED.at(-1)! + 0.4;
const inner = talk("outer", "inner", later(PACED, 0.4));
const model = talk("inner", BACK, PACED);

test("the instrument is the reader where it asks, and the model where it is asked", async () => {
  const { chain, behind } = await heard(talk(FRONT, "outer", together(PACED, end + 0.5)), inner, model);
  expect(chain).toMatchObject({ reader: "reader", origin: { name: "mock-llm", steps: 16 } });
  expect(chain!.hops.map(({ hop, verdict }) => [hop, verdict])).toEqual([
    ["web", "holds"],
    ["api", "passes"],
  ]);
  expect(behind).toEqual([
    {
      entry: {
        ...{ service: "api", host: "api", port: 8080, tls: false },
        at: { file: "compose.yaml", line: 3, text: "api: { image: b }" },
      },
      path: "/v1/chat",
    },
  ]);
});

test("also where both its ends are one address", async () => {
  const { chain } = await heard(talk(FRONT, "outer", later(PACED, 0.8)), inner, talk("inner", FRONT, PACED));
  expect(chain!.hops.map(({ hop, verdict }) => [hop, verdict])).toEqual([
    ["web", "passes"],
    ["api", "passes"],
  ]);
});

test("an answer that went straight, or was another one's, says nothing", async () => {
  const nothing = { chain: null, behind: [] };
  expect(await heard(talk(FRONT, BACK, PACED))).toEqual(nothing);
  expect(await heard(inner, model)).toEqual(nothing);
});
