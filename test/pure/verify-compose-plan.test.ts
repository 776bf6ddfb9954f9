import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { callersOf } from "../../src/verify/compose/calls.ts";
import { configured } from "../../src/verify/compose/config.ts";
import { notCompose, placesIn, servicesIn } from "../../src/verify/compose/lines.ts";
import type { ComposeModel, ComposeService } from "../../src/verify/compose/model.ts";
import { overrideOf } from "../../src/verify/compose/override.ts";
import { planOf } from "../../src/verify/compose/plan.ts";
import { refusalsOf } from "../../src/verify/compose/refuses.ts";

const FILE = {
  name: "compose.yaml",
  text: `services:
  web:
    image: nginx:1.30
    network_mode: host
  "api": { build: . }
networks:
  front:
    external: true
`,
};
const place = placesIn([FILE]);
const API: ComposeService = {
  build: {},
  environment: { OPENAI_API_KEY: "sk-theirs", OPENAI_BASE_URL: "https://a.test/x/v1" },
};

const model = (services: ComposeModel["services"], more: Partial<ComposeModel> = {}): ComposeModel => ({
  ...{ name: "chat", services },
  ...more,
});

describe("where a stack is asked", () => {
  const entryOf = (service: ComposeService, wanted = "web", exposed: readonly number[] = []) =>
    planOf(model({ web: service, api: API }), place, wanted, [], () => exposed).entry;

  test.for([
    ["a published port", { ports: [{ target: 8000 }] }, { port: 8000, tls: false }],
    ["the clear one of two", { ports: [{ target: 443 }, { target: 80 }] }, { port: 80, tls: false }],
    ["TLS where there is nothing else", { ports: [{ target: 443 }] }, { port: 443, tls: true }],
    ["no UDP", { ports: [{ target: 443, protocol: "udp" }], expose: ["81"] }, { port: 81, tls: false }],
    ["an exposed port", { expose: ["3000", "3001-3003"] }, { port: 3000, tls: false }],
  ] as const)("%s", ([, service, port]) => {
    expect(entryOf(service)).toMatchObject({ service: "web", host: "web", ...port, at: { line: 2, text: "web:" } });
  });

  test("the port that is said, and else one that the image names", () => {
    expect(entryOf({ ports: [{ target: 80 }] }, "web:9000").port).toBe(9_000);
    expect(entryOf({}, "web", [8_080]).port).toBe(8_080);
  });

  test("a service that has joined another one's network is asked there", () => {
    expect(entryOf({ network_mode: "service:gateway", expose: ["80"] })).toMatchObject({
      service: "web",
      host: "gateway",
    });
  });

  test.for([
    ["db", /--service: there is no service db/],
    ["web:99999", /--service is SERVICE, or SERVICE:PORT/],
    ["web", /service web names no port/],
  ] as const)("%s is refused in a sentence", ([wanted, says]) => {
    expect(() => entryOf({}, wanted)).toThrow(says);
  });

  test("what is built has the image that `docker compose build` gives it", () => {
    expect([...planOf(model({ web: { ...API, expose: ["80"] } }), place, "web", []).images]).toEqual([
      ["web", "chat-web"],
    ]);
  });
});

