import { chromium } from "playwright-core";
import type { BrowserContext, CDPSession } from "playwright-core";

/** One tab of the browser, on an empty document. */
export interface Tab {
  /** The browser's debugging protocol, for this tab; its domains Network and Runtime are on. */
  readonly cdp: CDPSession;
  /** CLOCK_MONOTONIC ns at which the document's `performance.now()` was 0. */
  readonly zeroNs: number;
  /** Closes the tab and with it what it still reads. */
  close(): Promise<void>;
}

/** Opens a tab whose document has this origin. */
export type OpenTab = (origin: string) => Promise<Tab>;

const FLAGS = [
  // The sandbox needs privileges that the container has dropped; the container is the sandbox.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Our document comes from no address, so Chromium takes it for a public site that asks into a private network, and forbids that.
  "--disable-features=LocalNetworkAccessChecks",
];

/** Starts the browser. All its tabs are those of one profile, as a person's are: they share connections and the limit on them. */
export async function launch(): Promise<OpenTab> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell", args: FLAGS });
  const profile = await browser.newContext({ ignoreHTTPSErrors: true });
  const openTab: OpenTab = (origin) => openIn(profile, origin);
  // The first tab costs more than the others, so it is none that reads.
  await (await openTab("http://upstream:8080")).close();
  return openTab;
}

async function openIn(profile: BrowserContext, origin: string): Promise<Tab> {
  const page = await profile.newPage();
  const cdp = await profile.newCDPSession(page);
  await answerOnce(cdp, `${origin}/`);
  await page.goto(`${origin}/`);
  await Promise.all([cdp.send("Fetch.disable"), cdp.send("Network.enable"), cdp.send("Runtime.enable")]);
  return { cdp, zeroNs: await zeroOf(cdp), close: () => page.close() };
}

/** Answers the document here, so that the tab has its origin without a request through the path. */
async function answerOnce(cdp: CDPSession, url: string): Promise<void> {
  cdp.once("Fetch.requestPaused", ({ requestId }) => {
    const responseHeaders = [{ name: "content-type", value: "text/html" }];
    // where this fails the navigation does too, and that is awaited
    cdp.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders }).catch(() => {});
  });
  await cdp.send("Fetch.enable", { patterns: [{ urlPattern: url }] });
}

/** Chromium's own clock is CLOCK_MONOTONIC, and it tells when the navigation began; asking for `performance.now()` would add half a round trip. */
async function zeroOf(cdp: CDPSession): Promise<number> {
  await cdp.send("Performance.enable", { timeDomain: "timeTicks" });
  const { metrics } = await cdp.send("Performance.getMetrics");
  await cdp.send("Performance.disable");
  const seconds = metrics.find(({ name }) => name === "NavigationStart")?.value;
  if (seconds === undefined) throw new Error("Chromium does not tell NavigationStart (CDP Performance.getMetrics)");
  return seconds * 1e9;
}
