import { preview } from "vite";

await preview({
  root: "/lab/layers/vite/site",
  // what `vite build` would have made of the site
  build: { outDir: "." },
  preview: {
    host: "0.0.0.0",
    port: 8080,
    allowedHosts: true,
    proxy: { "/v1": "http://upstream:8080", "/healthz": "http://upstream:8080" },
  },
});
