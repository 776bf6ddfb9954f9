import type Docker from "dockerode";
import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "./model/error.ts";
import { docker } from "./stack/engine.ts";
import { execute } from "./stack/exec.ts";
import { GuestFiles } from "./stack/guest-files.ts";
import { guestLog, runGuest, startGuest } from "./stack/guest.ts";
import type { Guest } from "./stack/guest.ts";
import { startInstrument } from "./stack/instrument.ts";
import type { Instrument } from "./stack/instrument.ts";
import { tellingLine } from "./stack/logs.ts";
import { reloadContainer } from "./stack/reload.ts";
import type { Cell, Seen } from "./verify/cell.ts";
import { Limiter } from "./verify/limiter.ts";
import type { Placed } from "./verify/product.ts";
import { untilReady } from "./verify/ready.ts";
import { filesOf } from "./verify/setup.ts";
import type { Setup } from "./verify/setup.ts";
import type { CommandRun, Stand, Topology } from "./verify/stand.ts";

/** A check that takes longer hangs: nginx needs 50 ms, Envoy half a second. */
const COMMAND_LIMIT_MS = 20_000;
const LISTEN_LIMIT_MS = 8_000;
const READY_LIMIT_MS = 8_000;
/** Cells at once: more would make two cores the thing that is measured. */
const CELLS_AT_ONCE = 24;

/** Product and instrument in containers on a network that leads nowhere. All of it carries the lab's labels, so a sweep finds it. */
export class DockerStand implements Stand {
  readonly #image: string;
  readonly #placed: Placed;
  readonly #run: string;
  readonly #files: GuestFiles;
  readonly #instrument: Instrument;
  readonly #limiter = new Limiter(CELLS_AT_ONCE);
  #names: readonly string[] = [];
  #product: Docker.Container | null = null;
  #productPorts: readonly number[] = [];
  #address = "127.0.0.1";

  private constructor(image: string, placed: Placed, run: string, files: GuestFiles, instrument: Instrument) {
    this.#image = image;
    this.#placed = placed;
    this.#run = run;
    this.#files = files;
    this.#instrument = instrument;
  }

  /** Starts the instrument; the product comes with `start`. */
  static async open(
    image: string,
    placed: Placed,
    run: string,
    pair: { cert: string; key: string },
  ): Promise<DockerStand> {
    const project = `lab-${run}-verify`;
    const files = new GuestFiles(project, run);
    try {
      const folder = files.folder("pair", { "cert.pem": pair.cert, "key.pem": pair.key });
      return new DockerStand(image, placed, run, files, await startInstrument(project, run, folder));
    } catch (error) {
      files.remove();
      throw error;
    }
  }

