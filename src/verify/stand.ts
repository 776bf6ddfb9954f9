import type { Cell, Seen } from "./cell.ts";
import type { Setup } from "./setup.ts";

/** What a command of the product did. */
export interface CommandRun {
  readonly output: string;
  readonly stdout: string;
  /** Null: it did not end, and was killed. */
  readonly exitCode: number | null;
}

/** How product and instrument stand to each other. */
export interface Topology {
  /** Each has a network address of its own: where the product and an upstream of it want the same port. */
  readonly apart: boolean;
  /** Names that lead to the instrument. */
  readonly names: readonly string[];
  /** Ports at which the instrument is an origin. */
  readonly originPorts: readonly number[];
  /** Of those, the ports of upstreams that have a name or an address of their own: not the product itself. */
  readonly namedPorts: readonly number[];
  /** Ports at which the product listens, as far as the routes tell. */
  readonly productPorts: readonly number[];
}

/** Product and instrument, as the loop sees them: the only part of verify that touches anything. */
export interface Stand {
  /** Runs a command of the product with this setup, in a container of its own. */
  run(setup: Setup, command: readonly string[]): Promise<CommandRun>;
  /**
   * Starts the product, and waits until it listens.
   * @returns its address, seen from the instrument
   * @throws LabError layer_failed, with the product's own words
   */
  start(setup: Setup, command: readonly string[], topology: Topology): Promise<string>;
  /** Address of the instrument in the network, once it has these names. */
  originAddress(names: readonly string[]): Promise<string>;
  /** Gives the running product other files. @returns null, or its own words when it refuses them */
  change(files: Readonly<Record<string, string>>): Promise<string | null>;
  measure(cell: Cell): Promise<readonly Seen[]>;
  /** What the running product has written. */
  log(): Promise<string>;
}
