import { setTimeout as delay } from "node:timers/promises";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { ServerDuplexStream, ServiceDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

interface ProcessingRequest {
  request: "request_headers" | "response_headers" | "response_body" | "response_trailers";
  response_body?: { body?: Buffer; end_of_stream?: boolean };
  protocol_config?: { response_body_mode?: string };
}
type Call = ServerDuplexStream<ProcessingRequest, object>;

/** The guard's own work on each piece of the answer, and on its head. */
async function check(message: ProcessingRequest): Promise<void> {
  if (message.request === "response_headers") await delay(300);
  if (message.response_body?.body?.includes("data:")) await delay(300);
}

async function process(call: Call): Promise<void> {
  let fullDuplex = false;
  for await (const message of call as AsyncIterable<ProcessingRequest>) {
    fullDuplex ||= message.protocol_config?.response_body_mode === "FULL_DUPLEX_STREAMED";
    await check(message);
    call.write(answerTo(message, fullDuplex));
  }
  call.end();
}

/** "Go on, unchanged." In the full duplex mode Envoy has handed the body over and expects it back. */
function answerTo(message: ProcessingRequest, fullDuplex: boolean): object {
  if (message.request !== "response_body" || !fullDuplex) return { [message.request]: {} };
  const { body = Buffer.alloc(0), end_of_stream = false } = message.response_body ?? {};
  return { response_body: { response: { body_mutation: { streamed_response: { body, end_of_stream } } } } };
}

const options = { keepCase: true, enums: String, oneofs: true };
const proto = loadSync("/lab/layers/ext-proc/external_processor.proto", options);
const service = proto["envoy.service.ext_proc.v3.ExternalProcessor"] as ServiceDefinition;
const server = new Server();
server.addService(service, { Process: (call: Call) => void process(call).catch(() => call.end()) });
server.bindAsync("0.0.0.0:8080", ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
