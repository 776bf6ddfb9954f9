import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { docker } from "./engine.ts";

/** Runs a command in a container. @returns what it wrote to both outputs; throws the engine's error if the container is not running */
export async function outputOf(id: string, command: readonly string[]): Promise<string> {
  const exec = await docker.getContainer(id).exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, err);
  // demuxStream does not end its targets
  stream.on("end", () => {
    out.end();
    err.end();
  });
  return (await Promise.all([text(out), text(err)])).join(" ");
}
