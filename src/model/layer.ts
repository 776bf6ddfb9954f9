/** One service of a layer's fragment, as the pipeline needs to know it. */
export interface Layer {
  /** The service's name: what a path names (`nginx`, or a further instance of it: `nginx#2`). */
  readonly name: string;
  /** The folder that it belongs to; its main service is called like it. */
  readonly folder: string;
  /** Prefix of its Compose variables: EXT_PROC for ext-proc. */
  readonly prefix: string;
  /** Image that the fragment names when nothing overrides it. */
  readonly image: string;
  /** Variant that runs when a side names none; null: the layer has no knob. */
  readonly defaultVariant: string | null;
  /**
   * Files of each variant by its name, absolute. A variant is every file `variants/<name>.*` (njs needs its .js beside the .conf), or all
   * files of the folder `variants/<name>`.
   */
  readonly variants: ReadonlyMap<string, readonly string[]>;
  /** True for a layer that reads (label `buffering-lab.role: reader`): the probe, curl, a browser. */
  readonly reader: boolean;
  /** One container of it serves all sides that stand together, and keeps their runs apart (label `buffering-lab.shared: "true"`). */
  readonly shared: boolean;
  /** Command that makes the running software say its version, from the label `buffering-lab.version-command`. */
  readonly versionCommand: readonly string[] | null;
  /**
   * For a layer that speaks no HTTP, from the label `buffering-lab.asked-with`: the command that starts one in front of it which does; null: curl
   * can ask it.
   */
  readonly askedWith: string | null;
  /** Signal that makes the running software read its config again, from the label `buffering-lab.reload`; null: it cannot. */
  readonly reloadSignal: string | null;
  /** How long it may take to start, ms, from the label `buffering-lab.starts-within`; null: as long as any (src/stack/ready.ts). */
  readonly startLimitMs: number | null;
}

/** All layers by name. */
export type Layers = ReadonlyMap<string, Layer>;
