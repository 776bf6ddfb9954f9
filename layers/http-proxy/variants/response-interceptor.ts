import express from "express";
import { createProxyMiddleware, responseInterceptor } from "http-proxy-middleware";

const app = express();
app.use(
  createProxyMiddleware({
    target: "http://upstream:8080",
    selfHandleResponse: true,
    on: { proxyRes: responseInterceptor(async (body) => body) },
  }),
);
app.listen(8080);
