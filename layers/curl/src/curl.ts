import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Account, StartClient } from "../../../reader-kit/account.ts";
import { nowNs } from "../../../reader-kit/clock.ts";
import { LEFT } from "../../../reader-kit/ends.ts";
import type { ReadPlan } from "../../../src/model/reader.ts";
import { endingOfCurl } from "./ends.ts";

/**
 * Runs curl as a person would: what it writes is read here, so a piece of the body counts when curl has let go of it.
 * @param scriptFile the variant: a line of bash that calls curl with the arguments that it is given, into this pipe or on a terminal
 */
export function startCurl(scriptFile: string): StartClient {
  return (plan, account) => {
    const curl = spawn("bash", [scriptFile, "--disable", ...argumentsFor(plan)], { stdio: ["ignore", "pipe", "pipe"] });
    curl.stdout.on("data", splitHead(account));
    let words = "";
    curl.stderr.setEncoding("utf8").on("data", (text: string) => (words += text));
    let killed = false;
    const ended = once(curl, "close").then(([exitCode]) =>
      killed ? LEFT : endingOfCurl(exitCode as number | null, words.trim()),
    );
    const kill = (): void => {
      killed = true;
      curl.kill("SIGKILL");
    };
    return { ended, kill };
  };
}

const VERSIONS: Record<ReadPlan["httpVersion"], string[]> = {
  "1.0": ["--http1.0"],
  "1.1": ["--http1.1"],
  "2": ["--http2"],
};

/** The command line of a plan, behind `--disable` (no ~/.curlrc; it must come first). A header without a value would be removed by curl, so it is said curl's own way (`name;`). */
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
export function splitHead(account: Pick<Account, "head" | "body">): (bytes: Buffer) => void {
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
