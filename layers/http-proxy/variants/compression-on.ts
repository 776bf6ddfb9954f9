import compression from "compression";
import express from "express";
import { createProxyMiddleware } from "http-proxy-middleware";

const app = express();
app.use(compression());
app.use(createProxyMiddleware({ target: "http://upstream:8080" }));
app.listen(8080);
