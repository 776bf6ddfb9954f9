import { once } from "node:events";
import { request } from "node:https";
import type { RequestOptions } from "node:https";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { authorityConfig, signedIn } from "../../src/stack/authority.ts";
import { dialectsOfModel } from "../../src/verify/compose/dialects.ts";
import { CA_FILE, hostsOf, sayDistrusted, TRUST } from "../../src/verify/compose/hosts.ts";
import { placesIn } from "../../src/verify/compose/lines.ts";
import type { ComposeModel } from "../../src/verify/compose/model.ts";
import { overrideOf } from "../../src/verify/compose/override.ts";
import { planOf } from "../../src/verify/compose/plan.ts";
import { lockstep } from "../../src/verify/instrument/acts.ts";
import { Model } from "../../src/verify/instrument/model.ts";
import { Origin } from "../../src/verify/instrument/origin.ts";
import type { Pair } from "../../src/verify/instrument/origin.ts";
import { Run } from "../../src/verify/instrument/run.ts";
import type { Cell } from "../../src/verify/cell.ts";
import { CERTIFICATE } from "./certificate.ts";

const SERVICES: ComposeModel["services"] = {
  web: { expose: ["80"] },
  api: { image: "api:1", environment: { OPENAI_API_KEY: "sk-theirs", SSL_CERT_FILE: "/own.pem" } },
  ollama: { image: "ollama:1", networks: { back: null } },
};
const STACK: ComposeModel = { name: "chat", services: SERVICES };
const place = placesIn([{ name: "compose.yaml", text: "services: {}" }]);
const planned = (...hosts: readonly string[]) => planOf(STACK, place, "web", [], () => [], hosts);

describe("--model-host", () => {
  test.for([
    ["api:api.openai.com", { service: "api", host: "api.openai.com", port: 443, tls: true }],
    ["api:https://LLM.corp.example/v1/chat", { service: "api", host: "llm.corp.example", port: 443, tls: true }],
    ["api:llm.corp.example:8443", { service: "api", host: "llm.corp.example", port: 8443, tls: true }],
    ["api:http://vllm:8000/v1", { service: "api", host: "vllm", port: 8000, tls: false }],
    ["api:http://vllm", { service: "api", host: "vllm", port: 80, tls: false }],
  ] as const)("%s", ([given, host]) => {
    expect(hostsOf([given], SERVICES)).toEqual([host]);
  });

  test.for([
    ["api", /--model-host is SERVICE:HOST/],
    ["api:", /--model-host is SERVICE:HOST/],
    ["api.openai.com", /--model-host is SERVICE:HOST/],
    ["api:a..b", /--model-host is SERVICE:HOST/],
    ["api:ftp://a.b", /--model-host is SERVICE:HOST/],
    ["api:a.b:99999", /--model-host is SERVICE:HOST/],
    ["worker:api.openai.com", /--model-host: there is no service worker/],
    ["api:http://10.0.0.5:8000", /the host a name that others can have/],
    ["api:localhost:11434", /the host a name that others can have/],
  ] as const)("%s is refused in a sentence", ([given, says]) => {
    expect(() => hostsOf([given], SERVICES)).toThrow(says);
  });

  test("all that is put in is told; no variable is guessed beside it", () => {
    expect(planned("api:api.openai.com").assumed).toEqual([
      "api: https://api.openai.com is the lab's model, with a certificate that it trusts by /lab-ca.pem",
      "api: OPENAI_API_KEY=lab NODE_EXTRA_CA_CERTS=/lab-ca.pem SSL_CERT_FILE=/lab-ca.pem REQUESTS_CA_BUNDLE=/lab-ca.pem",
    ]);
  });

  test("the service gets the authority's certificate, read-only, and no other one does", () => {
    const plan = planned("api:api.openai.com");
    const text = overrideOf(STACK, plan, "lab-aa-stack", {}, { ca: "/tmp/x/ca.pem", config: null });
    const tags = [{ tag: "!reset", resolve: () => null }];
    const { services } = parse(text, { customTags: tags }) as { services: Record<string, { volumes?: object[] }> };
    const mount = { type: "bind", source: "/tmp/x/ca.pem", target: CA_FILE, read_only: true };
    expect(services["api"]!.volumes).toEqual([{ ...mount, bind: { create_host_path: false } }]);
    expect(services["api"]).toMatchObject({ environment: { ...TRUST, OPENAI_API_KEY: "lab" } });
    expect(services["web"]!.volumes).toBeUndefined();
    expect(text).not.toContain("sk-theirs");
  });

  test("a name in the clear needs no certificate", () => {
    const { callers } = planned("api:http://llm.corp.example:8000");
    expect(callers).toEqual([{ service: "api", trusts: false, environment: { OPENAI_API_KEY: "lab" } }]);
  });

  test("a service of the stack that has the name is not started, and gives its name away", () => {
    const plan = planned("api:http://ollama:11434");
    expect([...plan.replaced]).toEqual(["ollama"]);
    const text = overrideOf(STACK, plan, "lab-aa-stack", {});
    expect(text).toMatch(/ollama: !override\n(?: {4}.*\n)* {4}network_mode: none\n/);
  });

  test("both flags together: each says what it says", () => {
    const { callers } = planOf(STACK, place, "web", ["web:LLM"], () => [], ["api:api.openai.com"]);
    expect(callers.map(({ service, trusts }) => [service, trusts])).toEqual([
      ["web", false],
      ["api", true],
    ]);
  });
});

