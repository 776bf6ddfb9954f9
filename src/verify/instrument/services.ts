import type { ServerHttp2Stream } from "node:http2";

/** Bytes before a gRPC message: whether it is compressed, and its length (grpc.io, PROTOCOL-HTTP2). */
const PREFIX = 5;
/** In envoy.service.ext_proc.v3 a request's parts are fields 2 to 7, and the answers to them fields 1 to 6, in the same order. */
const PARTS = { first: 2, last: 7 };

/** Answers a service's call as one that has nothing to say: an empty message, which means "go on". */
export function answerService(stream: ServerHttp2Stream, path: string): void {
  stream.on("error", () => {});
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  if (!/ExternalProcessor/.test(path)) {
    stream.resume();
    stream.once("end", () => stream.end(framed(Buffer.alloc(0))));
    return;
  }
  let kept = Buffer.alloc(0);
  stream.on("data", (piece: Buffer) => {
    kept = Buffer.concat([kept, piece]);
    for (;;) {
      const length = kept.length < PREFIX ? Infinity : kept.readUInt32BE(1);
      if (kept.length < PREFIX + length) return;
      const part = partOf(kept.subarray(PREFIX, PREFIX + length));
      kept = kept.subarray(PREFIX + length);
      if (part !== null) stream.write(framed(Buffer.from([((part - 1) << 3) | 2, 0])));
    }
  });
  stream.once("end", () => stream.end());
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Which part of a request or an answer an ext_proc message is about: the first of its fields that is one. */
export function partOf(message: Buffer): number | null {
  for (let at = 0; at < message.length;) {
    const [tag, after] = varint(message, at);
    const [field, type] = [tag >> 3, tag & 7];
    if (type === 2 && field >= PARTS.first && field <= PARTS.last) return field;
    const [value, behind] = varint(message, after);
    at = type === 2 ? behind + value : behind;
    if (type !== 0 && type !== 2) return null;
  }
  return null;
}

function varint(bytes: Buffer, from: number): [value: number, after: number] {
  let [value, shift, at] = [0, 0, from];
  for (;;) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
    shift += 7;
  }
}
