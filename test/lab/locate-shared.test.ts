import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli } from "../cli.ts";
import { strangerStack, untilAnswered } from "./stranger/stack.ts";

const GZIP = ["--header", "accept-encoding: gzip"];

/** What it printed, as far as it counts: exit code, the ways, the last line. */
async function located(args: readonly string[]): Promise<{ code: number | null; stdout: string; last: string }> {
  const { code, stdout, stderr } = await cli(["locate", ...args]);
  expect(stderr).toContain("each is named by its port");
  return { code, stdout, last: stdout.trim().split("\n").at(-1)! };
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("three in one network, as in a pod", () => {
  const { project, compose, up, containerOf, down } = strangerStack("pod.yaml", `pod${process.pid}`);
  let origin: string;
  beforeAll(async () => {
    await up();
    origin = `http://${await compose(["port", "web", "8080"])}`;
    await untilAnswered(`${origin}/chat`);
  }, 120_000);
  afterAll(down, 60_000);

  test("the project: bridge and loopback are heard together", async () => {
    const { code, stdout, last } = await located(["--project", project, "--url", `${origin}/chat`, ...GZIP]);
    expect(stdout).toContain("host > web:8080 > web:8000 > web:9000");
    expect({ code, last }).toEqual({ code: 1, last: "web:8080 holds the answer." });
  });

  test("a port that is named; the app in the middle holds", async () => {
    const named = ["--map", "127.0.0.1:8000=api", "--map", "127.0.0.1:9000=model"];
    const { code, stdout, last } = await located(["--project", project, "--url", `${origin}/collected`, ...named]);
    expect(stdout).toContain("host > web:8080 > api > model");
    expect({ code, last }).toEqual({ code: 1, last: "api holds the answer." });
  });

  test.each(["web", "api"])("%s alone is asked for: its network is the pod's", async (service) => {
    const web = await containerOf("web");
    const args = ["--container", await containerOf(service), "--url", `${origin}/chat`];
    const held = await located([...args, ...GZIP]);
    expect({ code: held.code, last: held.last }).toEqual({ code: 1, last: `${web}:8080 holds the answer.` });
    const { code, last } = await located(args);
    expect({ code, last }).toMatchObject({ code: 0, last: expect.stringMatching(/^Nobody holds/) as string });
  });
});

describe("on the host's network", () => {
  const { project, up, containerOf, down } = strangerStack("host.yaml", `host${process.pid}`);
  let [web, api, model] = [0, 0, 0];
  beforeAll(async () => {
    [web, api, model] = await Promise.all([freePort(), freePort(), freePort()]);
    await up({ WEB_PORT: String(web), API_PORT: String(api), MODEL_PORT: String(model) });
    await untilAnswered(`http://127.0.0.1:${web}/chat`);
  }, 120_000);
  afterAll(down, 60_000);

  test("a project has nothing to listen to there, and says which container to ask for", async () => {
    const { code, stderr } = await cli(["locate", "--project", project]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`--container ${await containerOf("web")}`) as string,
    });
  });

  test("any of its containers will do", async () => {
    const args = ["--container", await containerOf("web"), "--url", `http://127.0.0.1:${web}/chat`, ...GZIP];
    const { code, stdout, last } = await located(args);
    expect(stdout).toContain(`host > host:${web} > host:${api} > host:${model}`);
    expect({ code, last }).toEqual({ code: 1, last: `host:${web} holds the answer.` });
  });
});
