import type { Api } from "./api.ts";
import { anthropic, openai } from "./chat.ts";
import { ollamaChat, ollamaGenerate } from "./ollama.ts";
import { responses } from "./responses.ts";

export type { Api, Fields, Words } from "./api.ts";

/** All that the lab's model has. */
export const APIS: readonly Api[] = [openai, responses, anthropic, ollamaChat, ollamaGenerate];

/** The API whose path this is; undefined: none that the lab's model has. */
export function apiOf(pathname: string): Api | undefined {
  return APIS.find(({ path }) => path.test(pathname));
}
