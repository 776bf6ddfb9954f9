import { preview } from "vite";

await preview({
  root: "/lab/layers/vite/site",
  preview: {
    host: "0.0.0.0",
    port: 8080,
    allowedHosts: true,
    proxy: { "/v1": "http://upstream:8080", "/healthz": "http://upstream:8080" },
  },
});
