import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ReadPlan } from "../../../src/model/reader.ts";
import { nowNs } from "../../probe/src/clock.ts";
import type { Account, StartClient } from "../../probe/src/foreign.ts";

/**
 * Runs curl as a person would in a pipe: its stdout is read here, so a piece of the body counts when curl has let go of it.
 * @param configFile curl's own config file (`man curl`, --config): the variant
 */
export function startCurl(configFile: string): StartClient {
  return (plan, account) => {
    const curl = spawn("curl", ["--disable", "--config", configFile, ...argumentsFor(plan)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    curl.stdout.on("data", splitHead(account));
    const ended = once(curl, "close").then(([exitCode]) => wordFor(exitCode as number | null));
    return { ended, kill: () => void curl.kill("SIGKILL") };
  };
}

const VERSIONS: Record<ReadPlan["httpVersion"], string[]> = {
  "1.0": ["--http1.0"],
  "1.1": ["--http1.1"],
  "2": ["--http2"],
};

/** The command line of a plan, behind `--disable` (no ~/.curlrc; it must come first) and the variant. A header without a value would be removed by curl, so it is said curl's own way (`name;`). */
export function argumentsFor({ url, method, headers, body, httpVersion, bytesPerSecond }: ReadPlan): string[] {
  const version = httpVersion === "2" && url.startsWith("http:") ? ["--http2-prior-knowledge"] : VERSIONS[httpVersion];
  return [
    ...["--insecure", "--request", method, "--dump-header", "-", ...version],
    ...Object.entries(headers).flatMap(([name, value]) => [
      "--header",
      value === "" ? `${name};` : `${name}: ${value}`,
    ]),
    ...(body === null ? [] : ["--data-raw", body]),
    ...(bytesPerSecond === null ? [] : ["--limit-rate", String(bytesPerSecond)]),
    url,
  ];
}

/**
 * Takes curl's stdout apart: head, body. With `--dump-header -` both go there, and curl flushes each line of the head at once
 * (tool_cb_hdr.c), whatever it does with the body. A 1xx head comes before the final one, which alone is told.
 */
export function splitHead(account: Account): (bytes: Buffer) => void {
  let head = "";
  let inBody = false;
  return (bytes) => {
    const atNs = nowNs();
    if (inBody) return account.body(bytes, atNs);
    head += bytes.toString("latin1");
    for (let end = head.indexOf(HEAD_END); end >= 0 && !inBody; end = head.indexOf(HEAD_END)) {
      const { status, headers } = parseHead(head.slice(0, end));
      head = head.slice(end + HEAD_END.length);
      if (status < 200) continue;
      account.head(atNs, status, headers);
      inBody = true;
    }
    if (inBody && head !== "") account.body(Buffer.from(head, "latin1"), atNs);
  };
}

const HEAD_END = "\r\n\r\n";

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const [statusLine, ...lines] = text.split("\r\n");
  const fields = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine?.split(" ")[1]), headers: Object.fromEntries(fields) as Record<string, string> };
}

/** curl's exit codes (`man curl`, EXIT CODES) in the words of the record (layers/probe/README.md); `curl-<n>` for those without one. */
const WORDS: Record<number, string> = {
  6: "ENOTFOUND",
  7: "ECONNREFUSED",
  18: "UND_ERR_SOCKET", // closed before the final chunk or Content-Length
  52: "UND_ERR_SOCKET", // closed without any answer
  56: "ECONNRESET",
  61: "UNKNOWN_CONTENT_ENCODING",
  92: "ERR_HTTP2_STREAM_ERROR",
};

function wordFor(exitCode: number | null): string | null {
  return exitCode === 0 ? null : (WORDS[exitCode ?? -1] ?? `curl-${exitCode}`);
}