  async run(setup: Setup, command: readonly string[]): Promise<CommandRun> {
    await this.#put(setup);
    return runGuest(this.#guest(setup, command, `container:${this.#instrument.id}`), COMMAND_LIMIT_MS);
  }

  async start(setup: Setup, command: readonly string[], topology: Topology): Promise<string> {
    await this.#put({ ...setup, names: topology.names });
    this.#productPorts = topology.productPorts;
    if (!topology.apart) {
      if (this.#placed.originFirst) await this.#ask("listen", { ports: topology.originPorts });
      await this.#beside(this.#guest(setup, command, `container:${this.#instrument.id}`));
      // the product first: which ports it takes beside those of the routes, only a run tells
      const taken = (await this.#ask("listen", { ports: topology.originPorts })) as number[];
      if (!taken.some((port) => topology.namedPorts.includes(port))) return this.#address;
      await this.#product?.remove({ force: true, v: true });
    }
    await this.#ask("listen", { ports: topology.originPorts });
    await this.#beside(this.#guest(setup, command, this.#instrument.network));
    return this.#address;
  }

  /** Starts the product, with the instrument's own address or with one of its own. */
  async #beside(guest: Guest): Promise<void> {
    this.#product = await startGuest(guest);
    const { NetworkSettings } = await this.#product.inspect();
    this.#address = NetworkSettings.Networks[this.#instrument.network]?.IPAddress ?? "127.0.0.1";
    await this.#listening();
  }

  async originAddress(names: readonly string[]): Promise<string> {
    await this.#rename(names); // a container that gets names may get another address with them
    const { NetworkSettings } = await docker.getContainer(this.#instrument.id).inspect();
    return NetworkSettings.Networks[this.#instrument.network]!.IPAddress;
  }

  async change(files: Readonly<Record<string, string>>): Promise<string | null> {
    const product = this.#product!;
    for (const [path, text] of Object.entries(files)) this.#files.write(path, text);
    const { output, exitCode } = await execute(product.id, this.#placed.check);
    if (exitCode !== 0) return output;
    if (this.#placed.reloadSignal === null) {
      await product.restart({ t: 0 });
      await this.#listening();
    } else if (!(await reloadContainer(product.id, this.#placed.reloadSignal))) {
      return tellingLine(await this.log());
    }
    return null;
  }

  measure(cell: Cell): Promise<readonly Seen[]> {
    return this.#limiter.run(async () => (await this.#ask("measure", { cell })) as readonly Seen[]);
  }

  log(): Promise<string> {
    return this.#product === null ? Promise.resolve("") : guestLog(this.#product);
  }

  /** Nothing is left: containers, network, files. */
  async remove(): Promise<void> {
    await this.#product?.remove({ force: true, v: true }).catch(() => {}); // a sweep has been faster
    await this.#instrument.remove();
    this.#files.remove();
  }

  async #put(setup: Setup): Promise<void> {
    for (const [path, text] of Object.entries(filesOf(setup))) this.#files.write(path, text);
    await this.#rename(setup.names);
  }

  async #rename(names: readonly string[]): Promise<void> {
    if (names.every((name) => this.#names.includes(name))) return;
    this.#names = [...new Set([...this.#names, ...names])];
    await this.#instrument.rename(this.#names);
  }

  #guest({ folders }: Setup, command: readonly string[], network: string): Guest {
    const [project, run] = [this.#instrument.network, this.#run];
    const { executable = [] } = this.#placed;
    return { image: this.#image, command, network, files: this.#files.mounts, folders, executable, project, run };
  }

  #ask(what: string, about: object): Promise<unknown> {
    return this.#instrument.ask({ do: what, ...about });
  }

  /** Waits until the product listens at all its ports, and is ready. @throws LabError layer_failed, with its own words, when it does not */
  async #listening(): Promise<void> {
    const reached = this.#reached();
    const died = this.#died(reached);
    const deaf = await Promise.race([reached, died]);
    if (deaf !== null && deaf.length === 0) return;
    const log = await this.log();
    throw new LabError(
      "layer_failed",
      deaf === null ? "it ends as soon as it has started" : `it does not listen at ${deaf.join(", ")}`,
      {
        observed: tellingLine(log),
      },
    );
  }

  /** Ports at which the product does not listen in time; where it does at all, waits until it is ready. Null: it has ended. */
  async #reached(): Promise<number[] | null> {
    const ask = { address: this.#address, ports: this.#productPorts, limitMs: LISTEN_LIMIT_MS };
    const deaf = (await this.#ask("reach", ask)) as number[];
    const { ready } = this.#placed;
    if (deaf.length > 0 || ready === undefined) return deaf;
    const product = this.#product!;
    try {
      await untilReady(ready, (command) => execute(product.id, command), READY_LIMIT_MS);
    } catch (error) {
      if ((await product.inspect()).State.Running) throw error;
      return null;
    }
    return deaf;
  }

  /** Null when the product has ended before it was reached. */
  async #died(reached: Promise<unknown>): Promise<null> {
    let over = false;
    reached.then(
      () => (over = true),
      () => (over = true),
    );
    while (!over) {
      const { State } = await this.#product!.inspect();
      if (!State.Running) return null;
      await delay(100);
    }
    return new Promise<null>(() => {});
  }
}