describe("an app that does not take the certificate", () => {
  const given = hostsOf(["api:api.openai.com"], SERVICES);

  test("without the flag: the flag is what comes next", () => {
    expect(sayDistrusted("api.openai.com", "api", [])).toEqual({
      says: "api asks https://api.openai.com, an address that stands in its code",
      hint: "--model-host api:api.openai.com",
    });
    expect(sayDistrusted("api.openai.com", "worker", given).hint).toBe("--model-host worker:api.openai.com");
  });

  test("with it: it has authorities of its own, and another way is named", () => {
    const { says, hint } = sayDistrusted("api.openai.com", "api", given);
    expect(says).toMatch(
      /^api asks https:\/\/api\.openai\.com, and does not take the lab's certificate: its client has/,
    );
    expect(says).toContain("SSL_CERT_FILE");
    expect(hint).toMatch(/^--model-env api:NAME/);
    expect(sayDistrusted("api.openai.com", null, given).says).toMatch(/^a service asks .* does not take/);
  });
});

describe("the lab's model, asked with TLS", { timeout: 20_000 }, () => {
  /** A stack of one app, which asks the model by a name with these options when it is asked. */
  async function seen(pair: Pair | null, options: RequestOptions | null) {
    const runs = new Map<string, Run>();
    const origin = new Origin(runs, pair);
    origin.model = new Model(dialectsOfModel(), runs);
    const port = await freePort();
    await origin.listen(port);
    const app = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => void askModel(port, options).then((text) => socket.end(answer(text))));
    }).listen(0, "127.0.0.1");
    await once(app, "listening");
    const cell: Cell = {
      ...{ id: "first", act: { kind: "lockstep" } },
      reader: {
        ...{ address: "127.0.0.1", port: (app.address() as AddressInfo).port, tls: false, http2: false, host: null },
        ...{ method: "POST", path: "/", headers: {}, offers: null },
      },
      origin: { framing: "chunked", contentType: "text/event-stream", coding: "none", eventBytes: 0, headers: {} },
    };
    const run = new Run("abcdef", cell, origin.model.turns);
    runs.set(run.id, run);
    const came = await lockstep(run, "{}");
    app.close();
    return came;
  }

  test("whoever trusts the authority asks as over a clear connection", async () => {
    const { reached, got, sent, distrusts } = await seen(CERTIFICATE, { ca: CERTIFICATE.cert });
    expect({ reached, complete: got === sent, distrusts }).toEqual({
      reached: 1,
      complete: true,
      distrusts: undefined,
    });
  });

  test.for([
    ["trusts others: it leaves behind the handshake", CERTIFICATE, {}],
    ["and there is no certificate at all", null, {}],
  ] as const)("who %s", async ([, pair, options]) => {
    const { reached, distrusts } = await seen(pair, options);
    expect({ reached, distrusts }).toEqual({ reached: 0, distrusts: { host: "localhost", from: "127.0.0.1" } });
  });

  test("who says no name, and who breaks off in the middle, are nobody", async () => {
    const { reached, distrusts } = await seen(null, null);
    expect({ reached, distrusts }).toEqual({ reached: 0, distrusts: undefined });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const answer = (text: string): string =>
  `HTTP/1.1 ${text === "" ? 500 : 200} x\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

/** All that the model says; empty: it was not asked. @param options null: half a handshake, then one without a name */
async function askModel(port: number, options: RequestOptions | null): Promise<string> {
  if (options === null) {
    const half = connect(port, "127.0.0.1");
    half.on("error", () => {}).end(Buffer.from([0x16, 3, 1, 0, 200, 1]));
    await once(half.resume(), "close");
    const nameless = connectTls({ port, host: "127.0.0.1" });
    await new Promise((resolve) => nameless.on("error", () => {}).on("close", resolve));
    return "";
  }
  return new Promise((resolve) => {
    const path = "/v1/chat/completions";
    const asked = request({ host: "localhost", port, path, method: "POST", agent: false, ...options }, (came) => {
      let text = "";
      came.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      came.on("end", () => resolve(text));
    });
    asked.on("error", () => resolve("")).end('{"stream":true,"messages":[]}');
  });
}

describe("the authority", () => {
  const PEM = (word: string): string => `-----BEGIN ${word}-----\nabc\n-----END ${word}-----\n`;

  test("signs the names that stand in code, and no others", () => {
    expect(authorityConfig(["api.openai.com", "llm.corp"])).toMatch(
      /^subjectAltName = DNS:api\.openai\.com, DNS:llm\.corp$/m,
    );
  });

  test("is read from what was printed; what was not made is a fault of the lab's, in its tool's words", () => {
    const [ca, cert, key] = [PEM("CERTIFICATE"), PEM("CERTIFICATE"), PEM("PRIVATE KEY")];
    expect(signedIn(ca + cert + key, "")).toEqual({ ca, cert, key });
    expect(() => signedIn(ca, "writing\nreq: no such option\n")).toThrow(/no certificate was made/);
    expect(() => signedIn("", "")).toThrow(/no certificate was made/);
  });
});
