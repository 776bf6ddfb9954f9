import { describe, expect, test } from "vitest";
import { withoutSecrets } from "../../src/report/verify/index.ts";

describe("what looks like a secret is hidden", () => {
  test.for([
    [`proxy_set_header Authorization "Bearer abc.def-123456";`, "abc.def"],
    ["proxy_set_header X-Api-Key abcdef123456;", "abcdef"],
    [`request_headers_to_add: { header: { key: api-key, value: "x" } } token: "abcdef"`, "abcdef"],
    ["Authorization: Basic dXNlcjpwYXNz", "dXNlcj"],
    ["proxy_pass https://user:pass@host/;", "user:pass"],
    ["--header 'Cookie: sid=abcdef123456'", "abcdef123456"],
    ["map $k $v { sk-live-0123456789abcdef 1; }", "sk-live"],
    ["ghp_0123456789abcdef0123", "ghp_"],
    ["password=hunter", "hunter"],
    [`"api_key": "abcdef"`, "abcdef"],
    ["X-Session-Token: 0a1b2c3d", "0a1b"],
  ] as const)("%s", ([line, secret]) => {
    expect(withoutSecrets(line)).not.toContain(secret);
    expect(withoutSecrets(line)).toContain("[hidden]");
  });

  test.for([
    "proxy_set_header Authorization $http_authorization;",
    'proxy_set_header Authorization "Bearer $token";',
    "proxy_buffering off;",
    "16 tokens, 110 ms apart; the token arrives late",
    "Authorization: Bearer $token",
    "basic authentication refuses it (auth_basic)",
    "tokens arrive together, and nobody is told",
    "two tokens: everything arrives at 1.66 s",
    "The answer ends properly and tokens missing: no reader notices.",
    "X-Token-Count 123456 stays; so does zone=token_bucket:10m",
    "proxy_pass https://app.internal/v1/;",
    "your own guard answers 401 (line 60): --header",
  ])("%s stays", (line) => {
    expect(withoutSecrets(line)).toBe(line);
  });
});