describe("who calls the model", () => {
  const led = (services: ComposeModel["services"], ...given: readonly string[]) => callersOf(model(services), given);

  test("a known variable keeps its own path, and a key never comes along", () => {
    expect(led({ web: {}, api: API })).toEqual([
      {
        ...{ service: "api", trusts: false },
        environment: { OPENAI_BASE_URL: "http://lab-model:8080/x/v1", OPENAI_API_KEY: "lab" },
      },
    ]);
  });

  test.for([
    ["OPENAI_API_KEY", "OPENAI_BASE_URL", "http://lab-model:8080/v1"],
    ["ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "http://lab-model:8080"],
  ] as const)("who has %s is led by %s", ([key, name, address]) => {
    expect(led({ api: { environment: { [key]: "sk" } } })[0]!.environment).toEqual({ [name]: address, [key]: "lab" });
  });

  test("as it is said, also where nothing is known", () => {
    expect(led({ api: { environment: { LLM: "http://vllm:8000" } } }, "api:LLM")[0]!.environment).toEqual({
      LLM: "http://lab-model:8080",
    });
    expect(led({ api: {} }, "api:LLM")[0]!.environment).toEqual({ LLM: "http://lab-model:8080/v1" });
  });

  test("of Ollama, but not Ollama itself, which reads from the same variable where it listens", () => {
    const services = {
      ollama: { environment: { OLLAMA_HOST: "0.0.0.0:11434" } },
      web: { environment: { OLLAMA_HOST: "ollama:11434" } },
    };
    const [caller, ...others] = led(services);
    expect({ caller, others }).toEqual({
      caller: { service: "web", trusts: false, environment: { OLLAMA_HOST: "http://lab-model:8080" } },
      others: [],
    });
  });

  test("who asks a gateway of the stack is no caller: the gateway is", () => {
    const services = {
      web: { environment: { OPENAI_BASE_URL: "http://gateway:4000" } },
      gateway: { environment: { OPENAI_API_KEY: "sk" } },
    };
    expect(led(services).map(({ service }) => service)).toEqual(["gateway"]);
    const circle = { a: { environment: { OPENAI_BASE_URL: "http://a:1" } } };
    expect(led(circle).map(({ service }) => service)).toEqual(["a"]);
  });

  test("a model that is in the stack is not started, whatever it needs", () => {
    const services = {
      web: { expose: ["80"], environment: { OPENAI_BASE_URL: "http://vllm:8000/v1" } },
      vllm: { image: "vllm:1", devices: ["gpu"], networks: { back: null } },
    };
    const plan = planOf(model(services), place, "web", []);
    expect([...plan.replaced]).toEqual(["vllm"]);
    expect(plan.assumed).toContain("vllm: not started, the lab's model takes its place");
    const text = overrideOf(model(services), plan, "lab-aa-stack", {});
    expect(text).toContain("vllm: !override");
    expect(text).not.toContain("vllm:1");
    expect(() => planOf(model(services), place, "vllm:8000", [])).toThrow(/the lab's model takes its place/);
  });

  test.for([
    [[], /no service has a variable that says where its model is/],
    [["api"], /--model-env is SERVICE:NAME/],
    [["worker:LLM"], /--model-env: there is no service worker/],
  ] as const)("%j is refused in a sentence", ([given, says]) => {
    expect(() => led({ api: {} }, ...given)).toThrow(says);
  });
});

describe("what is refused by name", () => {
  const says = (service: ComposeService, more: Partial<ComposeModel> = {}): string[] =>
    refusalsOf(model({ web: service }, more), place).map((each) => `${each.line} ${each.says}`);

  test.for([
    [{ network_mode: "host" }, "4 service web has network_mode: host"],
    [{ network_mode: "bridge" }, "4 service web has network_mode: bridge"],
    [{ network_mode: "container:abc" }, "4 service web has network_mode: container:abc"],
    [{ privileged: true }, "2 service web has privileged: true"],
    [{ pid: "host" }, "2 service web has pid: host"],
    [{ ipc: "host" }, "2 service web has ipc: host"],
    [{ cap_add: ["NET_BIND_SERVICE", "CAP_SYS_ADMIN"] }, "2 service web has cap_add: CAP_SYS_ADMIN"],
    [{ devices: ["/dev/kvm"] }, "2 service web has devices"],
    [
      { volumes: [{ type: "bind", source: "/var/run/docker.sock", target: "/s" }] },
      "2 service web has /var/run/docker.sock",
    ],
    [{ volumes: [{ type: "bind", source: "/", target: "/host" }] }, "2 service web has /, which rules the machine"],
  ] as const)("%j", ([service, sentence]) => {
    expect(says(service as ComposeService)).toEqual([expect.stringContaining(sentence)]);
  });

  test("an external network, one of another driver, an external volume", () => {
    const more = {
      networks: { front: { external: true }, lan: { driver: "macvlan" } },
      volumes: { data: { external: true } },
    };
    expect(says({}, more)).toEqual([
      expect.stringMatching(/^7 network front is external/),
      expect.stringMatching(/^6 network lan has the driver macvlan/),
      expect.stringMatching(/^1 volume data is external/),
    ]);
  });

  test("what stays within the stack is not refused", () => {
    const mounts = [
      { type: "bind", source: "/home/me/nginx.conf", target: "/etc/nginx/nginx.conf" },
      { type: "volume", source: "data", target: "/data" },
    ];
    const more = { networks: { default: null, front: { driver: "bridge" } }, volumes: { data: null } };
    expect(says({ network_mode: "service:api", volumes: mounts, cap_add: ["NET_ADMIN"] }, more)).toEqual([]);
  });
});

describe("the second file", () => {
  const stack = model(
    {
      web: {
        ...{ image: "nginx:1.30", ports: [{ target: 80 }], container_name: "chat-web", restart: "always" },
        volumes: [{ type: "bind", source: "/me/nginx.conf", target: "/etc/nginx/nginx.conf" }],
        ...{ networks: { front: { ipv4_address: "172.30.0.5" } }, deploy: { replicas: 3 } },
        environment: { DATABASE_URL: "postgres://u:hunter2@db/x" },
      },
      api: API,
    },
    { networks: { front: { name: "chat-front" }, back: null }, volumes: { data: { name: "chat-data" } } },
  );
  const text = overrideOf(stack, planOf(stack, place, "web", []), "lab-aa-stack", { owner: "me" });

  test("publishes nothing, leads nowhere, writes nothing of the machine, and is the lab's to take down", () => {
    expect(text).toMatchInlineSnapshot(`
      "services:
        web:
          image: nginx:1.30
          build: !reset null
          pull_policy: never
          restart: on-failure:10
          ports: !reset null
          container_name: !reset null
          labels:
            owner: me
          logging:
            driver: json-file
            options:
              max-size: 10m
              max-file: "1"
          volumes:
            - type: bind
              source: /me/nginx.conf
              target: /etc/nginx/nginx.conf
              read_only: true
              bind:
                create_host_path: false
          deploy:
            replicas: 1
          scale: 1
        api:
          image: chat-api
          build: !reset null
          pull_policy: never
          restart: "no"
          ports: !reset null
          container_name: !reset null
          labels:
            owner: me
          logging:
            driver: json-file
            options:
              max-size: 10m
              max-file: "1"
          environment:
            OPENAI_BASE_URL: http://lab-model:8080/x/v1
            OPENAI_API_KEY: lab
      networks:
        front:
          name: lab-aa-stack_front
          internal: true
          driver_opts: !reset null
          labels:
            owner: me
        back:
          name: lab-aa-stack_back
          internal: true
          driver_opts: !reset null
          labels:
            owner: me
          ipam: !reset null
      volumes:
        data:
          name: lab-aa-stack_data
          driver: !reset null
          driver_opts: !reset null
          labels:
            owner: me
      "
    `);
  });

  test("a config that is changed is a copy, and theirs is not mounted", () => {
    const config = { service: "web", target: "/etc/nginx/nginx.conf", source: "/lab/copy" };
    const copied = overrideOf(stack, planOf(stack, place, "web", []), "lab-aa-stack", {}, { ca: null, config });
    expect(copied).toContain("source: /lab/copy\n");
    expect(copied).not.toContain("/me/nginx.conf");
  });

  test("has none of their values", () => {
    expect(text).not.toMatch(/hunter2|sk-theirs|a\.test/);
  });

  test("is YAML whose resets are Compose's", () => {
    const tags = [{ tag: "!reset", resolve: () => "reset" }];
    expect(parse(text, { customTags: tags })).toMatchObject({
      services: { web: { ports: "reset", restart: "on-failure:10" } },
    });
  });
});

describe("what Compose says of the files", () => {
  const REQUIRED = (name: string): string =>
    `error while interpolating services.web: required variable ${name} is missing a value: x`;
  const OWN = [{ name: "compose.yaml", text: "services:\n  api:\n    environment: { T: '${READ_TIMEOUT:?}' }\n" }];
  const said = (stderr: string, code = 15) => configured(OWN, () => Promise.resolve({ code, stdout: "{}", stderr }));

  /** As Compose does: one variable at a time. */
  const asking = (...names: readonly string[]) =>
    configured(OWN, (values) => {
      const next = names.find((name) => !(name in values));
      const warns = 'level=warning msg="The \\"FOO\\" variable is not set. Defaulting to a blank string."';
      return Promise.resolve({
        code: next === undefined ? 0 : 15,
        stdout: '{"name":"x"}',
        stderr: `${warns}\n${next === undefined ? "" : REQUIRED(next)}`,
      });
    });

  test("a credential without a value gets one, and what stays empty is told", async () => {
    expect(await asking("OPENAI_API_KEY", "DB_PASSWORD")).toEqual({
      ...{ model: { name: "x" }, filled: { OPENAI_API_KEY: "lab", DB_PASSWORD: "lab" } },
      assumed: ["OPENAI_API_KEY=lab", "DB_PASSWORD=lab", "without a value, and empty: FOO (--env NAME=VALUE)"],
    });
  });

  test("what may decide is asked for, all of it at once, with its line", async () => {
    expect(await asking("READ_TIMEOUT", "OPENAI_API_KEY", "MODEL")).toEqual([
      { file: "compose.yaml", line: 3, says: "READ_TIMEOUT has no value", hint: "--env READ_TIMEOUT=..." },
      { file: "", line: null, says: "MODEL has no value", hint: "--env MODEL=..." },
    ]);
  });

  test.for([
    [
      "validating /home/me/compose.yaml: services.api Additional property environment is not allowed",
      {
        file: "compose.yaml",
        line: 3,
        says: "services.api Additional property environment is not allowed",
        hint: null,
      },
    ],
    [
      "services.api.environment.T must be a string",
      { file: "compose.yaml", line: 3, says: "services.api.environment.T must be a string", hint: null },
    ],
    [
      "services.db must be a mapping",
      { file: "compose.yaml", line: 1, says: "services.db must be a mapping", hint: null },
    ],
    [
      "yaml: line 7: did not find expected node content",
      { file: "", line: 7, says: "is no YAML: did not find expected node content", hint: null },
    ],
    ["", { file: "", line: null, says: "Compose does not take it", hint: null }],
  ] as const)("%j", async ([stderr, refusal]) => {
    expect(await said(stderr)).toEqual([refusal]);
  });
});

test.for([
  ["services: { a: {} }", /^null$/],
  ["include: [other.yaml]", /^null$/],
  ["static_resources: { listeners: [] }", /^no services$/],
  ["events {}\nhttp { server { listen 80; } }", /^no services$/],
  ["services: [", /^no YAML: .* at line 1, column \d+$/],
  ["", /^no services$/],
] as const)("whether %j is a Compose file: %s", ([text, why]) => {
  expect(String(notCompose({ name: "x", text }))).toMatch(why);
});

test.for([
  ["services: { a: {}, b: {} }", ["a", "b"]],
  ["include: [other.yaml]", []],
  ["services: []", []],
] as const)("services of %j", ([text, names]) => {
  expect(servicesIn({ name: "x", text })).toEqual(names);
});

test("a key that is in no file of theirs is at the nearest one above; the last file decides", () => {
  const second = { name: "prod.yaml", text: "services:\n  api:\n    image: x\n" };
  const at = placesIn([FILE, second]);
  expect(at(["services", "api", "image"])).toEqual({ file: "prod.yaml", line: 3, text: "image: x" });
  expect(at(["services", "web", "ports"])).toMatchObject({ file: "compose.yaml", line: 2 });
  expect(at(["volumes", "x"])).toEqual({ file: "compose.yaml", line: 1, text: "" });
});
