export default {
  mode: "development",
  entry: "./src/index.js",
  devServer: {
    host: "0.0.0.0",
    port: 8080,
    allowedHosts: "all",
    proxy: [{ context: ["/v1", "/healthz"], target: "http://upstream:8080" }],
  },
};
