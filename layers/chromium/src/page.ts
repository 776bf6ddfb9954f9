import type { Account, StartClient } from "../../../reader-kit/account.ts";
import { COMPLETE, LEFT } from "../../../reader-kit/ends.ts";
import type { Ending } from "../../../reader-kit/ends.ts";
import { ReaderFailure } from "../../../reader-kit/failure.ts";
import type { ReadPlan } from "../../../src/model/reader.ts";
import type { OpenTab, Tab } from "./browser.ts";
import { watchRequests } from "./network.ts";

/**
 * Reads in a tab of its own, with a script as people write it: body of an async function that is given `url`, `options` (of fetch) and
 * `show(data)`, and has ended when the answer has. A piece counts when the script shows it.
 * @param script the text of the variant
 */
export function startPage(openTab: OpenTab, script: string): StartClient {
  return (plan, account) => {
    let tab: Tab | null = null;
    let killed = false;
    let startedAtNs: number | null = null;
    const run = async (): Promise<Ending> => {
      tab = await openTab(new URL(plan.url).origin);
      if (killed) await tab.close();
      return killed ? LEFT : runScript(tab, plan, script, account, (atNs) => (startedAtNs = atNs));
    };
    const ended = run().catch((error: unknown) => {
      // A tab that was closed has no result; nobody asks for one.
      if (killed) return LEFT;
      throw error;
    });
    const kill = (): void => {
      killed = true;
      // a browser that has crashed closes nothing any more
      tab?.close().catch(() => {});
    };
    return { ended, kill, startedAtNs: () => startedAtNs };
  };
}

/** @returns how the script's request ended */
async function runScript(
  { cdp, zeroNs }: Tab,
  plan: ReadPlan,
  script: string,
  account: Account,
  onStart: (atNs: number) => void,
): Promise<Ending> {
  const requests = watchRequests(cdp, plan, account);
  cdp.on("Runtime.bindingCalled", ({ payload }) => {
    const [what, pageMs, data = ""] = payload.split(" ");
    const atNs = zeroNs + Number(pageMs) * 1e6;
    if (what === "start") onStart(atNs);
    else if (what === "head") requests.opened(atNs);
    else account.body(Buffer.from(data, "base64"), atNs);
  });
  await cdp.send("Runtime.addBinding", { name: "tell" });
  const program = cdp.send("Runtime.evaluate", { expression: programOf(plan, script), awaitPromise: true });
  const { exceptionDetails } = await Promise.race([program, requests.notAsPlanned]);
  if (!exceptionDetails) return COMPLETE;
  // An EventSource tells its script before it tells the debugger; the answer to this comes behind that.
  await cdp.send("Runtime.evaluate", { expression: "0" });
  const failure = requests.failure();
  if (failure !== null) return failure;
  const { className, description } = exceptionDetails.exception ?? {};
  // An Event is no bug of the script: EventSource's only word, for a response that it refuses as well.
  if (className === "Event") return COMPLETE;
  throw new ReaderFailure("client_failed", `the page script failed: ${description ?? exceptionDetails.text}`);
}

/**
 * What the tab runs: the script, and around it what tells this process. The head has come when the script can know it: fetch() has
 * resolved, the EventSource is open. An EventSource gives no bytes, so its events are written as such again.
 */
function programOf({ url, method, headers, body }: ReadPlan, script: string): string {
  const options = { method, headers, ...(body === null ? {} : { body }) };
  return `(async (url, options) => {
    const bytes = (data) =>
      data instanceof Uint8Array ? data : new TextEncoder().encode(data instanceof Event ? "data: " + data.data + "\\n\\n" : data);
    const show = (data) => {
      const at = performance.now();
      tell("body " + at + " " + bytes(data).toBase64());
    };
    const head = (response) => (tell("head " + performance.now()), response);
    const fetch = (...request) => window.fetch(...request).then(head);
    const EventSource = class extends window.EventSource {
      constructor(...request) {
        super(...request);
        this.addEventListener("open", head);
      }
    };
    tell("start " + performance.now());
    ${script}
  })(${JSON.stringify(url)}, ${JSON.stringify(options)})`;
}
