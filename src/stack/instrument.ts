import { once } from "node:events";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { Duplex } from "node:stream";
import { createInterface } from "node:readline";
import { LabError } from "../model/error.ts";
import { ROOT } from "../model/root.ts";
import { docker, engineFault, statusOf } from "./engine.ts";
import { OWNER_LABEL, PROJECT_LABEL, RUN_LABEL } from "./labels.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { tracked } from "./shutdown.ts";

/** compose/images/node: the instrument has no dependency but Node. */
const IMAGE = "buffering-lab/node:24.19.0";
/** Where it stands in its container. */
const SOURCE = "/lab/verify";

/** Origin and reader of a config, in one container on a network that leads nowhere. */
export interface Instrument {
  readonly id: string;
  /** The network's name: a product that cannot share the instrument's address stands beside it there. */
  readonly network: string;
  /** The instrument takes these names too. */
  rename(names: readonly string[]): Promise<void>;
  /** Asks for something. @throws LabError rig_failed for a fault of its own, or its death */
  ask(question: object): Promise<unknown>;
  remove(): Promise<void>;
}

interface Told {
  readonly id: number;
  readonly value: unknown;
  readonly error?: string;
}

/**
 * Starts one, and resolves when it listens to us. Over its stdin and stdout: nothing is published, and it ends when this process does.
 * @param pair folder with cert.pem and key.pem that the origin shows; null: it speaks no TLS
 */
export function startInstrument(project: string, run: string, pair: string | null): Promise<Instrument> {
  return tracked(async () => {
    const labels = { [RUN_LABEL]: run, [OWNER_LABEL]: ownerOfThisProcess(), [PROJECT_LABEL]: project };
    const network = await docker
      .createNetwork({ Name: project, Internal: true, CheckDuplicate: true, Labels: labels })
      .catch((error: unknown) => {
        throw engineFault("the network", error);
      });
    try {
      const container = await created(project, labels, pair);
      const talk = await talking(container);
      return {
        ...{ id: container.id, network: project, ask: (question) => talk.ask(question) },
        rename: async (names) => {
          await network.disconnect({ Container: container.id, Force: true });
          await network.connect({ Container: container.id, EndpointConfig: { Aliases: [...names] } });
        },
        remove: async () => {
          await container.remove({ force: true }).catch(() => {}); // a sweep has been faster
          await network.remove().catch(() => {});
        },
      };
    } catch (error) {
      await network.remove().catch(() => {});
      throw engineFault("the instrument", error);
    }
  });
}

async function created(network: string, labels: Record<string, string>, pair: string | null) {
  try {
    return await docker.createContainer({
      ...{ Image: IMAGE, Cmd: ["node", `${SOURCE}/instrument/main.ts`], User: "65534:65534", Labels: labels },
      ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
      Env: pair === null ? [] : ["PAIR=/pair"],
      HostConfig: {
        ...{ NetworkMode: network, CapDrop: ["ALL"], ReadonlyRootfs: true, Memory: 512 << 20, Init: true },
        ...{ SecurityOpt: ["no-new-privileges:true"], LogConfig: { Type: "none", Config: {} } },
        // a config may listen at [::1], and at port 80
        Sysctls: { "net.ipv6.conf.all.disable_ipv6": "0", "net.ipv4.ip_unprivileged_port_start": "0" },
        Binds: [`${join(ROOT, "src/verify")}:${SOURCE}:ro`, ...(pair === null ? [] : [`${pair}:/pair:ro`])],
      },
    });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new LabError("image_missing", `image not on this machine: ${IMAGE}`, { hint: "./setup" });
  }
}

async function talking(
  container: ReturnType<typeof docker.getContainer>,
): Promise<{ ask(q: object): Promise<unknown> }> {
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, stdout, stderr);
  let said = "";
  stderr.on("data", (bytes: Buffer) => (said = (said + bytes.toString()).slice(-4_000)));
  const talk = new Talk(stream as Duplex, () => said);
  createInterface({ input: stdout }).on("line", (line) => talk.heard(JSON.parse(line) as Told));
  stream.on("end", () => talk.ended());
  stream.on("close", () => talk.ended());
  await container.start();
  await talk.ready;
  return talk;
}

/** Questions and answers, each with its number. */
class Talk {
  readonly #out: Duplex;
  readonly #stderr: () => string;
  readonly #open = new Map<number, (told: Told) => void>();
  #last = 0;
  readonly ready: Promise<unknown>;

  constructor(out: Duplex, stderr: () => string) {
    this.#out = out;
    this.#stderr = stderr;
    this.ready = this.#wait(0);
    this.ready.catch(() => {});
  }

  async ask(question: object): Promise<unknown> {
    const id = ++this.#last;
    const answer = this.#wait(id);
    if (!this.#out.write(`${JSON.stringify({ ...question, id })}\n`)) await once(this.#out, "drain");
    return answer;
  }

  heard(told: Told): void {
    this.#open.get(told.id)?.(told);
    this.#open.delete(told.id);
  }

  ended(): void {
    for (const [id, open] of this.#open) open({ id, value: null, error: this.#stderr() || "it has ended" });
    this.#open.clear();
  }

  #wait(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#open.set(id, ({ value, error }) => {
        if (error === undefined) resolve(value);
        else reject(new LabError("rig_failed", "the instrument failed", { observed: error.split("\n")[0]! }));
      });
    });
  }
}
