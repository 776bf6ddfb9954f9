/** Flags of `./lab locate`. */
export interface LocateFlags {
  readonly map?: readonly string[];
  readonly project?: string;
  readonly container?: string;
  readonly url?: string;
  readonly header?: readonly string[];
  readonly body?: string;
  readonly content?: boolean;
  readonly seconds: number;
  readonly json?: boolean;
}
