import httpProxy from "http-proxy";

httpProxy.createProxyServer({ target: "http://upstream:8080" }).listen(8080);
