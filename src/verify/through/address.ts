import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { LabError } from "../../model/error.ts";

/** Where the model listens, and what its callers must present. */
export interface ModelAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Null: whoever reaches it may ask. Only on this machine's own addresses. */
  readonly token: string | null;
  /** The token was made here: whoever configures the stack must be told. */
  readonly generated: boolean;
}

/** What people put into a variable: letters that no shell and no header changes. */
const TOKEN = /^[\w.~+/=-]{8,200}$/u;
const TOKEN_BYTES = 18;

/**
 * `9000`, `127.0.0.1:9000`, `[::1]:9000`, `0.0.0.0:9000`. On an address that others reach there is always a token.
 * @throws LabError usage; no message has the token
 */
export function modelAddressOf(text: string, token: string | undefined): ModelAddress {
  const [, bracketed, bare, digits] = /^(?:(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):)?(\d{1,5})$/u.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new LabError("usage", "--model is ADDRESS:PORT, where the lab's model listens", {
      ...{ observed: text, hint: "--model 127.0.0.1:9000" },
    });
  }
  if (token !== undefined && !TOKEN.test(token)) {
    throw new LabError("usage", "--model-token has letters, digits and . ~ + / = - _", { limit: "8 to 200 of them" });
  }
  const host = bracketed ?? bare ?? "127.0.0.1";
  const generated = token === undefined && !isOwn(host);
  return { host, port, generated, token: generated ? randomBytes(TOKEN_BYTES).toString("base64url") : (token ?? null) };
}

/** Whether only this machine reaches it. */
export function isOwn(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d+){3}$/u.test(host);
}

/** `127.0.0.1:9000`, `[::1]:9000`. */
export function sayAddress(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether a request presents the token: as OpenAI's clients do, as Azure's, or as Anthropic's. */
export function presents(headers: IncomingHttpHeaders, token: string): boolean {
  const bearer = /^Bearer +(\S+)$/iu.exec(headers.authorization ?? "")?.[1];
  return [bearer, headers["x-api-key"], headers["api-key"]].some((given) => {
    return typeof given === "string" && isEqual(Buffer.from(given), Buffer.from(token));
  });
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** How a stack is pointed at the model, for whoever configures it: a line each. */
export function sayPointed({ host, token, generated }: ModelAddress, port: number): string[] {
  const everywhere = host === "0.0.0.0" || host === "::";
  const at = `http://${sayAddress(everywhere ? "THIS-MACHINE" : host, port)}`;
  const key = token === null ? "any" : generated ? token : "YOUR-MODEL-TOKEN";
  return [
    `the lab's model listens at ${sayAddress(host, port)}: give your stack one of these, and start it anew`,
    `  OPENAI_BASE_URL=${at}/v1   OPENAI_API_KEY=${key}`,
    `  ANTHROPIC_BASE_URL=${at}   ANTHROPIC_API_KEY=${key}`,
    ...(token === null ? [`  OLLAMA_HOST=${at}`] : []),
    ...(isOwn(host)
      ? [`  on another machine: ssh -R ${port}:${sayAddress(host, port)} THERE, or --model 0.0.0.0:${port}`]
      : []),
    ...(generated ? [`  the token is made anew each time; --model-token TOKEN keeps it`] : []),
  ];
}
