import { createServer as createHttp2 } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTls } from "node:tls";
import type { Server as TlsServer, TLSSocket } from "node:tls";
import { http1Answer, http2Answer } from "./answer.ts";
import type { Model } from "./model.ts";
import { readRequest } from "./request.ts";
import type { OriginRequest } from "./request.ts";
import type { Run } from "./run.ts";
import { answerService } from "./services.ts";

/** The certificate that the origin shows, self-signed. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

const TLS_HANDSHAKE = 0x16;
const HTTP2_PREFACE = "PRI * HTTP/2.0";
const HEALTHY = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok";

/** Wherever a proxy leaves it: in a header, in the query, in the body. */
const RUN = /verify-run-([a-z0-9]{6})/;

/** Stands in for every upstream of a config: any port, any path, any method, clear or TLS, HTTP/1 or 2. */
export class Origin {
  readonly #runs: ReadonlyMap<string, Run>;
  readonly #pair: Pair | null;
  readonly #tls: TlsServer | null;
  readonly #servers = new Map<number, Server>();
  readonly #http2 = createHttp2();
  /** What answers as the model of a whole stack; null: any path is any upstream's. */
  model: Model | null = null;

  constructor(runs: ReadonlyMap<string, Run>, pair: Pair | null) {
    this.#runs = runs;
    this.#pair = pair;
    this.#tls = pair && createTls({ ...pair, ALPNProtocols: ["h2", "http/1.1"] }, (socket) => this.#secured(socket));
    this.#tls?.on("tlsClientError", () => {});
    this.#http2.on("stream", (stream, headers) => this.#http2Stream(stream, headers as Record<string, string>));
    this.#http2.on("sessionError", () => {});
  }

  /** Listens on a port, IPv4 and IPv6. @throws Node's error where it cannot: somebody else does */
  async listen(port: number): Promise<void> {
    if (this.#servers.has(port)) return;
    const server = createServer({ noDelay: true, pauseOnConnect: false }, (socket) => this.#connected(socket));
    this.#servers.set(port, server);
    try {
      await listening(server, port, "::").catch(() => listening(server, port, "0.0.0.0"));
    } catch (error) {
      this.#servers.delete(port);
      throw error;
    }
  }

  #connected(socket: Socket): void {
    socket.on("error", () => {});
    socket.once("readable", () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      if (first[0] !== TLS_HANDSHAKE) return this.#clear(socket, first);
      if (this.model !== null) this.#toModel(socket, this.model);
      else if (this.#tls === null) socket.destroy();
      else this.#tls.emit("connection", socket);
    });
  }

  /**
   * An app that asks its model with TLS, by a name that stands in its code. As long as no request comes behind that, it may not have taken
   * the certificate: Node's own client looks at it when all is said, and leaves without a word.
   */
  #toModel(socket: Socket, model: Model): void {
    const from = (socket.remoteAddress ?? "").replace(/^::ffff:/u, "");
    const named = (host: string, done: (error: null) => void): void => {
      model.named({ host, from });
      done(null);
    };
    const tls = createTls({ ...this.#pair, ALPNProtocols: ["http/1.1"], SNICallback: named }, (secured) => {
      void this.#http1(secured, Buffer.alloc(0), () => model.named(null));
    });
    tls.on("tlsClientError", () => {});
    tls.emit("connection", socket);
  }

  #secured(socket: TLSSocket): void {
    socket.on("error", () => {});
    if (socket.alpnProtocol === "h2") this.#http2.emit("connection", socket);
    else void this.#http1(socket, Buffer.alloc(0));
  }

  #clear(socket: Socket, first: Buffer): void {
    if (first.toString("latin1").startsWith(HTTP2_PREFACE)) this.#http2.emit("connection", socket);
    else void this.#http1(socket, Buffer.alloc(0));
  }

  /** One request after the other, as long as the connection is kept. @param came is told of each */
  async #http1(socket: Duplex, before: Buffer, came = (): void => {}): Promise<void> {
    socket.on("error", () => {});
    socket.setMaxListeners(0); // each answer waits for its end
    for (let rest = before; ;) {
      const request = await readRequest(socket, rest);
      if (request === null) return void socket.destroy();
      came();
      rest = request.rest;
      const said = this.model?.answerTo(request) ?? null;
      const run = said === null ? this.#runOf(request) : said.run;
      if (run === null || run === undefined) {
        const words = said?.text ?? HEALTHY;
        socket.write(request.method === "HEAD" ? words.slice(0, words.indexOf("\r\n\r\n") + 4) : words);
        // a health check may read until the connection ends: Varnish's does
        const closes = request.version === "1.0" || /\bclose\b/i.test(request.headers["connection"] ?? "");
        if (closes) return void socket.end();
        continue;
      }
      socket.resume(); // so that its end is noticed
      const answer = http1Answer(socket, request, { ...run.cell.origin, ...said?.origin });
      const gone = run.attach(request, answer, said?.writing);
      // a proxy keeps its connection, and asks on it again
      await Promise.race([gone, answer.over]);
      socket.pause();
    }
  }

  #http2Stream(stream: ServerHttp2Stream, headers: Record<string, string>): void {
    stream.on("error", () => {});
    // a guard's question has the request in it, run and all: it is none
    if (headers["content-type"]?.startsWith("application/grpc") && /^\/envoy\./.test(headers[":path"] ?? "")) {
      return answerService(stream, headers[":path"]!);
    }
    let body = "";
    stream.on("data", (piece: Buffer) => (body += piece.toString("latin1")));
    stream.once("end", () => {
      const text = `${Object.entries(headers).flat().join("\n")}\n${body}`;
      const request: OriginRequest = {
        ...{ method: headers[":method"]!, path: headers[":path"]!, version: "2", headers, text, body },
        rest: Buffer.alloc(0),
      };
      const run = this.#runOf(request);
      if (run !== undefined) return void run.attach(request, http2Answer(stream, request, run.cell.origin));
      stream.respond({ ":status": 200 });
      stream.end("ok");
    });
  }

  #runOf(request: OriginRequest): Run | undefined {
    const id = RUN.exec(request.headers["x-verify-run"] ?? "")?.[1] ?? RUN.exec(request.text)?.[1];
    const run = id === undefined ? undefined : this.#runs.get(id);
    // a guard that asks with the reader's headers asks with GET (nginx, auth_request): it gets its 200
    return run?.cell.reader.method === "POST" && request.method !== "POST" ? undefined : run;
  }
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: 512 }, () => (server.off("error", reject), resolve()));
  });
}
