export default {
  async rewrites() {
    return [
      { source: "/v1/:path*", destination: "http://upstream:8080/v1/:path*" },
      { source: "/healthz", destination: "http://upstream:8080/healthz" },
    ];
  },
};
