import type { Act } from "../../model/experiment.ts";

/** An act for people: `at token 5: signal SIGHUP (nginx)`. */
export function sayAct(act: Act): string {
  const when = "token" in act.at ? `token ${act.at.token}` : `${act.at.ms} ms`;
  return `at ${when}: ${sayDeed(act)} (${act.layer})`;
}

function sayDeed(act: Act): string {
  if (act.do === "signal") return `signal ${act.signal}`;
  return act.do === "exec" ? `exec ${act.command.join(" ")}` : act.do;
}
