/** The target of a figure. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** One line of the report: a measured value, or the ratio of two values. */
export interface Figure {
  readonly name: string;
  /** The name of a measurement. */
  readonly of: string;
  /** The divisor of a ratio; undefined for a plain value. */
  readonly per?: string;
  /** Undefined for a figure without a target. */
  readonly target?: Target;
}

/** One measured value. */
export interface Measured {
  readonly value: number;
  readonly unit: 'µs' | 'ms' | 'KB' | 'MiB' | 'bytes' | 'requests/s' | 'fetches' | 'tokens';
}

/** Measured values by name. */
export type Measurements = Readonly<Record<string, Measured>>;

/** The amount of measuring in a run. */
export interface Effort {
  /** Rounds of each measurement. */
  readonly rounds: number;
  /** CPU time of a function in one round. */
  readonly turnMs: number;
  /** Load on a server in one round. */
  readonly loadSeconds: number;
  /** New processes per cold start. */
  readonly coldStarts: number;
  /** The largest size of a scaling group. */
  readonly maxSize: number;
  /** Tokens per verifier in memory measurements. */
  readonly memoryTokens: number;
}

/** A chart of values by size, next to the table. */
export interface Chart {
  /** The file name without extension. */
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
  /** One sentence about the measurement and its method. */
  readonly method: string;
  /** True for long groups, which run only if their name is given. */
  readonly isScaling: boolean;
  readonly figures: readonly Figure[];
  readonly chart?: Chart;
  /**
   * @param names - The requested measurements.
   * @returns At least these, except those that the effort excludes.
   */
  measure(names: ReadonlySet<string>, effort: Effort): Promise<Measurements>;
}

/** The measurements of a figure. */
export const measurementsOf = ({ of, per }: Figure): readonly string[] => (per === undefined ? [of] : [of, per]);

/** The value of a figure; undefined if the effort excludes one of its measurements. */
export const figureValue = ({ of, per }: Figure, measured: Measurements): number | undefined => {
  const over = measured[of]?.value;
  if (per === undefined || over === undefined) return over;
  const under = measured[per]?.value;
  return under === undefined ? undefined : over / under;
};

/** True if the value meets the target. */
export const isHeld = (value: number, target: Target): boolean =>
  'atMost' in target ? value <= target.atMost : value >= target.atLeast;
