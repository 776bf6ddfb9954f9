import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { Cell, Seen } from "../cell.ts";
import { BETWEEN_USERS, crash, leave, lockstep, pause, steady } from "./acts.ts";
import { Origin } from "./origin.ts";
import type { Pair } from "./origin.ts";
import { Model } from "./model.ts";
import type { Ask, Told } from "./protocol.ts";
import { Run } from "./run.ts";

/** Origin and reader of one config, in one process: commands on stdin, answers on stdout, a JSON document a line. It ends with its stdin. */

const runs = new Map<string, Run>();
const origin = new Origin(runs, pairOf(process.env["PAIR"]));

function pairOf(folder: string | undefined): Pair | null {
  if (folder === undefined) return null;
  return { cert: readFileSync(`${folder}/cert.pem`, "utf8"), key: readFileSync(`${folder}/key.pem`, "utf8") };
}

const LETTERS = "abcdefghijkmnopqsuvwxy0123456789"; // without r, t and z, which part a word

function newRun(cell: Cell, salt?: string): Run {
  const id = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  const headers = { ...cell.reader.headers, "x-verify-run": `verify-run-${id}` };
  const path = cell.reader.path.replace("{question}", salt ?? id);
  const run = new Run(id, { ...cell, reader: { ...cell.reader, headers, path } }, origin.model?.turns ?? null);
  runs.set(id, run);
  return run;
}

/** The question: what a chat completion has, so that a config which reads the body finds it. A cell has its own, so that no cache mixes them. */
function question(cell: Cell, id: string | null, salt: string): string | null {
  if (cell.reader.method === "GET") return null;
  if (cell.reader.body !== undefined) return cell.reader.body.replaceAll("{question}", `${salt} verify-run-${id}`);
  const user = id === null ? {} : { user: `verify-run-${id}` };
  return JSON.stringify({ model: "lab", stream: true, messages: [{ role: "user", content: salt }], ...user });
}

async function measure(cell: Cell): Promise<Seen[]> {
  const first = newRun(cell);
  const salt = first.id;
  const { act } = cell;
  switch (act.kind) {
    case "lockstep":
      return [await lockstep(first, question(cell, first.id, salt))];
    case "pause":
      return [await pause(first, question(cell, first.id, salt), act)];
    case "steady":
      return [await steady(first, question(cell, first.id, salt), act)];
    case "crash":
      return [await crash(first, question(cell, first.id, salt))];
    case "leave":
      return [await leave(first, question(cell, first.id, salt))];
    case "two":
      return together(cell, [first, newRun(cell)]);
    case "burst":
      return together(cell, [first, ...Array.from({ length: act.readers - 1 }, () => newRun(cell))]);
    case "twice": {
      const before = await lockstep(first, question(cell, null, salt));
      await BETWEEN_USERS();
      return [before, await lockstep(newRun(cell, salt), question(cell, null, salt))];
    }
  }
}

/** Several readers at once, each with a question of its own. */
function together(cell: Cell, runs: readonly Run[]): Promise<Seen[]> {
  return Promise.all(runs.map((run) => lockstep(run, question(cell, run.id, run.id))));
}

/** Waits until somebody listens at each of these ports. @returns those at which nobody does */
async function reachable(address: string, ports: readonly number[], limitMs: number): Promise<number[]> {
  const limit = performance.now() + limitMs;
  const deaf = await Promise.all(
    ports.map(async (port) => {
      while (!(await connects(address, port))) {
        if (performance.now() > limit) return [port];
        await delay(15);
      }
      return [];
    }),
  );
  return deaf.flat();
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => (socket.destroy(), resolve(true)));
    socket.on("error", () => resolve(false));
  });
}

/** Ports that somebody else has are told, not thrown: one of them may be the product's own. */
async function listen(ports: readonly number[]): Promise<number[]> {
  const taken = await Promise.all(
    ports.map((port) =>
      origin.listen(port).then(
        () => [],
        () => [port],
      ),
    ),
  );
  return taken.flat();
}

async function answer(ask: Ask): Promise<Told["value"]> {
  if (ask.do === "listen") return listen(ask.ports);
  if (ask.do === "reach") return reachable(ask.address, ask.ports, ask.limitMs);
  if (ask.do === "speak") {
    origin.model = new Model(ask.dialects, runs);
    return null;
  }
  return measure(ask.cell);
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const ask = JSON.parse(line) as Ask;
  answer(ask).then(
    (value) => tell({ id: ask.id, value }),
    (error: Error) => tell({ id: ask.id, value: null, error: error.stack ?? error.message }),
  );
});
lines.on("close", () => process.exit(0));

function tell(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

tell({ id: 0, value: [] });
