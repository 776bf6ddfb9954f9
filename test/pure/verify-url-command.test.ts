import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { cli, startCli } from "../cli.ts";

describe("verify --url", { timeout: 30_000 }, () => {
  test("sends the body and prints what it looks like", async () => {
    const bodies: Promise<string>[] = [];
    const server = createServer((request, response) => {
      bodies.push(text(request));
      response.writeHead(401).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat`;
    const { code, stdout } = await cli([
      "verify",
      "--url",
      url,
      "--body",
      "{}",
      "--header",
      "Authorization: Bearer s3cret",
    ]);
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: `${url}
  plain  cannot be known  the answer is an error: status 401; next: --header 'Authorization: ...'
  cannot be known   1 request     exit 2
`,
    });
    expect(await Promise.all(bodies)).toEqual(["{}"]);
  });

  test("with the lab's model behind it: a proof, and how to point a stack at it stands on stderr", async () => {
    const model = await freePort();
    const stack = createServer((_request, response) => {
      const ask = { method: "POST", body: JSON.stringify({ stream: true, messages: [] }) };
      void fetch(`http://127.0.0.1:${model}/v1/chat/completions`, ask).then(async (answer) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        for await (const piece of answer.body!) response.write(piece);
        response.end();
      });
    });
    await once(stack.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void stack.close());
    const url = `http://127.0.0.1:${(stack.address() as AddressInfo).port}/chat`;
    const { code, stdout, stderr } = await cli(["verify", "--url", url, "--model", `${model}`, "--json"]);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, word: "streams", sent: 2 });
    expect(stderr).toContain(`OPENAI_BASE_URL=http://127.0.0.1:${model}/v1`);
  });

  test("Ctrl-C ends it without a word, as shells expect", async () => {
    const asked = Promise.withResolvers<void>();
    const server = createServer(() => asked.resolve());
    await once(server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => (server.closeAllConnections(), void server.close()));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat`;
    const { process: child, ended } = startCli(["verify", "--url", url]);
    await asked.promise;
    child.kill("SIGINT");
    expect(await ended).toEqual({ code: 130, stdout: "", stderr: "" });
  });

  test.for([
    [["verify"], "verify takes a config, or --url"],
    [["verify", "nginx.conf", "--url", "http://127.0.0.1:1/"], "verify takes a config, or --url"],
    [["verify", "--url", "staging"], "--url is no URL"],
    [["verify", "--url", "http://127.0.0.1:1/", "--body", "@no-such-file"], "cannot read no-such-file"],
    [["verify", "--url", "http://127.0.0.1:1/", "--requests", "0"], "must be a whole number"],
    [["verify", "nginx.conf", "--model", "9000"], "--model belongs to --url"],
    [["verify", "--url", "http://127.0.0.1:1/", "--model", "here"], "--model is ADDRESS:PORT"],
    [["verify", "--url", "http://127.0.0.1:1/", "--model-token", "0123456789"], "--model-token belongs to --model"],
  ] as const)("%j is wrong use", async ([args, says]) => {
    const { code, stdout, stderr } = await cli([...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
