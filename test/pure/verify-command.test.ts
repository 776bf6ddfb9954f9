import { join } from "node:path";
import { expect, test } from "vitest";
import type { VerifyDocument } from "../../src/verify/document.ts";
import { cli } from "../cli.ts";
import { folderOf } from "./catalog-fixtures.ts";

const CONFIG = `server {
  listen 80;
  location /chat { proxy_pass http://app:3000; }
}
`;
const dir = folderOf({ "nginx.conf": CONFIG, "empty.conf": "", "compose.yaml": "services: { web: { image: x } }" });
const [nginx, empty] = [join(dir, "nginx.conf"), join(dir, "empty.conf")];
const compose = join(dir, "compose.yaml");

test.for([
  [[], /verify takes a config, or --url/],
  [[empty], /empty.conf: the file is empty/],
  [[dir], /this is a folder/],
  [[nginx, "--as", "squid"], /no product is called squid/],
  [[nginx, "--image", "a", "--version", "1"], /--image, or --version/],
  [[nginx, "--upstream", "app"], /--upstream is HOST:PORT/],
  [[compose], /this is a Compose file: which service is asked/],
  [[nginx, "--service", "web"], /this is no Compose file/],
  [[compose, "--service", "web", "--fix", "x"], /--fix is of a config, and --service of a Compose project/],
  [[nginx, "--model-host", "api:api.openai.com"], /--model-host is of a Compose project/],
  [[nginx, "--model-env", "api:LLM"], /--model-env is of a Compose project/],
  [[compose, "--service", "web", "--method", "PUT"], /--method of a stack is GET or POST/],
  [[compose, "--service", "web", "--body", "@/nowhere"], /cannot read \/nowhere/],
  [[nginx, "--fix", nginx], /this is the original, which is never touched/],
  [[nginx, "--fix", empty], /empty.conf is there already, and nothing is overwritten/],
  [[nginx, "--url", "http://127.0.0.1:1"], /verify takes a config, or --url/],
] as const)("%j is one clear sentence, and exit code 2", async ([args, says]) => {
  const { code, stdout, stderr } = await cli(["verify", ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(says);
});

test("a header that is none is not repeated: it may be a secret", async () => {
  const { code, stderr } = await cli(["verify", nginx, "--header", "sk-secret"]);
  expect({ code, leaks: stderr.includes("sk-secret") }).toEqual({ code: 2, leaks: false });
  expect(stderr).toContain("--header is NAME: VALUE");
});

test("--check reads, says that it has measured nothing, and calls nothing a stream", async () => {
  const { code, stdout } = await cli(["verify", nginx, "--check", "--json"]);
  expect(code).toBe(2);
  const document = JSON.parse(stdout) as VerifyDocument;
  expect(document).toMatchObject({ product: "nginx", unmeasured: true, locations: [{ verdict: "not-measured" }] });
  expect(document.locations[0]!.findings[0]).toMatchObject({ rule: "nginx/holds", level: "warning", line: 3 });
});
