import { chmodSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { heardIn, namesInStack } from "./heard.ts";
import { hopsOf } from "./hops/index.ts";
import { capturesOf } from "./listen.ts";
import { LabError } from "./model/error.ts";
import { namesFrom } from "./names.ts";
import { signedFor } from "./stack/authority.ts";
import { compose } from "./stack/compose-cli.ts";
import { inspectProject } from "./stack/containers.ts";
import { docker } from "./stack/engine.ts";
import { GuestFiles } from "./stack/guest-files.ts";
import { startInstrument } from "./stack/instrument.ts";
import type { Instrument } from "./stack/instrument.ts";
import { OWNER_LABEL, RUN_LABEL } from "./stack/labels.ts";
import { containerLog, tellingLine } from "./stack/logs.ts";
import { addressesOf, networksOf } from "./stack/networks.ts";
import { ownerOfThisProcess } from "./stack/owner.ts";
import { reapRun } from "./stack/reap.ts";
import { addressesIn } from "./stack/shared-network.ts";
import { tracked } from "./stack/shutdown.ts";
import { strangerProject } from "./stack/stranger-project.ts";
import { listenTo } from "./stack/taps.ts";
import { removeOwnVolumes } from "./stack/volumes.ts";
import type { Cell, Seen } from "./verify/cell.ts";
import { MODEL } from "./verify/compose/calls.ts";
import { dialectsOfModel } from "./verify/compose/dialects.ts";
import { KNOWN_HOSTS, sayDistrusted } from "./verify/compose/hosts.ts";
import type { PlaceOf } from "./verify/compose/lines.ts";
import type { Heard, StackStand } from "./verify/compose/loop.ts";
import type { ComposeModel } from "./verify/compose/model.ts";
import { overrideOf } from "./verify/compose/override.ts";
import type { Lent } from "./verify/compose/override.ts";
import type { OwnConfig } from "./verify/compose/own-config.ts";
import type { StackPlan } from "./verify/compose/plan.ts";

/** A stack to start. */
export interface Stack {
  readonly model: ComposeModel;
  readonly plan: StackPlan;
  readonly place: PlaceOf;
  /** The person's Compose files, as they named them. */
  readonly files: readonly string[];
  /** The environment that Compose fills their variables from. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** The entry's own config; null: it has none that the lab knows. */
  readonly own: OwnConfig | null;
}

/** Services wait for each other's health: databases take some ten seconds. */
const UP_LIMIT_MS = 120_000;
/** Where an app asks by a name of its own. */
const HTTPS_PORT = 443;
/** Whole packets: the stack's answers are the lab's own tokens. */
const CONTENT_BYTES = 262_144;

/** A person's stack in a project of the lab's, with the instrument as its reader and its model on all of its networks. */
export class ComposeStand implements StackStand {
  readonly #stack: Stack;
  readonly #run: string;
  readonly #project: string;
  readonly #files: GuestFiles;
  #instrument: Instrument | null = null;

  private constructor(stack: Stack, run: string) {
    this.#stack = stack;
    this.#run = run;
    this.#project = `lab-${run}-stack`;
    this.#files = new GuestFiles(this.#project, run);
  }

  /** Starts all of it; on a failure nothing is left. @throws LabError layer_failed in Compose's or a service's own words; rig_failed */
  static async open(stack: Stack, run: string): Promise<ComposeStand> {
    const stand = new ComposeStand(stack, run);
    try {
      await stand.#start();
      return stand;
    } catch (error) {
      await stand.remove().catch(() => {}); // why it did not start is what has to be told; a sweep takes the rest
      throw error;
    }
  }

  async #start(): Promise<void> {
    const { model, plan } = this.#stack;
    const labels = { [RUN_LABEL]: this.#run, [OWNER_LABEL]: ownerOfThisProcess() };
    const { ca, pair } = await this.#signed();
    const override = join(this.#files.folder("override", {}), "compose.yaml");
    writeFileSync(override, overrideOf(model, plan, this.#project, labels, { ca, config: this.#copied() }));
    this.#instrument = await startInstrument(`lab-${this.#run}-ends`, this.#run, pair);
    const ask = this.#instrument.ask.bind(this.#instrument);
    await ask({ do: "speak", dialects: dialectsOfModel() });
    await ask({ do: "listen", ports: [...new Set([MODEL.port, HTTPS_PORT, ...plan.hosts.map(({ port }) => port)])] });
    await this.#compose(override, ["create", "--no-build", "--pull", "never"]);
    await this.#join();
    await this.#compose(override, ["up", "--detach", "--no-build", "--pull", "never"]);
  }

  /** Their config itself stays as it is: the entry's service has a copy. */
  #copied(): Lent["config"] {
    const { own, plan } = this.#stack;
    if (own === null) return null;
    this.#files.write(own.target, own.file.text);
    return { service: plan.entry.service, target: own.target, source: this.#files.mounts.get(own.target)! };
  }

  async configure(text: string | null): Promise<void> {
    const { own, plan } = this.#stack;
    if (own === null) return;
    this.#files.write(own.target, text ?? own.file.text);
    const container = (await inspectProject(this.#project)).get(plan.entry.service);
    if (container !== undefined) await docker.getContainer(container.Id).restart({ t: 0 });
  }

  /** The certificate of names that stand in an app's code, and of the authority that the app is to trust: files; null: there is no such name. */
  async #signed(): Promise<{ readonly ca: string | null; readonly pair: string | null }> {
    const hosts = this.#stack.plan.hosts.flatMap(({ host, tls }) => (tls ? [host] : []));
    if (hosts.length === 0) return { ca: null, pair: null };
    const { ca, cert, key } = await signedFor([...new Set(hosts)], `${this.#project}-ca`, this.#run);
    return {
      ca: join(this.#files.folder("ca", { "ca.pem": ca }), "ca.pem"),
      pair: this.#files.folder("pair", { "cert.pem": cert, "key.pem": key }),
    };
  }

  /** Compose's own: after a signal nothing comes to be, and what is under way is ended. */
  async #compose(override: string, command: readonly string[]): Promise<void> {
    const { files, env, signal } = this.#stack;
    const named = [...files.map((file) => resolve(file)), override].flatMap((file) => ["--file", file]);
    const args = ["--project-name", this.#project, "--progress", "quiet", ...named, ...command];
    const { code, stderr } = await tracked(() => compose(args, { env, signal, limitMs: UP_LIMIT_MS }));
    if (code === 0) return;
    const why = code === null ? `it has not started within ${UP_LIMIT_MS / 1000} s` : "it does not start";
    throw new LabError("layer_failed", `${files.join(", ")}: ${why}`, {
      observed: (await this.#ended()) ?? tellingLine(stderr),
    });
  }

  /** The instrument hangs on every network of the stack: where the app looks for its model, and where a service is asked. */
  async #join(): Promise<void> {
    const networks = await networksOf(this.#project);
    const hosts = this.#stack.plan.hosts.map(({ host }) => host);
    const known = KNOWN_HOSTS.filter((host) => this.#stack.model.services[host] === undefined);
    const names = [...new Set([MODEL.host, ...hosts, ...known])];
    for (const { Id } of networks) {
      await docker.getNetwork(Id).connect({ Container: this.#instrument!.id, EndpointConfig: { Aliases: names } });
    }
  }

  async measure(cell: Cell): Promise<Seen> {
    const [seen] = (await this.#instrument!.ask({ do: "measure", cell })) as readonly Seen[];
    if (seen!.reached > 0) return seen!;
    if (seen!.distrusts !== undefined) throw await this.#distrusted(seen!.distrusts);
    const ended = (seen!.status ?? 500) >= 500 ? await this.#ended() : null;
    if (ended === null) return seen!;
    throw new LabError("layer_failed", "a service of the stack has ended", { observed: ended });
  }

  async #distrusted({ host, from }: NonNullable<Seen["distrusts"]>): Promise<LabError> {
    const service = addressesOf(await inspectProject(this.#project)).get(from) ?? null;
    const { says, hint } = sayDistrusted(host, service, this.#stack.plan.hosts);
    return new LabError("layer_failed", says, { hint });
  }

  async heard(cell: Cell): Promise<Heard> {
    const { places, names, shared } = await strangerProject(this.#project);
    const own = addressesIn(await docker.getContainer(this.#instrument!.id).inspect());
    const nameOf = namesInStack(own, namesFrom([], names, shared));
    const folder = this.#files.folder("captures", {});
    chmodSync(folder, 0o700); // what the person sends with --header passes there
    const listening = await listenTo(places, CONTENT_BYTES, folder);
    try {
      await this.measure(cell);
      await listening.stop();
      const files = listening.files.map((name, index) => ({ name, network: places[index]!.loopbackOf ?? undefined }));
      const { located } = await hopsOf(capturesOf(files), nameOf);
      return heardIn(located, this.#stack.model.services, this.#stack.place);
    } catch (error) {
      // what packets do not tell, the services themselves do
      if (error instanceof LabError && error.code === "capture_unreadable") return { chain: null, behind: [] };
      throw error;
    } finally {
      await listening.gone();
    }
  }

  trouble(): Promise<string | null> {
    return this.#ended(["exited", "restarting"]);
  }

  /** The first service that has ended with an error, and its last words: others may have ended because of it. Null: none has. */
  async #ended(states: readonly string[] = ["exited"]): Promise<string | null> {
    const containers = await inspectProject(this.#project).catch(
      () => new Map() as Awaited<ReturnType<typeof inspectProject>>,
    );
    const ended = [...containers].filter(([, { State }]) => states.includes(State.Status) && State.ExitCode !== 0);
    const [first] = ended.toSorted(([, a], [, b]) => Date.parse(a.State.FinishedAt) - Date.parse(b.State.FinishedAt));
    if (first === undefined) return null;
    const [service, { Id, State }] = first;
    return `${service} ended with ${State.ExitCode}: ${tellingLine(await containerLog(Id, { tail: 40 }))}`;
  }

  /** Nothing is left: containers, networks, volumes, files. */
  async remove(): Promise<void> {
    await this.#instrument?.remove();
    await reapRun(this.#run);
    await removeOwnVolumes();
    this.#files.remove();
  }
}
