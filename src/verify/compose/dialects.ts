import { createEncoder } from "../../model/encode/encoder.ts";
import type { Encoder } from "../../model/encode/encoder.ts";
import * as v from "valibot";
import { Scenario } from "../../model/scenario.ts";
import { DIALECT_TARGETS, type Dialect as Name } from "../../model/words.ts";
import type { Dialect } from "../cell.ts";

const USAGE = { promptTokens: 1, completionTokens: 1, wanted: false };
const CREATED_S = 1_760_000_000;
/** Of each API, the answer that is no stream. */
const WHOLE: Record<Name, object> = {
  openai: {
    ...{ id: "chatcmpl-lab", object: "chat.completion", created: CREATED_S, model: "mock-llm" },
    choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  },
  anthropic: {
    ...{ id: "msg_lab", type: "message", role: "assistant", model: "mock-llm" },
    content: [{ type: "text", text: "ok" }],
    ...{ stop_reason: "end_turn", stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } },
  },
};

/** The APIs that mock-llm speaks, as it writes them, with a place for a token's word. */
export function dialectsOfModel(): Dialect[] {
  return (Object.keys(DIALECT_TARGETS) as Name[]).map((name) => {
    // the one in the middle: neither the first token nor the last is written as all others are
    const scenario = v.parse(Scenario, { tokens: 3, text: "first WORD last" });
    const encoder: Encoder = createEncoder(scenario, name, "lab", CREATED_S);
    return {
      path: DIALECT_TARGETS[name].replace(/^\/v1/, ""),
      head: encoder.head(USAGE).toString(),
      token: encoder.token(2).toString().replace('"seq":2,', ""),
      tail: encoder.tail(USAGE).toString(),
      whole: JSON.stringify(WHOLE[name]),
    };
  });
}
