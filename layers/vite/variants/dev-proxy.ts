import { createServer } from "vite";

const server = await createServer({
  root: "/lab/layers/vite/site",
  cacheDir: "/tmp/vite",
  server: {
    host: "0.0.0.0",
    port: 8080,
    allowedHosts: true,
    proxy: { "/v1": "http://upstream:8080", "/healthz": "http://upstream:8080" },
  },
});
await server.listen();
