/** One service of a layer's fragment: `nginx`, or a second instance such as `nginx-outer`. */
export interface Layer {
  /** The service's name: what a path names. */
  readonly name: string;
  /** The folder that it belongs to. */
  readonly folder: string;
  /** Prefix of its Compose variables: NGINX_OUTER for nginx-outer. */
  readonly prefix: string;
  /** Image that the fragment names when nothing overrides it. */
  readonly image: string;
  /** Variant that runs when a side names none; null: the layer has no knob. */
  readonly defaultVariant: string | null;
  /** File (or folder) of each variant, by its name without the ending. */
  readonly variants: ReadonlyMap<string, string>;
  /** True for a layer that reads (label `buffering-lab.role: reader`): the probe, curl, a browser. */
  readonly reader: boolean;
  /** Command that makes the running software say its version, from the label `buffering-lab.version-command`. */
  readonly versionCommand: readonly string[] | null;
}

/** All layers by name. */
export type Layers = ReadonlyMap<string, Layer>;
