/** What a figure has to keep. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** One line of the report: a measured value, or how two that were measured side by side compare. */
export interface Figure {
  readonly name: string;
  /** The name of a measurement. */
  readonly of: string;
  /** The measurement that it is divided by; without it, the figure is the measured value itself. */
  readonly per?: string;
  /** Without one, the figure is there to be read. */
  readonly target?: Target;
}

/** One measured value. */
export interface Measured {
  readonly value: number;
  readonly unit: 'µs' | 'ms' | 'KB' | 'MiB' | 'bytes' | 'requests/s' | 'fetches' | 'tokens';
}

/** Measured values by name. */
export type Measurements = Readonly<Record<string, Measured>>;

/** How much time a run may take. */
export interface Effort {
  /** Turns of everything that is measured side by side. */
  readonly rounds: number;
  /** CPU time of one turn of a function. */
  readonly turnMs: number;
  /** Load on a server in one turn. */
  readonly loadSeconds: number;
  /** Fresh processes of each cold start. */
  readonly coldStarts: number;
  /** The largest size that a scaling group goes to. */
  readonly maxSize: number;
  /** Tokens that go through one verifier where its memory is measured. */
  readonly memoryTokens: number;
}

/** Lines that grow with a size, drawn beside the table. */
export interface Chart {
  /** Of the file, without extension. */
  readonly file: string;
  readonly title: string;
  readonly sizeLabel: string;
  readonly valueLabel: string;
  readonly lines: readonly {
    readonly label: string;
    readonly points: readonly { readonly size: number; readonly of: string }[];
  }[];
}

/** Figures that are measured together, interleaved. */
export interface Group {
  readonly name: string;
  /** What was measured and how, in one sentence. */
  readonly method: string;
  /** Groups that take long run when they are asked for. */
  readonly isScaling: boolean;
  readonly figures: readonly Figure[];
  readonly chart?: Chart;
  /**
   * @param names - The measurements that are wanted.
   * @returns At least these, but for those that the effort leaves out.
   */
  measure(names: ReadonlySet<string>, effort: Effort): Promise<Measurements>;
}

/** The measurements that a figure is made of. */
export const measurementsOf = ({ of, per }: Figure): readonly string[] => (per === undefined ? [of] : [of, per]);

/** The value of a figure, or undefined where the effort left out what it is made of. */
export const figureValue = ({ of, per }: Figure, measured: Measurements): number | undefined => {
  const over = measured[of]?.value;
  if (per === undefined || over === undefined) return over;
  const under = measured[per]?.value;
  return under === undefined ? undefined : over / under;
};

/** Whether a value keeps a target. */
export const isHeld = (value: number, target: Target): boolean =>
  'atMost' in target ? value <= target.atMost : value >= target.atLeast;
