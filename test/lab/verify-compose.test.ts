import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { docker } from "../../src/stack/engine.ts";
import { OWNER_LABEL } from "../../src/stack/labels.ts";
import type { VerifyDocument } from "../../src/verify/document.ts";
import { startCli } from "../cli.ts";
import { CERTIFICATE } from "../pure/certificate.ts";

const STACK = "test/lab/compose/compose.yaml";
const FIXED = "test/lab/compose/fixed.yaml";
const AT_LENGTH = ["--service", "web", "--path", "/chat", "--body", '{"question":"{question}"}'];
const ASKED = [...AT_LENGTH, "--quick"];
const SECRET = "sk-of-nobody-4711";

const dir = mkdtempSync(join(tmpdir(), "lab-verify-compose-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** A file beside the stack's own, with its own paths. */
function beside(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

/** Nothing of a process is left: no container, network or volume. */
async function assertNothingLeft(pid: number | undefined): Promise<void> {
  const owned = { label: [OWNER_LABEL] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters: owned }),
    docker.listNetworks({ filters: owned }),
    docker.listVolumes({ filters: owned }),
  ]);
  const mine = (labels: Record<string, string> | undefined): boolean =>
    labels?.[OWNER_LABEL]?.split("/")[1] === String(pid);
  const left = [...containers, ...networks, ...(volumes ?? [])].filter(({ Labels }) => mine(Labels));
  expect(left).toEqual([]);
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function verified(...args: readonly string[]): Promise<Ran> {
  const { process: child, ended } = startCli(["verify", ...args], { OPENAI_API_KEY: SECRET });
  const ran = await ended;
  await assertNothingLeft(child.pid);
  expect(ran.stdout + ran.stderr).not.toContain(SECRET);
  return ran;
}

async function documentOf(...args: readonly string[]): Promise<{ code: number | null; document: VerifyDocument }> {
  const { code, stdout, stderr } = await verified(...args, "--json");
  expect(stderr).toBe("");
  return { code, document: JSON.parse(stdout) as VerifyDocument };
}

test("a stack whose nginx holds: packets name it, and its app streams when it is asked by itself", async () => {
  const before = readFileSync(STACK, "utf8");
  const { code, document } = await documentOf(STACK, ...ASKED);
  expect(code).toBe(1);
  expect(document).toMatchObject({
    ...{ product: "compose", file: STACK, loads: true, refused: [] },
    assumed: [
      "api: OPENAI_BASE_URL=http://lab-model:8080/openai/v1 OPENAI_API_KEY=lab",
      "empty volumes of this run: history",
    ],
  });
  const [web, api] = document.locations;
  expect(web).toMatchObject({ server: "web", listen: "80", location: "/chat", verdict: "holds", line: 3 });
  expect(web!.hops!.hops.map(({ hop, verdict }) => [hop, verdict])).toEqual([
    ["web", "holds"],
    ["api", "passes"],
  ]);
  expect(web!.hops).toMatchObject({ reader: "reader", origin: { name: "mock-llm" } });
  expect(web!.hops!.origin.steps).toBeGreaterThan(10);
  expect(web!.findings).toMatchObject([{ rule: "compose/holds", level: "error", by: "proxy", file: STACK, line: 3 }]);
  expect(web!.findings[0]!.message).toContain("asked at api:3000 it streams");
  expect(web!.findings[0]!.next).toBe("./lab verify test/lab/compose/nginx.conf --image buffering-lab/nginx:1.26.3");
  expect(api).toMatchObject({ server: "api", listen: "3000", verdict: "streams", findings: [] });
  expect(readFileSync(STACK, "utf8")).toBe(before);
});

test("the same stack with the cure, in a second file, streams; its nginx's limit is seen in a copy", async () => {
  const before = readFileSync("test/lab/compose/nginx-fixed.conf", "utf8");
  const { code, document } = await documentOf(STACK, FIXED, ...AT_LENGTH);
  const [web, ...others] = document.locations;
  expect({ code, verdict: [web!.server, web!.verdict], others }).toEqual({
    ...{ code: 0, verdict: ["web", "streams"], others: [] },
  });
  const sixty = { seconds: 60, file: "test/lab/compose/nginx-fixed.conf", line: null, proof: "scaled" };
  expect(web!.limits).toEqual([
    { kind: "headers", ...sixty },
    { kind: "idle", ...sixty },
  ]);
  expect(web!.withstood).toMatchObject({ seconds: 30, passed: ["headers", "idle", "total"], unknown: [] });
  expect(readFileSync("test/lab/compose/nginx-fixed.conf", "utf8")).toBe(before);
});

test("a stack whose nginx cuts a silence: who cuts is named, and what passes is told", async () => {
  const streams = readFileSync("test/lab/compose/nginx-fixed.conf", "utf8");
  const conf = beside("impatient.conf", streams.replace(" off;", " off; proxy_read_timeout 3s;"));
  const file = beside("impatient.yaml", `services:\n  web:\n    volumes: ["${conf}:/etc/nginx/nginx.conf:ro"]\n`);
  const { code, document } = await documentOf(STACK, file, ...AT_LENGTH);
  const [web, ...others] = document.locations;
  expect({ code, verdict: web!.verdict, others }).toEqual({ code: 1, verdict: "cuts", others: [] });
  expect(web!.limits).toEqual([
    { kind: "headers", seconds: 3, file, line: 2, proof: "waited" },
    { kind: "idle", seconds: 3, file, line: 2, proof: "waited" },
  ]);
  expect(web!.findings).toMatchObject([{ rule: "compose/cuts", level: "error", by: "proxy", file, line: 2 }]);
  expect(web!.findings[0]!.message).toBe(
    "web cuts the answer after a silence of 3 s, before the first byte too; asked at api:3000 it is not cut",
  );
  expect(web!.withstood).toMatchObject({ seconds: 30, passed: ["total"], unknown: [] });
});

describe("a model's address that stands in the code", () => {
  /** The stack with the cure, its app with another client. */
  const withClient = (name: string, client: string): string => {
    const app = readFileSync("test/lab/compose/app.py", "utf8").replace("AsyncOpenAI()", client);
    const file = beside(`${name}.py`, app);
    return beside(`${name}.yaml`, `services:\n  api:\n    volumes: ["${file}:/app/app.py:ro"]\n`);
  };
  const hard = withClient("hard", 'AsyncOpenAI(base_url="https://api.openai.com/v1")');

  test("without the flag the host is told, and the flag", async () => {
    const { code, document } = await documentOf(STACK, FIXED, hard, ...ASKED);
    expect({ code, refused: document.refused }).toMatchObject({
      code: 2,
      refused: [
        {
          message: "api asks https://api.openai.com, an address that stands in its code",
          hint: "--model-host api:api.openai.com",
        },
      ],
    });
  });

  test("with it the lab's model has the name, and what was put in is told", async () => {
    const flag = ["--model-host", "api:api.openai.com"];
    const { code, document } = await documentOf(STACK, FIXED, hard, ...ASKED, ...flag);
    expect({ code, verdicts: document.locations.map(({ verdict }) => verdict) }).toEqual({
      ...{ code: 0, verdicts: ["streams"] },
    });
    expect(document.assumed.slice(0, 2)).toEqual([
      "api: https://api.openai.com is the lab's model, with a certificate that it trusts by /lab-ca.pem",
      "api: OPENAI_API_KEY=lab NODE_EXTRA_CA_CERTS=/lab-ca.pem SSL_CERT_FILE=/lab-ca.pem REQUESTS_CA_BUNDLE=/lab-ca.pem",
    ]);
  });

  test("a client with authorities of its own refuses, and that is told", async () => {
    const own = "__import__('ssl').create_default_context(cafile=__import__('certifi').where())";
    const client = `AsyncOpenAI(base_url="https://api.openai.com/v1", http_client=__import__("httpx").AsyncClient(verify=${own}))`;
    const pins = withClient("pins", client);
    const { code, document } = await documentOf(STACK, FIXED, pins, ...ASKED, "--model-host", "api:api.openai.com");
    expect(code).toBe(2);
    expect(document.refused[0]!.message).toMatch(
      /^api asks https:\/\/api\.openai\.com, and does not take the lab's certificate: its client has authorities of its own/,
    );
  });
});

test("an entry with TLS is asked over HTTP/2 too", async () => {
  const mounts = [
    [beside("cert.pem", CERTIFICATE.cert), "/cert.pem"],
    [beside("key.pem", CERTIFICATE.key), "/key.pem"],
    [
      beside(
        "tls.conf",
        `events {}
http {
  server {
    listen 443 ssl;
    http2 on;
    ssl_certificate /cert.pem;
    ssl_certificate_key /key.pem;
    location / { proxy_pass http://api:3000; proxy_buffering off; }
  }
}
`,
      ),
      "/etc/nginx/nginx.conf",
    ],
  ];
  const volumes = mounts.map(([from, to]) => `"${from}:${to}:ro"`).join(", ");
  const file = beside("tls.yaml", `services: { web: { volumes: [${volumes}] } }\n`);
  const { code, document } = await documentOf(STACK, file, "--service", "web:443", ...ASKED.slice(2));
  expect({ code, locations: document.locations }).toMatchObject({
    code: 0,
    locations: [{ verdict: "streams", listen: "443 tls", readers: ["HTTP/1.1", "HTTP/2"], cells: 3, why: null }],
  });
});

test("an app that rewrites the words: so many bytes came, and nothing is held", async () => {
  const rewrites = beside("rewrites.yaml", "services: { api: { environment: { REWRITES: '1' } } }\n");
  const { code, document } = await documentOf(STACK, rewrites, ...ASKED);
  expect(code).toBe(2);
  const [web, ...others] = document.locations;
  expect(web).toMatchObject({ verdict: "not-measured", holds: [], findings: [] });
  expect(web!.why).toMatch(/^tokens not found, \d+ bytes came: the app rewrites the model's words$/);
  expect(others).toEqual([]);
});

describe("what cannot be measured is one clear sentence and exit code 2, and nothing is left", () => {
  test.for([
    ["an external network", "networks: { front: { external: true } }", /network front is external/],
    [
      "the host's network",
      "services: { api: { network_mode: host, networks: !reset null } }",
      /service api has network_mode: host/,
    ],
    [
      "a variable that may decide",
      "services: { api: { environment: { T: '${READ_TIMEOUT:?}' } } }",
      /READ_TIMEOUT has no value/,
    ],
    [
      "a folder that is not there",
      "services: { api: { volumes: ['./nowhere:/x'] } }",
      /service api mounts \S*nowhere, which is not there/,
    ],
    [
      "a service that ends",
      "services: { api: { command: [python, -c, 'raise SystemExit(\"no database\")'], restart: !reset null } }",
      /a service of the stack has ended: api ended with 1: no database/,
    ],
  ] as const)("%s", async ([name, text, says]) => {
    const { code, document } = await documentOf(STACK, beside(`${name.replaceAll(" ", "-")}.yaml`, text), ...ASKED);
    expect({ code, loads: document.loads, locations: document.locations }).toEqual({
      code: 2,
      loads: false,
      locations: [],
    });
    expect(document.refused.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
  });

  test.for([
    ["no YAML", ["services: ["], /no-YAML\.yaml: this is no Compose file/],
    [
      "images that are missing",
      ["services: { api: { image: 'nobody/api:1' }, cache: { image: 'nobody/cache:1' } }"],
      /images not on this machine: nobody\/api:1, nobody\/cache:1/,
    ],
    ["an unknown service", ["services: { x: { image: y } }", "--service", "db"], /--service: there is no service db/],
    ["an unknown caller", ["services: {}", "--model-env", "worker:LLM"], /--model-env: there is no service worker/],
  ] as const)("%s", async ([name, [text, ...flags], says]) => {
    const file = beside(`${name.replaceAll(" ", "-")}.yaml`, text);
    const { code, stdout, stderr } = await verified(STACK, file, ...ASKED, ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });

  test("a path that the app does not know", async () => {
    const { code, document } = await documentOf(STACK, "--service", "web", "--path", "/talk");
    expect(code).toBe(2);
    expect(document.locations[0]!.why).toMatch(/^it answers 404 by itself: .*; --path; it says: .*Not Found/);
  });
});

test.for([
  ["while Compose creates", true],
  ["once it runs", false],
] as const)("Ctrl-C %s says nothing of the stack and leaves nothing, not even a volume", async ([, all]) => {
  const { process: child, ended } = startCli(["verify", STACK, ...ASKED], { OPENAI_API_KEY: SECRET });
  const filters = { label: ["com.docker.compose.service=web", OWNER_LABEL] };
  while ((await docker.listContainers({ all, filters })).length === 0) await delay(20);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130, stdout: "" });
  await assertNothingLeft(child.pid);
});
