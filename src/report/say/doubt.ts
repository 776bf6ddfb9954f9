import type { Doubt } from "../../model/result.ts";
import { sayMs } from "../../model/say.ts";

type Values = Doubt["values"];

const QUIET = "stop what else runs on this machine and run it again";
const LOGS = "look at the logs in trace.json";

/** A sentence for each code: what was observed, the limit that it broke, and what to do next where there is something. */
const SENTENCES: Record<Doubt["code"], (values: Values) => string> = {
  "side-failed": ({ message, hint }) => `${text(message)}${hint == null ? "" : `; ${hint}`}`,
  "no-run": () => "nothing was measured: there is no run",
  "nothing-judged": () => "nothing was judged: nothing is expected of the proofs that were run",
  "no-record": ({ reader, proof }) => `the reader ${text(reader)} left no record in the ${text(proof)} run`,
  "no-handshake": ({ lockstepRuns }) =>
    lockstepRuns === 0
      ? "a handshake is expected, but there was no lockstep run; add lockstep to the experiment's proofs"
      : `no handshake: the model saw no request in the lockstep run; ${LOGS}`,
  unclear: ({ reader, unclear, shape }) =>
    unclear === null || unclear === undefined
      ? `the reader ${text(reader)} ${shape == null ? "has no shape" : text(shape)}: nobody knows when the model sent, so no shape is proved`
      : `the shape that ${text(reader)} saw cannot be told: ${unclear}`,
  "unknown-tokens": ({ reader, unknown, tokens }) =>
    `the reader ${text(reader)} has ${text(unknown)} of ${text(tokens)} tokens that the mock's log does not know; look at layers/mock-llm`,
  "no-tokens": ({ reader, tokensPlanned, status, end }) =>
    `no tokens: the reader ${text(reader)} received none${tokensPlanned == null ? "" : ` of ${tokensPlanned}`} (${
      status == null ? "no response" : `status ${status}, end ${text(end)}`
    }); ${LOGS}`,
  starved: (values) => `the rig was starved: ${sayStarved(values)}`,
  "pace-lost": ({ tokens, sentMs, plannedMs }) =>
    `the mock did not keep its pace: ${text(tokens)} tokens sent within ${ms(sentMs)}, planned ${ms(plannedMs)}; look at layers/mock-llm`,
  swayed: ({ delayMs }) =>
    `too busy to tell: the rig's own delay (up to ${ms(delayMs)} on every token) decides between pass and fail; ${QUIET}`,
  controls: ({ control, verdict }) =>
    `the controls did not pass on this build of the rig: ${
      control == null ? "none was run" : `control ${control}: ${text(verdict)}; ./lab run ${control}`
    }`,
  "judge-crashed": ({ message }) => `the judge crashed: ${text(message)}; please report it with trace.json`,
  "hops-untold": ({ untold }) =>
    `packets cannot tell whether these hold: ${text(untold)}; run it again without --no-tap, or ./lab locate its capture`,
  crowded: ({ busy }) =>
    `what it fails may only have waited for its turn: ${percent(busy)} of the CPU time was in use; ${QUIET}`,
  "not-told-apart": ({ side }) => `no side fails what ${text(side)} expects: what was judged shows no difference`,
};

/** Why there is no verdict, for a person. */
export function sayDoubt({ code, values }: Doubt): string {
  return SENTENCES[code](values);
}

function sayStarved({ who, proof, lateMs, limitMs, steal, limit }: Values): string {
  if (who === "hypervisor") {
    return `the hypervisor stole ${percent(steal)} of the CPU time in the ${text(proof)} run, limit ${percent(limit)}; run it again later`;
  }
  const whose = who === "reader" ? "a reader" : `the ${text(who)}`;
  return `${whose} was ${ms(lateMs)} late in the ${text(proof)} run, limit ${ms(limitMs)}; ${QUIET}`;
}

/** A value that should be there; `?`: a trace of another build, which is no reason to crash. */
function text(value: Values[string] | undefined): string {
  return String(value ?? "?");
}

function ms(value: Values[string] | undefined): string {
  return typeof value === "number" ? sayMs(value) : text(value);
}

function percent(value: Values[string] | undefined): string {
  return typeof value === "number" ? `${Math.round(value * 100)} %` : text(value);
}
